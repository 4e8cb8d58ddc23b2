import { isVerification } from "../shell/verification.ts";
import { commandsOf, type ScriptedInstruction } from "./walk.ts";

const lastOf = new WeakMap<ScriptedInstruction, number>();

/** Tells whether an instruction compares something with a checksum or a signature behind a place in it. */
export function verifiesAfter(instruction: ScriptedInstruction, offset: number): boolean {
  let last = lastOf.get(instruction);
  if (last === undefined) {
    const found = commandsOf([instruction]).filter(({ command }) => isVerification(command));
    last = found.reduce((latest, { command }) => Math.max(latest, command.span.start), -1);
    lastOf.set(instruction, last);
  }
  return last >= offset;
}
