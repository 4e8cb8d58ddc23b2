import { fileEffects, toleratesMissing } from "../shell/effects.ts";
import { parseMode } from "../shell/mode.ts";
import type { FileEffect, Invocation, ShellScript } from "../shell/syntax.ts";
import type { TextEdit } from "../text/edit.ts";
import { isWithin } from "../text/path.ts";
import { matchesFolder } from "../text/pattern.ts";
import { knownValue } from "../text/resolved.ts";
import { contains } from "../text/span.ts";
import { removeSteps, removeWord } from "./edit.ts";
import type { DockerfileModel, RunInstruction } from "./model.ts";

/** Instructions from which a file has been taken out. */
export interface ForgottenFile {
  readonly edits: readonly TextEdit[];
  /** The instructions that still have something to run. */
  readonly left: readonly RunInstruction[];
  /** Those that change the folder around the file, which fails where the file is mounted. */
  readonly untouchable: ReadonlySet<RunInstruction>;
  /** The commands that are taken out or no longer name the file. */
  readonly dropped: ReadonlySet<Invocation>;
}

/**
 * Takes out what writes, chmods and removes a file, and leaves all else that the instructions do. Undefined where something that
 * touches the file cannot be taken out.
 */
export function forgetFile(
  model: DockerfileModel,
  runs: readonly RunInstruction[],
  path: string,
): ForgottenFile | undefined {
  const edits: TextEdit[] = [];
  const left: RunInstruction[] = [];
  const untouchable = new Set<RunInstruction>();
  const dropped = new Set<Invocation>();
  for (const run of runs) {
    let isGone = false;
    for (const script of run.scripts) {
      const forgotten = forgetInScript(model, run, script, path);
      if (forgotten === undefined) return undefined;
      edits.push(...forgotten.edits);
      isGone ||= forgotten.isEmptied;
      if (forgotten.touchesFolder) untouchable.add(run);
      for (const command of forgotten.dropped) dropped.add(command);
    }
    if (!isGone) left.push(run);
  }
  return { edits, left, untouchable, dropped };
}

interface ForgottenInScript {
  readonly edits: readonly TextEdit[];
  readonly isEmptied: boolean;
  readonly touchesFolder: boolean;
  readonly dropped: readonly Invocation[];
}

function forgetInScript(
  model: DockerfileModel,
  run: RunInstruction,
  script: ShellScript,
  path: string,
): ForgottenInScript | undefined {
  const doomed = new Set<number>();
  const edits: TextEdit[] = [];
  const shortened: Invocation[] = [];
  let touchesFolder = false;
  for (const command of script.invocations) {
    const change = forgetCommand(model, run, script, command, path);
    if (change === undefined) return undefined;
    if (change === "goes") doomed.add(command.step);
    else if (change === "folder") touchesFolder = true;
    else if (change !== "stays") {
      edits.push(change);
      shortened.push(command);
    }
  }
  const removed = doomed.size === 0 ? [] : removeSteps(model, run, script, doomed);
  if (removed === undefined) return undefined;
  const isEmptied = removed.some((edit) => contains(edit.span, run.span));
  const dropped = [...shortened, ...script.invocations.filter(({ step }) => doomed.has(step))];
  return { edits: [...edits, ...removed], isEmptied, touchesFolder, dropped };
}

/** What becomes of a command: it goes with its step, stays, stays and changes the folder, or gets shorter; undefined: it can't. */
function forgetCommand(
  model: DockerfileModel,
  run: RunInstruction,
  script: ShellScript,
  command: Invocation,
  path: string,
): "goes" | "stays" | "folder" | TextEdit | undefined {
  const touch = touchOf(command, path);
  if (touch === "none") return "stays";
  if (touch === "folder") return "folder";
  if (touch === "whole" && isOwnStep(script, command)) return "goes";
  const isSimple = script.steps[command.step]?.isSimple === true && run.command.form === "shell";
  const shorter = touch === "operand" && isSimple ? withoutOperand(model, command, path) : undefined;
  return shorter === "last" ? undefined : shorter;
}

/**
 * What a command does to a file: nothing; all it does is about the file; the file is one of its operands; it changes a folder
 * around the file; more than can be taken apart.
 */
type FileTouch = "none" | "whole" | "operand" | "folder" | "entangled";

function touchOf(command: Invocation, path: string): FileTouch {
  const effects = fileEffects(command).effects;
  const changes = effects.filter((effect) => effect.kind !== "read");
  const touching = changes.filter((effect) => isWithin(changedPath(effect), path));
  const own = touching.filter((effect) => changedPath(effect) === path);
  const byPattern = changes.filter((effect) => matches(effect, path));
  // Without the file, a pattern may match nothing, and then the command fails.
  if (byPattern.length > 0 && !toleratesMissing(command)) return "entangled";
  if (own.length === 0) return byPattern.length > 0 || touching.some(changesFolder) ? "folder" : "none";
  if (own.some(makesExecutable)) return "entangled";
  const name = command.name ?? "";
  const isAlone =
    changes.every((effect) => changedPath(effect) === path) &&
    (command.name !== undefined || command.nameWord === undefined);
  if (isAlone && ONLY_TOUCH.has(name)) return "whole";
  return OPERAND_TOUCH.has(name) && own.every((effect) => effect.kind !== "move" && effect.kind !== "copy")
    ? "operand"
    : "entangled";
}

function matches(effect: FileEffect, path: string): boolean {
  const place = effect.kind === "move" || effect.kind === "copy" ? effect.source : effect.target;
  return place.isPattern && matchesFolder(place.path, path);
}

function changedPath(effect: FileEffect): string {
  return effect.kind === "move" || effect.kind === "copy" ? effect.source.path : effect.target.path;
}

/** What is done to a folder and all in it, which works without the file as well; `mkdir` and a plain `chmod` leave the files. */
function changesFolder(effect: FileEffect): boolean {
  if (effect.kind === "mode" || effect.kind === "owner") return effect.isRecursive;
  return effect.kind !== "write" || effect.origin.kind !== "empty";
}

/** A mount has the mode that the file has outside. */
function makesExecutable(effect: FileEffect): boolean {
  if (effect.kind !== "mode") return false;
  const mode = parseMode(knownValue(effect.mode.value) ?? "");
  if (mode === undefined) return true;
  return mode.kind === "octal"
    ? (mode.bits & 0o111) !== 0
    : mode.clauses.some(({ actions }) => actions.some(({ permissions }) => /[xX]/.test(permissions)));
}

/** Commands that do nothing but bring a file about, change or remove it. */
const ONLY_TOUCH = new Set([
  ...["", "echo", "printf", "cat", "tee", "base64"],
  ...["touch", "chmod", "chown", "chgrp", "rm", "unlink", "shred"],
]);
/** Commands that do the same to each of their operands. */
const OPERAND_TOUCH = new Set(["rm", "touch", "chmod", "chown", "chgrp", "shred"]);

/** The command stands alone in its step, or only with commands that feed it. */
function isOwnStep({ steps, invocations }: ShellScript, command: Invocation): boolean {
  const step = steps[command.step];
  if (step === undefined) return false;
  const isWhole = step.span.start === command.pipeline.span.start && step.span.end === command.pipeline.span.end;
  return (
    (step.isSimple || isWhole) &&
    invocations
      .filter((other) => other.step === command.step)
      .every((other) => (other === command || isFeeder(other)) && other.context !== "shell-argument")
  );
}

/** Commands that only bring text to the next one of a pipeline, or into its words. */
function isFeeder({ name, context }: Invocation): boolean {
  return context === "substitution" || FEEDERS.has(name ?? "");
}

const FEEDERS = new Set(["echo", "printf", "cat", "base64", "tr"]);

/** `rm a b` without `b`; "last" where no operand would be left, undefined where it is no operand. */
export function withoutOperand(
  model: DockerfileModel,
  command: Invocation,
  path: string,
): TextEdit | "last" | undefined {
  const effects = fileEffects(command).effects.filter((effect) => effect.kind !== "read" && effect.kind !== "copy");
  const own = effects.filter((effect) => changedPath(effect) === path);
  const word = command.args.find((arg) =>
    own.some((effect) => effect.kind !== "move" && effect.target.span.start === arg.span.start),
  );
  if (word === undefined || word.isPattern) return undefined;
  // A path that could not be resolved counts as an operand as well.
  const others = effects.length - own.length + fileEffects(command).gaps.length;
  return others === 0 ? "last" : removeWord(model, command.span, word.span);
}
