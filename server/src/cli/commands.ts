// The commands that check. They are loaded together when one of them runs: one file is read faster than several small ones.
export { check } from "./check.ts";
export { watch } from "./watch.ts";
