import { fileEffects } from "../shell/effects.ts";
import type { Invocation, ShellScript } from "../shell/syntax.ts";
import type { TextEdit } from "../text/edit.ts";
import { baseName, isWithin } from "../text/path.ts";
import { addFlag, appendStep, joinRuns, removeSource, removeSteps, removeWord } from "./edit.ts";
import type { HiddenFile } from "./layers.ts";
import type { CopyInstruction, DockerfileModel, Instruction, RunInstruction } from "./model.ts";
import { fileSecret, secretFileFlag } from "./secret-mount.ts";

/** A change to the Dockerfile, not yet tied to a rule. */
export interface ProposedChange {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** What a person has to do besides. */
  readonly note?: string;
}

/** How a file that a later layer hides can be kept out of the image. */
export interface HiddenFileFix {
  /** Its content is a secret: a merged layer is not enough where the content stands in the Dockerfile. */
  readonly isSecret: boolean;
}

/** The change that keeps a hidden file out of the image; undefined where no edit is sure to leave the build as it was. */
export function fixHiddenFile(
  model: DockerfileModel,
  hidden: HiddenFile,
  { isSecret }: HiddenFileFix,
): ProposedChange | undefined {
  const { creation, by, how, path } = hidden;
  if (how !== "removed" || path !== creation.path || creation.certainty === "maybe") return undefined;
  const span = instructionsBetween(model, creation.instruction, by.instruction);
  if (span === undefined) return undefined;
  if (creation.instruction.keyword === "COPY" || creation.instruction.keyword === "ADD") {
    return creation.isDirectory ? undefined : mountCopied(model, hidden, creation.instruction, span, isSecret);
  }
  const isInFile = creation.origin.kind === "literal" || creation.origin.kind === "expanded";
  return isSecret && isInFile ? mountWritten(model, hidden, span) : mergeRemoval(model, hidden, span);
}

/** The instructions from one to the other, both included; undefined where they stand in different stages. */
function instructionsBetween(
  model: DockerfileModel,
  from: Instruction,
  to: Instruction,
): readonly Instruction[] | undefined {
  if (from.stageIndex === undefined || from.stageIndex !== to.stageIndex) return undefined;
  const instructions = model.stages[from.stageIndex]?.instructions ?? [];
  return instructions.slice(instructions.indexOf(from), instructions.indexOf(to) + 1);
}

function isRun(instruction: Instruction): instruction is RunInstruction {
  return instruction.keyword === "RUN";
}

/** A secret written by the Dockerfile itself: what writes and removes it goes, and who reads it gets a secret mount. */
function mountWritten(
  model: DockerfileModel,
  hidden: HiddenFile,
  between: readonly Instruction[],
): ProposedChange | undefined {
  const { path } = hidden;
  const secret = fileSecret(path);
  const dropped = dropSteps(model, between.filter(isRun), path);
  if (dropped === undefined) return undefined;
  const mounts = readers(dropped.left, path).map((run) => addFlag(run, secretFileFlag(secret, path, run.before)));
  return {
    title: mounts.length === 0 ? `Remove \`${path}\` from the build` : `Read \`${path}\` from a secret mount`,
    edits: [...dropped.edits, ...mounts],
    note:
      mounts.length === 0
        ? "The secret was public to everyone with the image or the Dockerfile: replace it."
        : `Build with \`${secret.command}\`, and replace the secret: it was public to everyone with the Dockerfile.`,
  };
}

/** A file copied from the build context or another stage: the `RUN` that reads it gets a mount instead. */
function mountCopied(
  model: DockerfileModel,
  hidden: HiddenFile,
  copy: CopyInstruction,
  between: readonly Instruction[],
  isSecret: boolean,
): ProposedChange | undefined {
  const { path, creation } = hidden;
  const source = copy.sources.find((candidate) => candidate.span === creation.span);
  const sourcePath = source?.value.kind === "known" ? source.value.value : undefined;
  // Owner, mode, extraction and download are things that a mount does not do.
  const isPlain = copy.chmod === undefined && copy.chown === undefined && !/[*?[\]]|:\/\//.test(sourcePath ?? "");
  if (source === undefined || sourcePath === undefined || !isPlain) return undefined;
  const dropped = dropSteps(model, between.filter(isRun), path);
  if (dropped === undefined || dropped.left.length === 0) return undefined;
  const isFromContext = copy.from === undefined;
  const secret = fileSecret(path, sourcePath);
  const flag = (run: RunInstruction): string =>
    isSecret && isFromContext ? secretFileFlag(secret, path, run.before) : bindFlag(model, copy, sourcePath, path);
  return {
    title: `Mount \`${baseName(path)}\` for the command that reads it`,
    edits: [
      removeSource(model, copy, source.span),
      ...dropped.edits,
      ...readers(dropped.left, path).map((run) => addFlag(run, flag(run))),
    ],
    ...(isSecret && isFromContext && { note: `Build with \`${secret.command}\`.` }),
  };
}

function bindFlag(model: DockerfileModel, copy: CopyInstruction, source: string, target: string): string {
  const from = copy.from === undefined ? "" : `,from=${model.text.slice(copy.from.span.start, copy.from.span.end)}`;
  return `--mount=type=bind${from},source=${source},target=${target}`;
}

interface DroppedSteps {
  readonly edits: readonly TextEdit[];
  /** The instructions that still have something to run. */
  readonly left: readonly RunInstruction[];
}

/** Takes out the steps that do nothing but write, chmod or remove a file; undefined where one of them cannot be taken out. */
function dropSteps(model: DockerfileModel, runs: readonly RunInstruction[], path: string): DroppedSteps | undefined {
  const edits: TextEdit[] = [];
  const left: RunInstruction[] = [];
  for (const run of runs) {
    let isGone = false;
    for (const script of run.scripts) {
      const dropped = dropFromScript(model, run, script, path);
      if (dropped === undefined) return undefined;
      edits.push(...dropped.edits);
      isGone ||= dropped.isEmptied;
    }
    if (!isGone) left.push(run);
  }
  return { edits, left };
}

function dropFromScript(
  model: DockerfileModel,
  run: RunInstruction,
  script: ShellScript,
  path: string,
): { readonly edits: readonly TextEdit[]; readonly isEmptied: boolean } | undefined {
  const doomed = new Set<number>();
  const edits: TextEdit[] = [];
  for (const command of script.invocations) {
    const touch = touches(command, path);
    if (touch === "no") continue;
    const step = script.steps[command.step];
    const isWholeStep = script.invocations
      .filter((other) => other.step === command.step)
      .every((other) => other.context === "script" && (other === command || isFeeder(other)));
    const isPlain =
      step?.isSimple === true ||
      (step !== undefined &&
        step.span.end === command.pipeline.span.end &&
        step.span.start === command.pipeline.span.start);
    if (touch === "only" && isWholeStep && isPlain) doomed.add(command.step);
    else {
      const shorter =
        step?.isSimple === true && run.command.form === "shell" ? withoutArgument(model, command, path) : undefined;
      if (shorter === undefined) return undefined;
      edits.push(shorter);
    }
  }
  const removed = doomed.size === 0 ? [] : removeSteps(model, run, script, doomed);
  if (removed === undefined) return undefined;
  return { edits: [...edits, ...removed], isEmptied: doomed.size === script.steps.length };
}

/** Commands that only bring text to the next one of a pipeline. */
function isFeeder({ name }: Invocation): boolean {
  return name === "echo" || name === "printf" || name === "cat" || name === "base64" || name === "tr";
}

/** Whether a command changes a file, and whether that is all it does. */
function touches(command: Invocation, path: string): "no" | "only" | "among others" {
  const changes = fileEffects(command).effects.filter((effect) => effect.kind !== "read");
  const paths = changes.map((effect) =>
    effect.kind === "move" || effect.kind === "copy" ? effect.source.path : effect.target.path,
  );
  const isMatch = (candidate: string): boolean => candidate === path || isWithin(candidate, path);
  if (!paths.some(isMatch)) return "no";
  const isOnly = paths.every((candidate) => candidate === path) && ONLY_TOUCH.has(command.name ?? "");
  return isOnly ? "only" : "among others";
}

const ONLY_TOUCH = new Set([
  "",
  "echo",
  "printf",
  "cat",
  "tee",
  "touch",
  "chmod",
  "chown",
  "chgrp",
  "rm",
  "unlink",
  "shred",
  "base64",
]);

/** `rm a b` without `b`. */
function withoutArgument(model: DockerfileModel, command: Invocation, path: string): TextEdit | undefined {
  if (command.name !== "rm") return undefined;
  const effect = fileEffects(command).effects.find(
    (candidate) => candidate.kind === "remove" && candidate.target.path === path,
  );
  const word = command.args.find(({ span }) => effect?.kind === "remove" && span.start === effect.target.span.start);
  return word === undefined ? undefined : removeWord(model, command.span, word.span);
}

/** The instructions that need the file: those that name it or run a program that looks for it; if none does, all. */
function readers(runs: readonly RunInstruction[], path: string): readonly RunInstruction[] {
  const name = baseName(path);
  const implicit = IMPLICIT_READERS.find(({ file }) => file.test(path))?.programs;
  const reading = runs.filter(
    (run) =>
      run.command.source.text.includes(name) ||
      run.heredocs.some(({ body }) => body.includes(name)) ||
      run.scripts.some(({ invocations }) => invocations.some((command) => implicit?.has(command.name ?? ""))),
  );
  return reading.length > 0 ? reading : runs;
}

/** Programs that read a file without being told to, from their manual pages. */
const IMPLICIT_READERS: readonly { readonly file: RegExp; readonly programs: ReadonlySet<string> }[] = [
  { file: /\/\.npmrc$/, programs: new Set(["npm", "npx", "yarn", "pnpm", "bun", "corepack"]) },
  { file: /\/\.yarnrc(?:\.yml)?$/, programs: new Set(["yarn"]) },
  { file: /\/\.netrc$/, programs: new Set(["curl", "wget", "git", "go", "pip", "pip3", "poetry", "uv"]) },
  { file: /\/\.git-credentials$/, programs: new Set(["git", "go", "pip", "pip3", "npm", "cargo"]) },
  {
    file: /\/\.ssh\/[^/]+$/,
    programs: new Set([
      "ssh",
      "scp",
      "rsync",
      "git",
      "go",
      "npm",
      "yarn",
      "pip",
      "pip3",
      "bundle",
      "composer",
      "cargo",
    ]),
  },
  { file: /\/(?:pip\.conf|\.pypirc)$/, programs: new Set(["pip", "pip3", "python", "python3", "twine"]) },
  { file: /\/\.aws\/[^/]+$/, programs: new Set(["aws"]) },
  { file: /\/\.m2\/settings\.xml$/, programs: new Set(["mvn", "mvnw"]) },
  { file: /\/auth\.json$/, programs: new Set(["composer"]) },
];

/** Joins the removal with what creates the file, so that no layer holds it. */
function mergeRemoval(
  model: DockerfileModel,
  hidden: HiddenFile,
  between: readonly Instruction[],
): ProposedChange | undefined {
  const title = `Remove \`${hidden.path}\` in the layer that creates it`;
  const runs = between.filter(isRun);
  const [first, last] = [runs[0], runs[runs.length - 1]];
  if (first === undefined || last === undefined) return undefined;
  const edits =
    (runs.length === 2 && moveRemoval(model, hidden, first, last)) ||
    (runs.length === between.length && joinRuns(model, runs));
  return edits ? { title, edits } : undefined;
}

/** Moves a removal that stands first in its `RUN` to the end of the creating one: nothing in between can need the file. */
function moveRemoval(
  model: DockerfileModel,
  { by }: HiddenFile,
  first: RunInstruction,
  last: RunInstruction,
): readonly TextEdit[] | undefined {
  const command = by.command;
  const [script] = last.scripts;
  if (command === undefined || script === undefined || command.step !== 0 || script.steps[0]?.isSimple !== true)
    return undefined;
  const words = command.args.map((arg) => arg.raw);
  const isAbsolute = command.args.every(({ raw }) => raw.startsWith("/") || raw.startsWith("-"));
  if (command.name !== "rm" || !isAbsolute || command.redirects.length > 0 || command.wrappers.length > 0)
    return undefined;
  const appended = appendStep(model, first, ["rm", ...words].join(" "));
  const removed = removeSteps(model, last, script, new Set([0]));
  return appended === undefined || removed === undefined ? undefined : [appended, ...removed];
}
