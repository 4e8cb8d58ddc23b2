import { accepts, type Token, tokenize } from "./pattern.ts";
import { perObject } from "./per-object.ts";

/**
 * A line of an ignore file (git's manual, gitignore(5), "Pattern format"), ready to be asked. Asking takes time in proportion to the
 * product of both lengths at worst: what comes of such lines as regular expressions takes more than anybody's patience, where somebody
 * means it to.
 */
export interface IgnoreRule {
  /** It takes back what an earlier rule ignores. */
  readonly isException: boolean;
  readonly isForFolders: boolean;
  readonly parts: readonly Part[];
}

type Part = { readonly kind: "any folders" } | { readonly kind: "name"; readonly name: Name };

/** What one component of a path has to be, in lower case. */
interface Name {
  /** What stands before its first wildcard and behind its last one. */
  readonly start: string;
  readonly end: string;
  /** Undefined where there is no wildcard. */
  readonly tokens: readonly Token[] | undefined;
}

/** Reads the lines of an ignore file; comments and blank lines are no rules. */
export function readIgnoreRules(lines: readonly string[]): readonly IgnoreRule[] {
  return lines.flatMap((line) => readRule(line) ?? []);
}

function readRule(line: string): IgnoreRule | undefined {
  if (line.startsWith("#")) return undefined;
  const isException = line.startsWith("!");
  const pattern = withoutBlanks(isException ? line.slice(1) : line);
  const isForFolders = pattern.endsWith("/");
  const path = isForFolders ? pattern.slice(0, -1) : pattern;
  if (path === "") return undefined;
  // Without a slash it is about a name at any depth.
  const parts = (path.includes("/") ? path.replace(/^\//, "") : `**/${path}`).split("/").map(readPart);
  return { isException, isForFolders, parts };
}

/** Blanks at the end do not count, unless a backslash quotes them. */
function withoutBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === " " || line[end - 1] === "\t") && line[end - 2] !== "\\") end--;
  return line.slice(0, end);
}

function readPart(part: string): Part {
  if (part === "**") return { kind: "any folders" };
  const tokens = tokenize(part.toLowerCase());
  const first = tokens.findIndex(({ kind }) => kind !== "char");
  const last = tokens.findLastIndex(({ kind }) => kind !== "char");
  const name = {
    start: textOf(first < 0 ? tokens : tokens.slice(0, first)),
    end: textOf(tokens.slice(last + 1)),
    tokens: first < 0 ? undefined : tokens,
  };
  return { kind: "name", name };
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => (token.kind === "char" ? token.char : "")).join("");
}

function isStar({ kind }: Token): boolean {
  return kind === "star" || kind === "globstar";
}

export type IgnoreVerdict = "ignored" | "kept" | undefined;

/**
 * What the rules say of a path, relative to where they begin, with `/`: the last one that matches counts, and nothing in an ignored
 * folder is taken back. Letters are matched in either case. Undefined where no rule says anything.
 */
export function ignoreVerdict(rules: readonly IgnoreRule[], path: string, isFolder: boolean): IgnoreVerdict {
  const parts = path.toLowerCase().split("/");
  for (let depth = 1; depth < parts.length; depth++) {
    if (folderVerdict(rules, parts.slice(0, depth)) === "ignored") return "ignored";
  }
  return isFolder ? folderVerdict(rules, parts) : ownVerdict(rules, parts, false);
}

const folderVerdicts = perObject((_: readonly IgnoreRule[]) => new Map<string, IgnoreVerdict>());

function folderVerdict(rules: readonly IgnoreRule[], parts: readonly string[]): IgnoreVerdict {
  const known = folderVerdicts(rules);
  const path = parts.join("/");
  if (!known.has(path)) known.set(path, ownVerdict(rules, parts, true));
  return known.get(path);
}

function ownVerdict(rules: readonly IgnoreRule[], path: readonly string[], isFolder: boolean): IgnoreVerdict {
  const last = rules.findLast(({ isForFolders, parts }) => (isFolder || !isForFolders) && matches(parts, path));
  return last && (last.isException ? "kept" : "ignored");
}

/** Goes back to the last `**` alone: what the one before it could take, this one can as well. */
function matches(parts: readonly Part[], path: readonly string[]): boolean {
  let [part, component] = [0, 0];
  let retry: { readonly part: number; component: number } | undefined;
  while (component < path.length) {
    const wanted = parts[part];
    if (wanted?.kind === "any folders") {
      // At the end it stands for all that is inside.
      if (part === parts.length - 1) return true;
      part++;
      retry = { part, component };
    } else if (wanted !== undefined && matchesName(wanted.name, path[component] ?? "")) {
      part++;
      component++;
    } else if (retry !== undefined) {
      retry.component++;
      [part, component] = [retry.part, retry.component];
    } else {
      return false;
    }
  }
  return part === parts.length;
}

/** Goes back to the last star alone, as above. */
function matchesName({ start, end, tokens }: Name, name: string): boolean {
  if (tokens === undefined) return name === start;
  if (!name.startsWith(start) || !name.endsWith(end)) return false;
  let [token, at] = [0, 0];
  let retry: { readonly token: number; at: number } | undefined;
  while (at < name.length) {
    const wanted = tokens[token];
    if (wanted !== undefined && isStar(wanted)) {
      token++;
      retry = { token, at };
    } else if (wanted !== undefined && accepts(wanted, name[at] ?? "", "/")) {
      token++;
      at++;
    } else if (retry !== undefined) {
      retry.at++;
      [token, at] = [retry.token, retry.at];
    } else {
      return false;
    }
  }
  while (token < tokens.length && isStar(tokens[token] ?? { kind: "any" })) token++;
  return token === tokens.length;
}
