import { knownValue } from "../text/resolved.ts";
import { findOption, hasOption, type OptionSpec, readOptions } from "./options.ts";
import type { Invocation } from "./syntax.ts";

/** An account that a command creates. */
export interface CreatedAccount {
  readonly name: string;
  /** Where the command names it. */
  readonly uid: number | undefined;
}

/** useradd(8) of shadow-utils. */
const USERADD: OptionSpec = {
  valued: "bcdefgGkKpRPsuZ",
  longValued: [
    ...["base-dir", "comment", "home-dir", "home", "expiredate", "inactive", "gid", "groups", "skel", "key"],
    ...["password", "root", "prefix", "shell", "uid", "selinux-user"],
  ],
};
/** adduser(8) of Debian and BusyBox. */
const ADDUSER: OptionSpec = {
  valued: "hgsGuk",
  longValued: [
    "home",
    "shell",
    "uid",
    "gid",
    "ingroup",
    "gecos",
    "comment",
    "conf",
    "firstuid",
    "lastuid",
    "add_extra_groups",
  ],
};

/** Reads `useradd` and `adduser`; undefined for other commands, and where the name is not written out. */
export function createdAccount(invocation: Invocation): CreatedAccount | undefined {
  const spec = invocation.name === "useradd" ? USERADD : invocation.name === "adduser" ? ADDUSER : undefined;
  if (spec === undefined) return undefined;
  const read = readOptions(invocation, spec);
  const [operand, ...others] = read.operands;
  const name = operand === undefined ? undefined : knownValue(operand.value);
  // With a second name, `adduser` adds a user to a group; with -D alone, `useradd` changes the defaults.
  if (name === undefined || others.length > 0 || !/^[a-z_][a-z0-9_-]*$/.test(name)) return undefined;
  if (invocation.name === "adduser" && hasOption(read, "group")) return undefined;
  const uid = Number(findOption(read, "u", "uid")?.valueText ?? Number.NaN);
  return { name, uid: Number.isInteger(uid) ? uid : undefined };
}
