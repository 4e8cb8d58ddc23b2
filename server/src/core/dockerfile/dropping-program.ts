import { baseName } from "../text/path.ts";
import { perObject } from "../text/per-object.ts";
import { knownValue } from "../text/resolved.ts";
import type { CommandInstruction, DockerfileModel, Instruction } from "./model.ts";
import { baseFacts } from "./start-user.ts";
import { findWritten, textsWrittenBy } from "./written-text.ts";

const DROPPERS = new Set(["gosu", "su-exec", "setpriv", "s6-setuidgid", "runuser", "chpst"]);

/**
 * What gives root up when a container starts: in the command itself, in an entrypoint script next to which such a program is
 * installed, or in the base image's own. In words: "`gosu` in the entrypoint".
 */
export function droppingProgram(model: DockerfileModel): string | undefined {
  const instructions = model.shippedChain.flatMap((stage) => stage.instructions);
  const entrypoint = lastOf(instructions, "ENTRYPOINT");
  const commands = [entrypoint, lastOf(instructions, "CMD")].flatMap((command) => command?.scripts ?? []);
  const started = commands
    .flatMap((script) => script.invocations)
    .flatMap(({ name, wrappers }) => [...wrappers, name ?? ""])
    .find((name) => DROPPERS.has(name));
  if (started !== undefined) return `\`${started}\``;
  if (entrypoint === undefined) return isDroppedByBase(model) ? "the base image's entrypoint" : undefined;
  const installed =
    instructions.flatMap(installedNames).find((name) => name === "gosu" || name === "su-exec") ??
    instructions.flatMap((instruction) => writtenDropper(model, instruction))[0];
  return installed === undefined ? undefined : `\`${installed}\` in the entrypoint`;
}

function isDroppedByBase({ shipped }: DockerfileModel): boolean {
  return shipped !== undefined && baseFacts(shipped)?.entrypointDropsRoot === true;
}

function lastOf(instructions: readonly Instruction[], keyword: "CMD" | "ENTRYPOINT"): CommandInstruction | undefined {
  return instructions.findLast((instruction): instruction is CommandInstruction => instruction.keyword === keyword);
}

/** The program in an entrypoint script that the Dockerfile itself writes: `exec gosu app "$@"`. */
function writtenDropper(model: DockerfileModel, instruction: Instruction): readonly string[] {
  return textsWrittenBy(instruction)
    .flatMap((written) =>
      findWritten(model, written, /\bexec\s{1,9}(?:gosu|su-exec|setpriv|s6-setuidgid|runuser|chpst)\b/g),
    )
    .map(({ start, end }) => model.text.slice(start, end).replace(/^exec\s+/, ""));
}

/** The names of files and packages that an instruction brings in, as far as they are written there. */
const installedNames = perObject((instruction: Instruction): readonly string[] => {
  if (instruction.keyword === "COPY" || instruction.keyword === "ADD") {
    return [...instruction.sources, instruction.destination].map((word) => baseName(word?.text ?? ""));
  }
  if (instruction.keyword !== "RUN") return [];
  return instruction.scripts
    .flatMap((script) => script.invocations)
    .flatMap(({ args }) => args.map((word) => baseName(knownValue(word.value) ?? "")));
});
