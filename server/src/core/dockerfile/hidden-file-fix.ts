import type { Invocation } from "../shell/syntax.ts";
import type { TextEdit } from "../text/edit.ts";
import { baseName } from "../text/path.ts";
import { isPattern } from "../text/pattern.ts";
import { addFlag, appendStep, joinRuns, removeInstruction, removePair, removeSource, removeSteps } from "./edit.ts";
import type { FileCreation, FileEvent } from "./file-events.ts";
import { mayRead, namesFile, readersOf } from "./file-readers.ts";
import type { HiddenFile } from "./layers.ts";
import type { CopyInstruction, DockerfileModel, Instruction, RunInstruction } from "./model.ts";
import { fileSecret, secretFileFlag } from "./secret-mount.ts";
import { declaringPair, type VariableUse, variableUses } from "./variable-uses.ts";
import { forgetFile, withoutOperand } from "./written-file.ts";

/** A change to the Dockerfile, not yet tied to a rule. */
export interface ProposedChange {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** What a person has to do besides. */
  readonly note?: string;
}

/**
 * The change that keeps a hidden file out of the image; undefined where no edit is sure to leave the build as it was.
 * A secret that the Dockerfile itself holds is taken out, since a merged layer would still leave it in the history.
 */
export function fixHiddenFile(
  model: DockerfileModel,
  hidden: HiddenFile,
  isSecret: boolean,
): ProposedChange | undefined {
  const { creation, by, how, path } = hidden;
  if (how !== "removed" || path !== creation.path || creation.certainty === "maybe") return undefined;
  const between = instructionsBetween(model, creation.instruction, by.instruction);
  if (between === undefined) return undefined;
  const runs = between.filter(isRun);
  if (isSecret && isWrittenOut(creation)) return mountWritten(model, creation, runs);
  const { instruction } = creation;
  if (instruction.keyword === "COPY" || instruction.keyword === "ADD") {
    return creation.isDirectory ? undefined : mountCopied(model, creation, instruction, runs, isSecret);
  }
  return mergeRemoval(model, hidden, between);
}

/** Tells whether a file's content stands in the Dockerfile, at least in part. */
export function isWrittenOut({ origin }: FileCreation): boolean {
  return origin.kind === "literal" || origin.kind === "expanded";
}

/** What is further apart is no quick fix. */
const MOST_BETWEEN = 100;

/** The instructions from one to the other, both included; undefined where they stand in different stages or far apart. */
function instructionsBetween(
  model: DockerfileModel,
  from: Instruction,
  to: Instruction,
): readonly Instruction[] | undefined {
  if (from.stageIndex === undefined || from.stageIndex !== to.stageIndex) return undefined;
  const instructions = model.stages[from.stageIndex]?.instructions ?? [];
  const [first, last] = [instructions.indexOf(from), instructions.indexOf(to)];
  return last - first > MOST_BETWEEN ? undefined : instructions.slice(first, last + 1);
}

function isRun(instruction: Instruction): instruction is RunInstruction {
  return instruction.keyword === "RUN";
}

/**
 * A secret that the Dockerfile writes and takes away again, all within `runs`: what writes and removes it goes, and who reads it
 * gets a secret mount.
 */
export function mountWritten(
  model: DockerfileModel,
  creation: FileCreation,
  runs: readonly RunInstruction[],
): ProposedChange | undefined {
  const { path, instruction } = creation;
  const secret = fileSecret(path);
  const written = instruction.keyword === "RUN" ? [] : withoutHeredoc(model, instruction);
  const rest = forgetFile(model, runs, path);
  if (rest === undefined || written === undefined) return undefined;
  const readers = readersOf(rest.left, path, rest.dropped);
  if (readers.some((run) => rest.untouchable.has(run))) return undefined;
  const mounts = readers.map((run) => addFlag(run, secretFileFlag(secret, path, run.before)));
  const unused = argumentsOnlyFor(model, creation, rest.dropped);
  return {
    title: mounts.length === 0 ? `Remove \`${path}\` from the build` : `Read \`${path}\` from a secret mount`,
    edits: [...unused, ...written, ...rest.edits, ...mounts],
    note:
      mounts.length === 0
        ? "Nothing in the build reads the file. The secret was public to everyone with the image or the Dockerfile: replace it."
        : `Build with \`${secret.command}\`, and replace the secret: it was public to everyone with the Dockerfile.`,
  };
}

/** The build arguments that served the file alone: without it they would be secrets in the history for nothing. */
function argumentsOnlyFor(
  model: DockerfileModel,
  { instruction, origin }: FileCreation,
  dropped: ReadonlySet<Invocation>,
): readonly TextEdit[] {
  const parts = origin.kind === "expanded" ? origin.parts : [];
  const names = new Set(parts.flatMap((part) => (part.kind === "variable" ? part.name : [])));
  return [...names].flatMap((name) => {
    const declared = declaringPair(instruction.before, name);
    if (declared?.instruction.keyword !== "ARG") return [];
    const isOnly = variableUses(model, declared).every((use) => isUsedBy(model, use, name, dropped));
    return isOnly ? removePair(model, declared.instruction, declared.pair) : [];
  });
}

/** Tells whether the using instruction names the variable in some commands alone: nowhere else does its text hold the name. */
function isUsedBy(
  { text }: DockerfileModel,
  { instruction, how }: VariableUse,
  name: string,
  commands: ReadonlySet<Invocation>,
): boolean {
  if (how !== "name" || instruction.keyword !== "RUN") return false;
  const places = commandsOf(instruction).flatMap((command) => (commands.has(command) ? command.span : []));
  const { start, end } = instruction.span;
  for (let at = text.indexOf(name, start); at >= 0 && at < end; at = text.indexOf(name, at + 1)) {
    if (!places.some((place) => place.start <= at && at < place.end)) return false;
  }
  return true;
}

/** A `COPY <<EOF` that brings nothing else. */
function withoutHeredoc(model: DockerfileModel, instruction: Instruction): readonly TextEdit[] | undefined {
  const isCopy = instruction.keyword === "COPY" || instruction.keyword === "ADD";
  if (!isCopy || instruction.heredocs.length !== 1 || instruction.sources.length > 0) return undefined;
  return [removeInstruction(model, instruction)];
}

/** A file copied from the build context or another stage: the `RUN` that reads it gets a mount instead. */
function mountCopied(
  model: DockerfileModel,
  creation: FileCreation,
  copy: CopyInstruction,
  runs: readonly RunInstruction[],
  isSecret: boolean,
): ProposedChange | undefined {
  const { path, span } = creation;
  const source = copy.sources.find((candidate) => candidate.span === span);
  const sourcePath = source?.value.kind === "known" ? source.value.value : undefined;
  // Owner, mode, other flags, patterns and downloads are things that a mount does not do.
  const isPlain = copy.flags.every(({ name }) => name === "from" || name === "link") && copy.heredocs.length === 0;
  if (source === undefined || sourcePath === undefined || !isPlain || /[*?[\]]|:\/\//.test(sourcePath))
    return undefined;
  const rest = forgetFile(model, runs, path);
  const readers = rest === undefined ? [] : readersOf(rest.left, path, rest.dropped);
  if (rest === undefined || readers.length === 0 || readers.some((run) => rest.untouchable.has(run))) return undefined;
  // Of files that are no secrets a mount where nothing names them would only be in the way.
  if (!isSecret && !readers.some((run) => namesFile(run, path, rest.dropped))) return undefined;
  const isFromContext = copy.from === undefined;
  const secret = fileSecret(path, sourcePath);
  const flag = (run: RunInstruction): string =>
    isSecret && isFromContext ? secretFileFlag(secret, path, run.before) : bindFlag(model, copy, sourcePath, path);
  return {
    title: `Mount \`${baseName(path)}\` for the command that reads it`,
    edits: [removeSource(model, copy, source.span), ...rest.edits, ...readers.map((run) => addFlag(run, flag(run)))],
    ...(isSecret && isFromContext && { note: `Build with \`${secret.command}\`.` }),
  };
}

function bindFlag(model: DockerfileModel, copy: CopyInstruction, source: string, target: string): string {
  const from = copy.from === undefined ? "" : `,from=${model.text.slice(copy.from.span.start, copy.from.span.end)}`;
  return `--mount=type=bind${from},source=${source},target=${target}`;
}

/** Joins the removal with what creates the file, so that no layer holds it. */
function mergeRemoval(
  model: DockerfileModel,
  hidden: HiddenFile,
  between: readonly Instruction[],
): ProposedChange | undefined {
  const runs = between.filter(isRun);
  const edits =
    moveRemoval(model, hidden, runs) ?? (runs.length === between.length ? joinRuns(model, runs) : undefined);
  return edits && { title: `Remove \`${hidden.path}\` in the layer that creates it`, edits };
}

/** Moves the removal to the end of the creating `RUN`, where nothing that runs in between can need the file. */
function moveRemoval(
  model: DockerfileModel,
  { by, creation, path }: HiddenFile,
  runs: readonly RunInstruction[],
): readonly TextEdit[] | undefined {
  const [first, last] = [runs[0], runs[runs.length - 1]];
  const [script] = last?.scripts ?? [];
  const { command } = by;
  if (first === undefined || last === undefined || script === undefined || command?.name !== "rm") return undefined;
  const earlier = script.invocations.slice(0, script.invocations.indexOf(command));
  const isNeeded = runs.slice(1, -1).some((run) => mayRead(run, commandsOf(run), path)) || mayRead(last, earlier, path);
  const isPlain = script.steps[command.step]?.isSimple === true && command.wrappers.length === 0;
  if (isNeeded || !isPlain || by.certainty === "maybe" || command.redirects.length > 0) return undefined;
  if (!hasSameUser(first, last)) return undefined;
  const flags = command.args.flatMap(({ raw }) => (/^-[A-Za-z]+$/.test(raw) ? [`${raw} `] : [])).join("");
  const target = writtenAs(
    command.args.map(({ raw }) => raw),
    by,
    creation,
  );
  const appended = target === undefined ? undefined : appendStep(model, first, `rm ${flags}${target}`);
  const removed = leftRemoval(model, last, by, path);
  return appended === undefined || removed === undefined ? undefined : [appended, ...removed];
}

function commandsOf(run: RunInstruction) {
  return run.scripts.flatMap(({ invocations }) => invocations);
}

function hasSameUser(first: RunInstruction, last: RunInstruction): boolean {
  const [a, b] = [first.before.user.value, last.before.user.value];
  return a.kind === b.kind && (a.kind !== "known" || b.kind !== "known" || a.value === b.value);
}

/** How the removal names the file, where that holds in any folder; else the path itself. */
function writtenAs(words: readonly string[], by: FileEvent, { path }: FileCreation): string | undefined {
  if (by.path === path) {
    const written = words.find((word) => word === path || word === `"${path}"` || word === `'${path}'`);
    if (written !== undefined) return written;
  }
  return /^[\w./@%+:,-]+$/.test(path) ? path : undefined;
}

/** What stays of the removal: its other operands; all of it where it takes more than the file and does not fail without it. */
function leftRemoval(
  model: DockerfileModel,
  run: RunInstruction,
  by: FileEvent,
  path: string,
): readonly TextEdit[] | undefined {
  const [script] = run.scripts;
  if (by.kind !== "remove" || by.command === undefined || script === undefined) return undefined;
  if (by.path !== path || isPattern(by.path)) return by.isForced && isWithinOrMatches(by) ? [] : undefined;
  const shorter = withoutOperand(model, by.command, path);
  if (shorter === "last") return removeSteps(model, run, script, new Set([by.command.step]));
  return shorter === undefined ? undefined : [shorter];
}

/** A pattern or a folder may take more than the one file. */
function isWithinOrMatches({ isPattern: isGlob, isRecursive }: FileEvent & { readonly kind: "remove" }): boolean {
  return isGlob || isRecursive;
}
