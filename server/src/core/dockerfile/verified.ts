import { isVerification } from "../shell/verification.ts";
import { perObject } from "../text/per-object.ts";
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
