import { knownValue } from "../text/resolved.ts";
import type { CopyInstruction, DockerWord } from "./model.ts";

/** What an `ADD` fetches over the network. */
export interface RemoteSource {
  readonly word: DockerWord;
  readonly kind: "file" | "git";
  /** What says which content is meant: `--checksum`, or for a repository a commit; undefined where nothing does. */
  readonly pinnedBy: "checksum" | "commit" | undefined;
}

/**
 * The sources of an `ADD` that are URLs or Git repositories (Dockerfile reference, "ADD"; BuildKit `util/gitutil`). A URL
 * whose end is a variable is one all the same.
 */
export function remoteSources(add: CopyInstruction): readonly RemoteSource[] {
  if (add.keyword !== "ADD") return [];
  const hasChecksum = add.flags.some(({ name, value }) => name === "checksum" && value !== undefined && value !== "");
  return add.sources.flatMap((word): readonly RemoteSource[] => {
    const url = knownValue(word.value) ?? word.text;
    const kind = remoteKind(url);
    if (kind === undefined) return [];
    const commit = kind === "git" && namesCommit(url) ? "commit" : undefined;
    return [{ word, kind, pinnedBy: hasChecksum ? "checksum" : commit }];
  });
}

function remoteKind(url: string): RemoteSource["kind"] | undefined {
  if (/^(?:git|ssh):\/\/|^[\w.-]+@[\w.-]+:/i.test(url)) return "git";
  if (!/^https?:\/\//i.test(url)) return undefined;
  return /\.git\/?$/i.test(url.replace(/[?#].*$/s, "")) ? "git" : "file";
}

/** `#<commit>[:folder]` or `?commit=…`, with the whole SHA-1 or SHA-256; a branch or tag can be moved. */
function namesCommit(url: string): boolean {
  const ref = /#([^:]*)/.exec(url)?.[1] ?? "";
  return isObjectName(ref) || /[?&](?:commit|checksum)=[0-9a-f]{7,64}(?:[&#]|$)/i.test(url);
}

function isObjectName(ref: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(ref);
}
