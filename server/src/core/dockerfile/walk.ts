import type { Invocation, ShellScript } from "../shell/syntax.ts";
import type { Gap } from "../text/gap.ts";
import { perObject } from "../text/per-object.ts";
import { compareSpans } from "../text/span.ts";
import { fileEvents } from "./file-events.ts";
import type { CommandInstruction, DockerfileModel, Instruction, RunInstruction } from "./model.ts";

/** Every instruction in the order of the file, and for `ONBUILD` what it runs in the builds that follow. */
export const everyInstruction = perObject(({ instructions }: DockerfileModel) => withTriggers(instructions));

/** The instructions whose results the image holds, from the lowest stage up, `ONBUILD` triggers in place of their instruction. */
export const shippedInstructions = perObject(({ shippedChain }: DockerfileModel) =>
  withTriggers(shippedChain.flatMap((stage) => stage.instructions)),
);

function withTriggers(instructions: readonly Instruction[]): readonly Instruction[] {
  if (!instructions.some(({ keyword }) => keyword === "ONBUILD")) return instructions;
  return instructions.flatMap((instruction) =>
    instruction.keyword === "ONBUILD" ? (instruction.trigger ?? []) : instruction,
  );
}

/** Instructions that run commands: `RUN` while the image is built, the others in its containers. */
export type ScriptedInstruction = RunInstruction | CommandInstruction;

/** A command with the script and the instruction it stands in. */
export interface PlacedCommand {
  readonly instruction: ScriptedInstruction;
  readonly script: ShellScript;
  readonly command: Invocation;
}

/** Tells whether an instruction runs commands. */
export function isScripted(instruction: Instruction): instruction is ScriptedInstruction {
  return "scripts" in instruction;
}

/** The commands that instructions run, in the order of the text. */
export function commandsOf(instructions: readonly Instruction[]): readonly PlacedCommand[] {
  return instructions.filter(isScripted).flatMap(commandsIn);
}

const commandsIn = perObject((instruction: ScriptedInstruction) =>
  instruction.scripts.flatMap((script) =>
    script.invocations.map((command): PlacedCommand => ({ instruction, script, command })),
  ),
);

/** Picks the commands of instructions that a test holds for, which looks at nothing but the command. */
export function commandsWhere(
  holds: (command: Invocation) => boolean,
): (instructions: readonly Instruction[]) => readonly PlacedCommand[] {
  const held = perObject((instruction: ScriptedInstruction) =>
    commandsIn(instruction).filter(({ command }) => holds(command)),
  );
  return (instructions) => instructions.filter(isScripted).flatMap(held);
}

/** All that could not be read: in the commands, and paths that the file does not tell. In the order of the file. */
export function everyGap({ gaps, instructions }: DockerfileModel): readonly Gap[] {
  const paths = instructions.flatMap((instruction) => fileEvents(instruction).gaps);
  return [...gaps, ...paths].sort((a, b) => compareSpans(a.span, b.span));
}
