// All that a Dockerfile's findings do not need: manifests, configuration files, what a client asks for at a place in the text.
// To be imported with `import()`: it is a part of the program of its own, so that the first findings need not wait for it.
export { checkConfigFile } from "../core/config/file.ts";
export { missingConfigFiles, resolveConfig } from "../core/config/resolve.ts";
export { factsOf, readFacts } from "../core/engine/analyze.ts";
export { KUBERNETES } from "../core/engine/kubernetes.ts";
export { codeActions, uriOfAction, withFixAllEdit } from "./code-actions.ts";
export { codeLenses } from "./code-lens.ts";
export { completions, configCompletions } from "./completion.ts";
export { hardeningAt, hardeningNote } from "./hardening.ts";
export { explanationHover, findingHover } from "./hover.ts";
export { imageLayers } from "./layers.ts";
