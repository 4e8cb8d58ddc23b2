import type { ShellScript, Step } from "../shell/syntax.ts";
import type { TextEdit } from "../text/edit.ts";
import { perObject } from "../text/per-object.ts";
import { type Span, span } from "../text/span.ts";
import type {
  ArgInstruction,
  CopyInstruction,
  DockerfileModel,
  EnvInstruction,
  Instruction,
  LabelInstruction,
  NamedValue,
  RunInstruction,
} from "./model.ts";

/** The edit that takes an instruction out, with its lines and heredocs. */
export function removeInstruction(model: DockerfileModel, instruction: Instruction): TextEdit {
  const { lines } = model;
  const firstLine = lines.lineAt(instruction.span.start);
  const lastLine = lines.lineAt(instruction.span.end);
  const isLastLine = lastLine + 1 >= lines.lineCount;
  // Without a line break of its own, the last instruction takes the one before it.
  const start = isLastLine && firstLine > 0 ? lines.lineEnd(firstLine - 1) : lines.lineStart(firstLine);
  return { span: span(start, isLastLine ? model.text.length : lines.lineStart(lastLine + 1)), newText: "" };
}

/** The edit that inserts whole lines before an instruction, indented as it is; `lines` come without line breaks. */
export function insertBefore(model: DockerfileModel, instruction: Instruction, lines: readonly string[]): TextEdit {
  const start = model.lines.lineStart(model.lines.lineAt(instruction.span.start));
  const indent = model.text.slice(start, instruction.span.start);
  const newText = lines.map((line) => `${indent}${line}${lineBreakOf(model)}`).join("");
  return { span: span(start, start), newText };
}

/** The edit that inserts whole lines after an instruction, also where it ends the file without a line break. */
export function insertAfter(model: DockerfileModel, instruction: Instruction, lines: readonly string[]): TextEdit {
  const end = model.lines.lineEnd(model.lines.lineAt(instruction.span.end));
  return { span: span(end, end), newText: lines.map((line) => `${lineBreakOf(model)}${line}`).join("") };
}

/** The line break that the file uses. */
function lineBreakOf(model: DockerfileModel): string {
  return /\r\n|\n/.exec(model.text)?.[0] ?? "\n";
}

/**
 * The edits that take steps out of a script and leave a valid list of commands: the instruction goes where no step is left.
 * `|| true` goes with what it stands behind. Undefined where a neighbour's meaning would change (`||`, `&`).
 */
export function removeSteps(
  model: DockerfileModel,
  run: RunInstruction,
  script: ShellScript,
  steps: ReadonlySet<number>,
): readonly TextEdit[] | undefined {
  const doomed = withFallbacks(script, steps);
  if (doomed.size === script.steps.length) {
    return run.scripts.length === 1 ? [removeInstruction(model, run)] : undefined;
  }
  if (bringsHeredoc(script, doomed)) return undefined;
  const edits: TextEdit[] = [];
  for (const { first, last } of groups(doomed)) {
    const place = removableSpan(script.steps, first, last);
    if (place === undefined) return undefined;
    edits.push({ span: place, newText: "" });
  }
  return edits;
}

function withFallbacks({ steps, invocations }: ShellScript, doomed: ReadonlySet<number>): ReadonlySet<number> {
  const isNothing = (step: number): boolean =>
    steps[step]?.isSimple === true &&
    invocations.every((command) => command.step !== step || command.name === "true" || command.name === ":");
  const fallbacks = [...doomed].filter(
    (step) => steps[step]?.separator !== "&&" && steps[step + 1]?.separator === "||" && isNothing(step + 1),
  );
  return new Set([...doomed, ...fallbacks.map((step) => step + 1)]);
}

/** A heredoc's body stands behind the command line, and would be left. */
function bringsHeredoc({ invocations }: ShellScript, steps: ReadonlySet<number>): boolean {
  return invocations.some(
    ({ step, redirects }) => steps.has(step) && redirects.some((redirect) => redirect.kind === "heredoc"),
  );
}

/** Runs of neighbouring indices. */
function groups(indices: ReadonlySet<number>): readonly { readonly first: number; readonly last: number }[] {
  const found: { first: number; last: number }[] = [];
  for (const index of [...indices].sort((a, b) => a - b)) {
    const open = found[found.length - 1];
    if (open !== undefined && open.last === index - 1) open.last = index;
    else found.push({ first: index, last: index });
  }
  return found;
}

/** A step goes together with the separator on one side of it: the one that does not bind its neighbours. */
function removableSpan(steps: readonly Step[], first: number, last: number): Span | undefined {
  const [from, to] = [steps[first], steps[last]];
  const [before, after] = [steps[first - 1], steps[last + 1]];
  if (from === undefined || to === undefined) return undefined;
  const isInBackground = steps.slice(first, last + 1).some(({ separator }) => separator === "&");
  if (from.separator === "||" || isInBackground) return undefined;
  // Of `a && b || c`, `a || c` is left; without an `a` the fallback would run instead.
  if (after?.separator === "&" || (after?.separator === "||" && from.separator !== "&&")) return undefined;
  if (before === undefined) return after === undefined ? undefined : span(from.span.start, after.span.start);
  const bindsNext = after?.separator === "&&" && from.separator !== "&&";
  return bindsNext ? span(from.span.start, after.span.start) : span(before.span.end, to.span.end);
}

/** How a `RUN` separates its commands: as between its last two, else on the same line. */
function separatorOf(model: DockerfileModel, script: ShellScript): string {
  const [beforeLast, last] = script.steps.slice(-2);
  if (beforeLast === undefined || last === undefined) return " && ";
  const between = model.text.slice(beforeLast.span.end, last.span.start);
  return last.separator === "&&" && !between.includes("#") ? between : " && ";
}

/** The edit that runs one more command at the end of a script; undefined where the script's end does not allow it. */
export function appendStep(model: DockerfileModel, run: RunInstruction, command: string): TextEdit | undefined {
  const [script] = run.scripts;
  const last = script?.steps[script.steps.length - 1];
  if (script === undefined || last === undefined || run.scripts.length > 1 || run.command.form === "exec")
    return undefined;
  if (!endsCleanly(model, run, last)) return undefined;
  const inHeredoc = run.heredocs.some(
    ({ bodySpan }) => bodySpan.start <= last.span.start && last.span.end <= bodySpan.end,
  );
  // Elsewhere the script's result is that of its last command, which must not be hidden by the new one.
  const isOwnLine = inHeredoc && stopsAtFailure(script);
  const separator = isOwnLine ? lineBreakOf(model) + indentOf(model, last.span.start) : separatorOf(model, script);
  return { span: span(last.span.end, last.span.end), newText: separator + command };
}

/** `set -e` in the script itself. */
const stopsAtFailure = perObject(({ invocations }: ShellScript): boolean =>
  invocations.some(
    ({ name, context, args }) =>
      name === "set" && context === "script" && args.some(({ raw }) => /^-[a-df-z]*e[a-z]*$|^errexit$/.test(raw)),
  ),
);

function indentOf(model: DockerfileModel, offset: number): string {
  const start = model.lines.lineStart(model.lines.lineAt(offset));
  return /^[ \t]*/.exec(model.text.slice(start, offset))?.[0] ?? "";
}

/** Behind the last command nothing may stand that would take in what is appended: a comment, `&`, an open quote. */
function endsCleanly(model: DockerfileModel, run: RunInstruction, last: Step): boolean {
  const heredoc = run.heredocs[0];
  const end = heredoc === undefined ? run.span.end : (heredoc.endSpan?.start ?? run.span.end);
  return last.span.end >= end || model.text.slice(last.span.end, end).trim() === "";
}

/**
 * The edits that join `RUN` instructions that follow each other into the first; undefined where something else stands between,
 * or a later one would run differently: other flags, another form, a shell state (`cd`, `set`, `export`) that would leak into it.
 */
export function joinRuns(model: DockerfileModel, runs: readonly RunInstruction[]): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const [i, run] of runs.entries()) {
    const next = runs[i + 1];
    if (!isPlainRun(model, run)) return undefined;
    if (next === undefined) break;
    if (leaksState(run) || !followsDirectly(model, run, next)) return undefined;
    const between = span(run.span.end, commandStart(next));
    edits.push({ span: between, newText: ` ${model.escape}${lineBreakOf(model)}    && ` });
  }
  return edits;
}

/** Where the commands of a `RUN` begin. */
function commandStart(run: RunInstruction): number {
  return run.scripts[0]?.steps[0]?.span.start ?? run.command.span.start;
}

function isPlainRun(model: DockerfileModel, run: RunInstruction): boolean {
  const [script] = run.scripts;
  const last = script?.steps[script.steps.length - 1];
  if (script === undefined || last === undefined || run.scripts.length > 1) return false;
  if (run.command.form === "exec" || run.flags.length > 0 || run.heredocs.length > 0) return false;
  return script.gaps.length === 0 && script.steps[0]?.separator === "start" && endsCleanly(model, run, last);
}

const STATE_COMMANDS = new Set([
  "cd",
  "pushd",
  "popd",
  "set",
  "export",
  "shopt",
  "trap",
  "exec",
  "exit",
  "alias",
  "umask",
  "source",
  ".",
]);

function leaksState(run: RunInstruction): boolean {
  return run.scripts.some(
    ({ invocations, steps }) =>
      steps.some((step) => step.separator === "&") ||
      invocations.some(
        ({ name, context, assignments }) =>
          context === "script" &&
          ((name !== undefined && STATE_COMMANDS.has(name)) || (name === undefined && assignments.length > 0)),
      ),
  );
}

/** Nothing but blank lines between them: a comment would have to move along. */
function followsDirectly(model: DockerfileModel, run: RunInstruction, next: RunInstruction): boolean {
  return run.stageIndex === next.stageIndex && /^\s*$/.test(model.text.slice(run.span.end, next.span.start));
}

/** The edit that gives an instruction one more flag, such as `--mount=…`. */
export function addFlag(run: RunInstruction | CopyInstruction, flag: string): TextEdit {
  const { end } = run.keywordSpan;
  return { span: span(end, end), newText: ` ${flag}` };
}

/**
 * The edit that takes one word out of a list, with the blanks before it. It replaces the list as a whole, so that two such edits
 * collide instead of leaving an empty list between them.
 */
export function removeWord(model: DockerfileModel, list: Span, word: Span): TextEdit {
  const before = model.text.slice(list.start, word.start);
  const after = model.text.slice(word.end, list.end);
  const isFirst = before.trim() === "";
  return { span: list, newText: isFirst ? after.trimStart() : before.trimEnd() + after };
}

/** The edits that take one `NAME=value` out of an `ENV` or `ARG`, and the whole instruction where it was the only one. */
export function removePair(
  model: DockerfileModel,
  instruction: EnvInstruction | ArgInstruction | LabelInstruction,
  pair: NamedValue,
): TextEdit {
  const index = instruction.pairs.indexOf(pair);
  const [previous, next] = [instruction.pairs[index - 1], instruction.pairs[index + 1]];
  if (next !== undefined) return { span: upToNext(model, previous, pair, next), newText: "" };
  if (previous !== undefined) return { span: span(previous.span.end, pair.span.end), newText: "" };
  return removeInstruction(model, instruction);
}

/** What goes with a pair that others follow: all up to the next one, but for comments in between. */
function upToNext(
  { text, lines }: DockerfileModel,
  previous: NamedValue | undefined,
  pair: NamedValue,
  next: NamedValue,
): Span {
  const between = text.slice(pair.span.end, next.span.start);
  if (!/\n[ \t]*#/.test(between)) return span(pair.span.start, next.span.start);
  const lineStart = lines.lineStart(lines.lineAt(pair.span.start));
  if (text.slice(lineStart, pair.span.start).trim() === "") {
    return span(lineStart, lines.lineStart(lines.lineAt(pair.span.end) + 1));
  }
  if (previous !== undefined && previous.span.end > lineStart) return span(previous.span.end, pair.span.end);
  return span(pair.span.start, pair.span.end + (/^[ \t]*/.exec(between)?.[0].length ?? 0));
}

/** The edit that takes one source out of a `COPY` or `ADD`, and the whole instruction where it was the only one. */
export function removeSource(model: DockerfileModel, copy: CopyInstruction, source: Span): TextEdit {
  const [first, last] = [copy.sources[0], copy.sources[copy.sources.length - 1]];
  if (first === undefined || last === undefined || copy.sources.length === 1) return removeInstruction(model, copy);
  return removeWord(model, span(first.span.start, last.span.end), source);
}
