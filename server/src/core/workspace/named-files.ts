import { baseName } from "../text/path.ts";
import { isCredentialPath } from "./credential-facts.ts";

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
  return isIgnoreFile(path) || isCredentialPath(path);
}

/** Whether a file says what Docker leaves out of a build context. */
export function isIgnoreFile(path: string): boolean {
  return IGNORE_FILE.test(baseName(path));
}

/** What YAML is to other files beside the objects that it declares. */
export type YamlRole = "kustomization" | "compose" | "skaffold" | "chart" | "jsonPatch";

/** The role of a file, by its name; a patch has none of its own, and is told by its text. Kustomize's and Skaffold's files may be manifests too. */
export function yamlRole(path: string, text: string, isManifest: boolean): YamlRole | undefined {
  const name = baseName(path);
  if (KUSTOMIZATION.test(name)) return "kustomization";
  if (COMPOSE.test(name)) return "compose";
  if (SKAFFOLD.test(name)) return "skaffold";
  if (CHART.test(name)) return "chart";
  const mayBeJsonPatch = !isManifest && YAML.test(name) && /["']?op["']?[ \t]*:/.test(text);
  return mayBeJsonPatch && isList(text) ? "jsonPatch" : undefined;
}

/** Whether the first line that says something begins a list. */
function isList(text: string): boolean {
  const line = text.split(/\r?\n/).find((candidate) => !/^(?:---)?\s*(?:#|$)/.test(candidate.replace(/^\ufeff/, "")));
  return line !== undefined && /^\s*(?:-\s|\[)/.test(line);
}
