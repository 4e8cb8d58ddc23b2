import { isStandardFolder } from "../shell/standard-folders.ts";
import type { Gap } from "../text/gap.ts";
import { baseName, joinPath, trimSlashes } from "../text/path.ts";
import { isPattern } from "../text/pattern.ts";
import { known, knownValue } from "../text/resolved.ts";
import {
  absolutePath,
  type FileAttribute,
  type FileCreation,
  type FileEvent,
  type FileEvents,
  type FileOrigin,
} from "./file-events.ts";
import type { CopyInstruction, DockerWord, Flag, Heredoc } from "./model.ts";

type Creation = Pick<FileCreation, "path" | "isDirectory" | "certainty" | "origin" | "span" | "excluded">;

/** Where a copy goes. */
interface Target {
  readonly path: string;
  /** Whether what is copied goes into a folder of that path. */
  readonly isFolder: boolean;
}

/**
 * What a `COPY` or `ADD` writes. A destination with a trailing slash, `.`, or several sources is a folder; a source that is a
 * folder gives its contents (Dockerfile reference, "COPY", "ADD"). Where the name of the source tells neither, both may be.
 */
export function copyEvents(copy: CopyInstruction): Pick<FileEvents, "events" | "gaps"> {
  const { destination } = copy;
  if (destination === undefined) return { events: [], gaps: [] };
  const target = targetOf(copy, destination);
  if (target === undefined) return { events: [], gaps: [unknownPath(destination)] };
  const gaps: Gap[] = [];
  const creations: Creation[] = copy.heredocs.map((heredoc) => heredocCreation(heredoc, target));
  for (const source of copy.sources) {
    const path = knownValue(source.value);
    if (path === undefined) gaps.push(unknownPath(source));
    else creations.push(...sourceCreations(copy, source, path, target));
  }
  const events = creations.flatMap((creation): readonly FileEvent[] => [
    { kind: "create", instruction: copy, command: undefined, effect: "replace", ...creation },
    ...attributes(copy, creation),
  ]);
  return { events, gaps };
}

function targetOf(copy: CopyInstruction, destination: DockerWord): Target | undefined {
  const value = knownValue(destination.value);
  const path = value === undefined || isWindowsPath(value) ? undefined : absolutePath(value, copy.before);
  if (value === undefined || path === undefined) return undefined;
  const isFolder =
    /(?:^|\/)\.{0,2}$/.test(value) ||
    copy.sources.length + copy.heredocs.length > 1 ||
    path === knownValue(copy.before.workdir) ||
    isStandardFolder(path) ||
    keepsParents(copy);
  return { path, isFolder };
}

function keepsParents(copy: CopyInstruction): boolean {
  return copy.flags.some(({ name, value }) => name === "parents" && value !== "false");
}

/** `--chmod` and `--chown` hold for all that is copied (Dockerfile reference, "COPY --chown --chmod"). */
function attributes(copy: CopyInstruction, { path, span, certainty, isDirectory }: Creation): readonly FileAttribute[] {
  const attribute = (kind: "mode" | "owner", flag: Flag | undefined): readonly FileAttribute[] => {
    if (flag?.value === undefined) return [];
    const place = { instruction: copy, command: undefined, path, span, certainty };
    const value = { value: known(flag.value), valueSpan: flag.valueSpan };
    return [{ kind, ...place, ...value, isPattern: false, isRecursive: isDirectory }];
  };
  return [...attribute("mode", copy.chmod), ...attribute("owner", copy.chown)];
}

function unknownPath(word: DockerWord): Gap {
  const why = word.value.kind === "unknown" ? word.value.why : "the working directory is not known";
  return { span: word.span, why: `the path \`${word.raw}\` cannot be determined: ${why}` };
}

function isWindowsPath(path: string): boolean {
  return /^[A-Za-z]:/.test(path) || path.includes("\\");
}

function heredocCreation(heredoc: Heredoc, { path, isFolder }: Target): Creation {
  return {
    path: isFolder ? joinPath(path, heredoc.name) : path,
    isDirectory: false,
    certainty: "always",
    origin: { kind: "literal", spans: [heredoc.bodySpan], text: heredoc.body },
    span: heredoc.nameSpan,
  };
}

const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tar\.(?:gz|bz2|xz|zst))$/i;
const URL = /^https?:\/\//i;
const GIT = /^(?:git@|git:\/\/|ssh:\/\/)|\.git(?:[#?].*)?$/is;

function sourceCreations(copy: CopyInstruction, source: DockerWord, path: string, target: Target): readonly Creation[] {
  const { span } = source;
  if (copy.keyword === "ADD" && (GIT.test(path) || URL.test(path))) return [downloaded(copy, source, path, target)];
  const origin = originOf(copy, source);
  const kept = keepsParents(copy) ? joinPath(target.path, keptPath(path)) : undefined;
  const excluded = copy.flags.flatMap(({ name, value }) =>
    name === "exclude" && value !== undefined ? [joinPath(kept ?? target.path, value)] : [],
  );
  const isArchive = copy.keyword === "ADD" && ARCHIVE.test(path) && unpacks(copy, true);
  const kind = isArchive ? "folder" : kindOfSource(path);
  const folder: Creation = {
    path: kept !== undefined && !isArchive ? kept : target.path,
    isDirectory: true,
    certainty: "always",
    origin,
    span,
    excluded,
  };
  if (kind === "folder") return [folder];
  const inFolder = kept ?? joinPath(target.path, baseName(trimSlashes(path)));
  const file: Creation = {
    path: target.isFolder ? inFolder : target.path,
    isDirectory: false,
    certainty: "always",
    origin,
    span,
  };
  if (kind === "file") return [file];
  // `COPY conf /etc/app` makes either the file /etc/app or a folder of that name; with a folder to go into, one of two paths.
  if (file.path === folder.path) return [{ ...file, isDirectory: true, excluded }];
  return [
    { ...file, certainty: "maybe" },
    { ...folder, certainty: "maybe" },
  ];
}

/** What is behind the pivot point `/./`, or the whole path (Dockerfile reference, "COPY --parents"). */
function keptPath(path: string): string {
  const pivot = path.indexOf("/./", 1);
  return (pivot < 0 ? path : path.slice(pivot + 2)).replace(/^\/+/, "");
}

/** A repository becomes a folder; a file from a URL is unpacked only when told so (Dockerfile reference, "ADD --unpack"). */
function downloaded(copy: CopyInstruction, { span }: DockerWord, url: string, target: Target): Creation {
  const origin = { kind: "download", url: undefined } as const;
  const path = url.replace(/[?#].*$/s, "");
  if (GIT.test(url) || (ARCHIVE.test(path) && unpacks(copy, false))) {
    return { path: target.path, isDirectory: true, certainty: "always", origin, span };
  }
  const file = target.isFolder ? joinPath(target.path, baseName(path)) : target.path;
  return { path: file, isDirectory: false, certainty: "always", origin, span };
}

function unpacks(copy: CopyInstruction, byDefault: boolean): boolean {
  const flag = copy.flags.find(({ name }) => name === "unpack");
  return flag === undefined ? byDefault : flag.value !== "false";
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
