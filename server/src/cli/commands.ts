// The commands that know the rules. They are loaded together when one of them runs: one large file is read faster than many small ones.
export { check } from "./check.ts";
export { explain } from "./explain.ts";
export { init } from "./init.ts";
export { showLayers } from "./layers.ts";
export { listRules } from "./list-rules.ts";
export { watch } from "./watch.ts";
