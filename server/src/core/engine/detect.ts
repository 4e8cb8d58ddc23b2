import { looksLikeKubernetes } from "../kubernetes/recognize.ts";
import type { DocumentKind } from "../source.ts";

const DOCKERFILE_NAME = /^(?:dockerfile|containerfile)(?:[._-].+)?$|\.(?:dockerfile|containerfile)$/i;
/** Files that are about Dockerfiles, or that another program makes one of. */
const NO_DOCKERFILE =
  /\.(?:dockerignore|md|rst|adoc|txt|html?|json|ya?ml|toml|lock|snap|ts|tsx|js|mjs|cjs|go|py|rb|rs|java|kt|cs|c|h|cpp|php|sh|j2|jinja2?|erb|tpl|tmpl|mustache|hbs)$/i;
const YAML_NAME = /\.(?:ya?ml|json)$/i;

/** Tells from the name alone whether a file may be one of ours, so that others need not be read. */
export function mayBeChecked(path: string): boolean {
  return isDockerfileName(path) || YAML_NAME.test(path);
}

/**
 * The kind of a file: a Dockerfile by its name, a manifest by its content (`apiVersion` and `kind`), never by its name alone.
 * `languageId` is the editor's own word for the file, which wins over the name.
 */
export function detect(path: string, text: string, languageId?: string): DocumentKind | undefined {
  if (languageId === "dockerfile" || isDockerfileName(path)) return "dockerfile";
  return mayBeManifest(path, languageId) && looksLikeKubernetes(text) ? "kubernetes" : undefined;
}

/** Whether a file is a manifest when its content is one's. */
export function mayBeManifest(path: string, languageId?: string): boolean {
  return YAML_NAME.test(path) || (languageId !== undefined && /^(?:yaml|json|helm|kubernetes)/.test(languageId));
}

function isDockerfileName(path: string): boolean {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return DOCKERFILE_NAME.test(name) && !NO_DOCKERFILE.test(name);
}
