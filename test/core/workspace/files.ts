import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  readFacts,
  WorkspaceIndex,
} from "../../../server/src/core/index.ts";

/** Texts of the files of a workspace by path. */
export type Files = Readonly<Record<string, string>>;

/** An index of all files. */
export function indexOf(files: Files, options: ConstructorParameters<typeof WorkspaceIndex>[0] = {}): WorkspaceIndex {
  const index = new WorkspaceIndex(options);
  for (const [path, text] of Object.entries(files)) index.update(path, readFacts({ path, text }).facts);
  return index;
}

/** What one file of a workspace comes to. */
export function check(files: Files, path: string, options: AnalyzeOptions = {}): Analysis {
  return analyze({ path, text: files[path] ?? "" }, { workspace: indexOf(files), ...options });
}

/** Ids of the rules that a file breaks, each once. */
export function idsIn({ diagnostics }: Analysis): readonly string[] {
  return [...new Set(diagnostics.map(({ rule }) => rule.id))].sort();
}

/** The messages of one rule's findings. */
export function messagesOf({ diagnostics }: Analysis, ruleId: string): readonly string[] {
  return diagnostics.filter(({ rule }) => rule.id === ruleId).map(({ message }) => message);
}

/** The places that belong to one rule's findings, as `path:line words`. */
export function relatedOf({ diagnostics }: Analysis, ruleId: string): readonly string[] {
  return diagnostics
    .filter(({ rule }) => rule.id === ruleId)
    .flatMap(({ related = [] }) =>
      related.map(({ path, range, message }) => `${path ?? ""}:${(range?.start.line ?? -1) + 1} ${message}`),
    );
}
