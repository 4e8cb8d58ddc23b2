import { createdAccount } from "../shell/created-account.ts";
import { isWithin } from "../text/path.ts";
import { knownValue } from "../text/resolved.ts";
import { addFlag, removeSteps } from "./edit.ts";
import { type FileAttribute, type FileCreation, fileEvents } from "./file-events.ts";
import type { ProposedChange } from "./hidden-file-fix.ts";
import type { CopyInstruction, DockerfileModel, Instruction } from "./model.ts";

/** A `chmod -R` or `chown -R` of what an earlier `COPY` or `ADD` brought in. */
export interface StoredTwice {
  readonly change: FileAttribute;
  readonly copies: readonly (FileCreation & { readonly instruction: CopyInstruction })[];
}

type CopiedFolder = StoredTwice["copies"][number];

/** The recursive changes of the shipped image that store copied folders a second time. */
export function storedTwice(model: DockerfileModel): readonly StoredTwice[] {
  const folders: CopiedFolder[] = [];
  const found: StoredTwice[] = [];
  const instructions = model.shippedChain.flatMap((stage) => stage.instructions);
  for (const event of instructions.flatMap((instruction) => fileEvents(instruction).events)) {
    if (event.kind === "create" && isCopiedFolder(event)) folders.push(event);
    if (event.kind !== "mode" && event.kind !== "owner") continue;
    const copies = isRecursiveRun(event) ? folders.filter(({ path }) => isWithin(event.path, path)) : [];
    if (copies.length > 0) found.push({ change: event, copies });
  }
  return found;
}

function isRecursiveRun({ instruction, isRecursive, isPattern, certainty }: FileAttribute): boolean {
  return instruction.keyword === "RUN" && isRecursive && !isPattern && certainty === "always";
}

function isCopiedFolder(event: FileCreation): event is CopiedFolder {
  const { keyword } = event.instruction;
  return event.isDirectory && event.certainty === "always" && (keyword === "COPY" || keyword === "ADD");
}

/** The same as `--chmod` or `--chown` of the `COPY`; undefined where the change reaches further or its value is not plain. */
export function moveToCopy(model: DockerfileModel, { change, copies }: StoredTwice): ProposedChange | undefined {
  const { kind, command, instruction, path } = change;
  const value = knownValue(change.value);
  const [copy, ...others] = copies;
  if (copy === undefined || others.length > 0 || value === undefined || command === undefined) return undefined;
  if (instruction.keyword !== "RUN" || !isWithin(path, copy.path) || command.name === "chgrp") return undefined;
  const flag = kind === "mode" ? "chmod" : "chown";
  const isPlain = kind === "mode" ? /^0?[0-7]{3,4}$/.test(value) : isKnownOwner(model, copy.instruction, value);
  if (!isPlain || copy.instruction[flag] !== undefined) return undefined;
  const script = instruction.scripts.find(({ invocations }) => invocations.includes(command));
  const isOnlyPath = fileEvents(instruction).events.filter((event) => event.command === command).length === 1;
  if (script?.steps[command.step]?.isSimple !== true || command.context !== "script" || !isOnlyPath) return undefined;
  const removed = removeSteps(model, instruction, script, new Set([command.step]));
  return (
    removed && {
      title: `Use \`${copy.instruction.keyword} --${flag}=${value}\``,
      edits: [addFlag(copy.instruction, `--${flag}=${value}`), ...removed],
    }
  );
}

/** An owner that exists where the copy stands: a number, or an account that no later instruction is the first to make. */
function isKnownOwner(model: DockerfileModel, copy: Instruction, owner: string): boolean {
  if (/^\d+(?::\d+)?$/.test(owner)) return true;
  if (!/^[a-z_][\w-]*(?::[a-z_][\w-]*)?$/.test(owner)) return false;
  const user = owner.split(":")[0];
  const later = model.instructions.slice(model.instructions.indexOf(copy));
  return !later.some(
    (instruction) =>
      instruction.keyword === "RUN" &&
      instruction.scripts.some(({ invocations }) =>
        invocations.some((command) => createdAccount(command)?.name === user || isGroupMade(command.name)),
      ),
  );
}

function isGroupMade(name: string | undefined): boolean {
  return name === "groupadd" || name === "addgroup";
}
