import type { DockerfileModel } from "../dockerfile/model.ts";
import type { KubernetesModel } from "../kubernetes/model.ts";
import { parseKubernetes } from "../kubernetes/parse.ts";
import { baseName } from "../text/path.ts";
import { chartFacts, composeFacts, skaffoldFacts } from "./build-facts.ts";
import { credentialFacts, isCredentialPath } from "./credential-facts.ts";
import { dockerfileFacts } from "./dockerfile-facts.ts";
import type { Fact, FileFacts } from "./facts.ts";
import { ignoreFileFacts } from "./ignore-file.ts";
import { kustomizationFacts } from "./kustomization-facts.ts";
import { jsonPatchFacts, manifestFacts } from "./manifest-facts.ts";

/** A file as it was read: with its model where it is one of those that are checked. */
export interface ReadFile {
  readonly path: string;
  readonly text: string;
  readonly model: DockerfileModel | KubernetesModel | undefined;
}

const KUSTOMIZATION = /^(?:kustomization\.ya?ml|Kustomization)$/;
const COMPOSE = /^(?:docker-)?compose(?:[._-][\w.-]*)?\.ya?ml$/i;
const SKAFFOLD = /^skaffold(?:[._-][\w.-]*)?\.ya?ml$/i;
const CHART = /^(?:Chart|requirements)\.ya?ml$/;
const IGNORE_FILE = /^\.dockerignore$|\.dockerignore$/;
const YAML = /\.(?:ya?ml|json)$/i;

/** Whether a file that is not checked itself tells something about others, by its name. YAML may in any case. */
export function isWorkspaceFile(path: string): boolean {
  const name = baseName(path);
  return KUSTOMIZATION.test(name) || IGNORE_FILE.test(name) || YAML.test(name) || isCredentialPath(path);
}

/** Whether of such a file the name matters before it is known whether git ignores it: Docker does not ask git. */
export function isContextFile(path: string): boolean {
  return IGNORE_FILE.test(baseName(path)) || isCredentialPath(path);
}

const factsOf = new WeakMap<object, FileFacts>();

/** Everything that other files of the workspace may want to know of a file; small, and without its text. */
export function workspaceFacts(file: ReadFile): FileFacts {
  const { model } = file;
  const kept = model && factsOf.get(model);
  if (kept !== undefined) return kept;
  const facts = [...modelFacts(file), ...namedFacts(file), ...credentialFacts(file.path, file.text)];
  if (model !== undefined) factsOf.set(model, facts);
  return facts;
}

function modelFacts({ path, model }: ReadFile): readonly Fact[] {
  if (model === undefined) return [];
  return model.kind === "dockerfile" ? dockerfileFacts(path, model) : manifestFacts(path, model);
}

/** What a file is by its name. Skaffold's and Kustomize's files are YAML as manifests are, with `apiVersion` and `kind` or without. */
function namedFacts({ path, text, model }: ReadFile): readonly Fact[] {
  const name = baseName(path);
  if (IGNORE_FILE.test(name)) return ignoreFileFacts(path, text);
  const read = (): KubernetesModel => (model?.kind === "kubernetes" ? model : parseKubernetes(text));
  if (KUSTOMIZATION.test(name)) return kustomizationFacts(path, read());
  if (COMPOSE.test(name)) return composeFacts(path, read());
  if (SKAFFOLD.test(name)) return skaffoldFacts(path, read());
  if (CHART.test(name)) return chartFacts(path, read());
  const mayBeJsonPatch = model === undefined && YAML.test(name) && /["']?op["']?[ \t]*:/.test(text);
  return mayBeJsonPatch && isList(text) ? jsonPatchFacts(path, parseKubernetes(text)) : [];
}

/** Whether the first line that says something begins a list. */
function isList(text: string): boolean {
  const line = text.split(/\r?\n/).find((candidate) => !/^(?:---)?\s*(?:#|$)/.test(candidate.replace(/^\ufeff/, "")));
  return line !== undefined && /^\s*(?:-\s|\[)/.test(line);
}
