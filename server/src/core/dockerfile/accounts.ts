import { type AccountCommand, accountCommands, numberIn } from "../shell/account-commands.ts";
import type { Option } from "../shell/options.ts";
import { perObject } from "../text/per-object.ts";
import { knownValue } from "../text/resolved.ts";
import type { Instruction, RunInstruction } from "./model.ts";
import { commandsOf } from "./walk.ts";

/** The number of a user or group, and how it is written where it is created: digits, or a variable. */
export interface AccountNumber {
  readonly value: number;
  readonly raw: string;
}

/** The uid that commands give to a user; undefined where none does, or two give different ones. */
export function uidOf(instructions: readonly Instruction[], name: string): AccountNumber | undefined {
  return onlyNumber(instructions, name, "account", (account) => (account.kind === "account" ? account.uid : undefined));
}

/** The gid that commands give to a group; undefined where none does, or two give different ones. */
export function gidOf(instructions: readonly Instruction[], name: string): AccountNumber | undefined {
  return onlyNumber(instructions, name, "group", (account) => (account.kind === "group" ? account.gid : undefined));
}

const accountsIn = perObject((run: RunInstruction) =>
  commandsOf([run]).flatMap(({ command }) => accountCommands(command)),
);

function onlyNumber(
  instructions: readonly Instruction[],
  name: string,
  kind: "account" | "group",
  optionOf: (account: AccountCommand) => Option | undefined,
): AccountNumber | undefined {
  const accounts = instructions.flatMap((instruction) =>
    instruction.keyword === "RUN" ? accountsIn(instruction) : [],
  );
  const found = accounts.flatMap((account) => {
    const isMeant = account.kind === kind && account.name !== undefined && knownValue(account.name.value) === name;
    const option = isMeant ? optionOf(account) : undefined;
    const value = numberIn(option);
    return option?.value === undefined || value === undefined ? [] : [{ value, raw: option.value.raw }];
  });
  const [first, ...others] = found;
  return first !== undefined && others.every(({ value }) => value === first.value) ? first : undefined;
}
