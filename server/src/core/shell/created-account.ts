import { knownValue } from "../text/resolved.ts";
import { accountCommands, numberIn } from "./account-commands.ts";
import type { Invocation } from "./syntax.ts";

/** An account that a command creates. */
export interface CreatedAccount {
  readonly name: string;
  /** Undefined where the command leaves the number to the system. */
  readonly uid: number | undefined;
}

/** The account that a `useradd` or `adduser` makes; undefined for other commands, and where the name is not written out. */
export function createdAccount(invocation: Invocation): CreatedAccount | undefined {
  if (invocation.name !== "useradd" && invocation.name !== "adduser") return undefined;
  const command = accountCommands(invocation).find(({ kind }) => kind === "account");
  if (command?.kind !== "account" || command.name === undefined) return undefined;
  const name = knownValue(command.name.value);
  if (name === undefined || !/^[a-z_][a-z0-9_-]*$/.test(name)) return undefined;
  return { name, uid: numberIn(command.uid) };
}
