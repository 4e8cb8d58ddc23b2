import { isVerification } from "../shell/verification.ts";
import { baseName } from "../text/path.ts";
import { perObject } from "../text/per-object.ts";
import { fileEvents } from "./file-events.ts";
import type { CopyInstruction, DockerfileModel, DockerWord, RunInstruction } from "./model.ts";
import { commandsOf, type ScriptedInstruction } from "./walk.ts";

/** Tells whether an instruction compares something with a checksum or a signature behind a place in it. */
export function verifiesAfter(instruction: ScriptedInstruction, offset: number): boolean {
  return lastVerification(instruction) >= offset;
}

const lastVerification = perObject((instruction: ScriptedInstruction) =>
  commandsOf([instruction]).reduce(
    (last, { command }) => (isVerification(command) ? Math.max(last, command.span.start) : last),
    -1,
  ),
);

/** Tells whether a `RUN` further down compares what an `ADD` brought with a checksum or a signature: it names the file. */
export function isVerifiedLater(model: DockerfileModel, add: CopyInstruction, source: DockerWord): boolean {
  const made = fileEvents(add).events.filter((event) => event.span.start === source.span.start);
  const names = [source.text, ...made.map(({ path }) => path)].map(baseName);
  return model.instructions.some(
    (later) =>
      later.keyword === "RUN" && later.span.start > add.span.start && isVerificationOf(model, add, later, names),
  );
}

function isVerificationOf(
  { text }: DockerfileModel,
  { stageIndex }: CopyInstruction,
  run: RunInstruction,
  names: readonly string[],
): boolean {
  if (run.stageIndex !== stageIndex || lastVerification(run) < 0) return false;
  const written = text.slice(run.span.start, run.span.end);
  return names.some((name) => name !== "" && written.includes(name));
}
