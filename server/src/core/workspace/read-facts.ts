import { dockerfileFacts } from "./dockerfile-facts.ts";
import type { FileFacts } from "./facts.ts";
import { fileFacts, type ReadFile } from "./file-facts.ts";
import { yamlFacts } from "./yaml-facts.ts";

/** Everything that other files may want to know of a file of any kind. */
export function workspaceFacts(file: ReadFile): FileFacts {
  const { path, text, model } = file;
  return fileFacts(file, () =>
    model?.kind === "dockerfile" ? dockerfileFacts(path, model) : yamlFacts(path, text, model),
  );
}
