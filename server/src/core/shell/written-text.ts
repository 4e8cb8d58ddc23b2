import { joinPath } from "../text/path.ts";
import { knownValue } from "../text/resolved.ts";
import type { Span } from "../text/span.ts";
import { standardInput, standardOutput } from "./commands/output.ts";
import { readOptions } from "./options.ts";
import { inPlaceSubstitutions } from "./sed-script.ts";
import type { Invocation, Word, WriteOrigin } from "./syntax.ts";
import { leadingText } from "./word-text.ts";

/** Text of the script itself that a command puts into a file. */
export interface WrittenText {
  /** The file; where its name ends in something unknown, what stands in front of that. */
  readonly path: string;
  /** The places of the text. */
  readonly spans: readonly Span[];
}

/** What a command writes into files from its own words: through `>`, `>>`, `tee` and `sed -i`. */
export function writtenTexts(invocation: Invocation): readonly WrittenText[] {
  return [...redirected(invocation), ...passedOn(invocation), ...substituted(invocation)];
}

function redirected(invocation: Invocation): readonly WrittenText[] {
  const targets = invocation.redirects.flatMap((redirect) =>
    redirect.kind === "file" && /^(?:>>?|>\||&>>?)$/.test(redirect.operator) ? [redirect.target] : [],
  );
  return targets.length === 0 ? [] : into(targets, standardOutput(invocation), invocation);
}

function passedOn(invocation: Invocation): readonly WrittenText[] {
  if (invocation.name !== "tee" && invocation.name !== "sponge") return [];
  const origin = standardInput(invocation);
  return origin === undefined ? [] : into(readOptions(invocation, {}).operands, origin, invocation);
}

function substituted(invocation: Invocation): readonly WrittenText[] {
  return inPlaceSubstitutions(invocation).flatMap(({ files, span }) =>
    files.flatMap((file) => pathOf(file, invocation)).map((path) => ({ path, spans: [span] })),
  );
}

function into(targets: readonly Word[], origin: WriteOrigin, invocation: Invocation): readonly WrittenText[] {
  const spans = spansOf(origin);
  if (spans.length === 0) return [];
  return targets.flatMap((target) => pathOf(target, invocation)).map((path) => ({ path, spans }));
}

function spansOf(origin: WriteOrigin): readonly Span[] {
  if (origin.kind === "literal") return origin.spans;
  return origin.kind === "expanded" ? origin.parts.flatMap((part) => (part.kind === "literal" ? [part.span] : [])) : [];
}

function pathOf(target: Word, { cwd, home }: Invocation): readonly string[] {
  const path = knownValue(target.value);
  if (path === undefined) {
    const start = leadingText(target);
    return start === "" ? [] : [start];
  }
  if (path.startsWith("/")) return [joinPath("/", path)];
  const directory = path.startsWith("~/") ? knownValue(home) : knownValue(cwd);
  return [directory === undefined ? path : joinPath(directory, path.replace(/^~\//, ""))];
}
