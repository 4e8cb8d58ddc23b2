import { isVerification } from "../shell/verification.ts";
import { commandsOf, type ScriptedInstruction } from "./walk.ts";

/** Tells whether an instruction compares something with a checksum or a signature behind a place in it. */
export function verifiesAfter(instruction: ScriptedInstruction, offset: number): boolean {
  return commandsOf([instruction]).some(({ command }) => command.span.start >= offset && isVerification(command));
}
