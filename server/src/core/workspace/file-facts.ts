import type { DockerfileModel } from "../dockerfile/model.ts";
import type { KubernetesModel } from "../kubernetes/model.ts";
import { credentialFacts } from "./credential-facts.ts";
import type { Fact, FileFacts } from "./facts.ts";
import { ignoreFileFacts } from "./ignore-file.ts";
import { isIgnoreFile } from "./named-files.ts";

/** A file as it was read: with its model where it is one of those that are checked. */
export interface ReadFile {
  readonly path: string;
  readonly text: string;
  readonly model: DockerfileModel | KubernetesModel | undefined;
}

const factsOf = new WeakMap<object, FileFacts>();

/** Everything that other files may want to know of a file; small, and without its text. What `ofContent` finds is kept with the model. */
export function fileFacts({ path, text, model }: ReadFile, ofContent: () => readonly Fact[]): FileFacts {
  const kept = model && factsOf.get(model);
  if (kept !== undefined) return kept;
  const ofIgnoreFile = isIgnoreFile(path) ? ignoreFileFacts(path, text) : [];
  const facts = [...ofContent(), ...ofIgnoreFile, ...credentialFacts(path, text)];
  if (model !== undefined) factsOf.set(model, facts);
  return facts;
}
