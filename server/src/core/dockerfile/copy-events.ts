import type { Gap } from "../text/gap.ts";
import { baseName, joinPath } from "../text/path.ts";
import { isPattern } from "../text/pattern.ts";
import { knownValue } from "../text/resolved.ts";
import { absolutePath, type FileCreation, type FileEvents, type FileOrigin } from "./file-events.ts";
import type { CopyInstruction, DockerWord, Heredoc } from "./model.ts";

type Creation = Pick<FileCreation, "path" | "isDirectory" | "certainty" | "origin" | "span">;

/**
 * What a `COPY` or `ADD` writes. A destination with a trailing slash, `.`, or several sources is a folder; a source that is a
 * folder gives its contents (Dockerfile reference, "COPY", "ADD"). Where the name of the source tells neither, both may be.
 */
export function copyEvents(copy: CopyInstruction): FileEvents {
  const { destination } = copy;
  if (destination === undefined) return { events: [], gaps: [] };
  const value = knownValue(destination.value);
  const target = value === undefined || isWindowsPath(value) ? undefined : absolutePath(value, copy.before);
  if (value === undefined || target === undefined) {
    return { events: [], gaps: [unknownPath(destination)] };
  }
  const intoFolder =
    /(?:^|\/)\.{0,2}$/.test(value) ||
    copy.sources.length + copy.heredocs.length > 1 ||
    target === knownValue(copy.before.workdir);
  const gaps: Gap[] = [];
  const creations: Creation[] = copy.heredocs.map((heredoc) => heredocCreation(heredoc, target, intoFolder));
  for (const source of copy.sources) {
    const path = knownValue(source.value);
    if (path === undefined) gaps.push(unknownPath(source));
    else creations.push(...sourceCreations(copy, source, path, target, intoFolder));
  }
  const events = creations.map(
    (creation): FileCreation => ({
      kind: "create",
      instruction: copy,
      command: undefined,
      effect: "replace",
      ...creation,
    }),
  );
  return { events, gaps };
}

function unknownPath(word: DockerWord): Gap {
  const why = word.value.kind === "unknown" ? word.value.why : "the working directory is not known";
  return { span: word.span, why: `the path \`${word.raw}\` cannot be determined: ${why}` };
}

function isWindowsPath(path: string): boolean {
  return /^[A-Za-z]:/.test(path) || path.includes("\\");
}

function heredocCreation(heredoc: Heredoc, target: string, intoFolder: boolean): Creation {
  return {
    path: intoFolder ? joinPath(target, heredoc.name) : target,
    isDirectory: false,
    certainty: "always",
    origin: { kind: "literal", spans: [heredoc.bodySpan], text: heredoc.body },
    span: heredoc.nameSpan,
  };
}

const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tar\.(?:gz|bz2|xz|zst))$/i;
const URL = /^https?:\/\//i;
const GIT = /^(?:git@|git:\/\/|ssh:\/\/)|\.git(?:[#?].*)?$/i;

function sourceCreations(
  copy: CopyInstruction,
  source: DockerWord,
  path: string,
  target: string,
  intoFolder: boolean,
): readonly Creation[] {
  const { span } = source;
  const origin = originOf(copy, source);
  if (copy.keyword === "ADD" && GIT.test(path)) {
    return [
      { path: target, isDirectory: true, certainty: "always", origin: { kind: "download", url: undefined }, span },
    ];
  }
  if (copy.keyword === "ADD" && URL.test(path)) {
    const name = baseName(path.replace(/[?#].*$/, ""));
    const file = intoFolder ? joinPath(target, name) : target;
    return [
      { path: file, isDirectory: false, certainty: "always", origin: { kind: "download", url: undefined }, span },
    ];
  }
  const folder: Creation = { path: target, isDirectory: true, certainty: "always", origin, span };
  if (copy.keyword === "ADD" && ARCHIVE.test(path)) return [folder];
  const kind = kindOfSource(path);
  if (kind === "folder") return [folder];
  const keepsParents = copy.flags.some((flag) => flag.name === "parents");
  const inFolder = joinPath(target, keepsParents ? path : baseName(path.replace(/\/+$/, "")));
  const file: Creation = {
    path: intoFolder ? inFolder : target,
    isDirectory: false,
    certainty: "always",
    origin,
    span,
  };
  if (kind === "file") return [file];
  // `COPY conf /etc/app` makes either the file /etc/app or a folder of that name; with a folder to go into, one of two paths.
  if (!intoFolder) return [{ ...file, isDirectory: true }];
  return [
    { ...file, certainty: "maybe" },
    { ...folder, certainty: "maybe" },
  ];
}

function originOf(copy: CopyInstruction, source: DockerWord): FileOrigin {
  if (copy.from === undefined) return { kind: "context", source };
  return copy.from.kind === "stage" ? { kind: "stage", stage: copy.from.stage, source } : { kind: "image", source };
}

/** Names of files without an extension, and of folders that begin with a dot, as they are common in sources. */
const FILE_NAMES =
  /^(?:dockerfile|makefile|gemfile|procfile|rakefile|vagrantfile|jenkinsfile|license|readme|cname|id_(?:rsa|dsa|ecdsa|ed25519)|gradlew|mvnw)$/i;
const DOT_FOLDERS =
  /^\.(?:git|github|ssh|aws|gnupg|docker|kube|vscode|idea|config|cache|m2|mvn|yarn|cargo|azure|bundle|next)$/i;

function kindOfSource(path: string): "file" | "folder" | "either" {
  const name = baseName(path);
  if (name === "" || name === "." || name === "..") return "folder";
  if (name.startsWith(".")) return DOT_FOLDERS.test(name) ? "folder" : "file";
  if (FILE_NAMES.test(name)) return "file";
  if (isPattern(name)) return /\.[A-Za-z0-9*?[\]]+$/.test(name) ? "file" : "either";
  return /\.[A-Za-z][A-Za-z0-9]{0,9}$/.test(name) ? "file" : "either";
}
