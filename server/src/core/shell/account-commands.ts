import { knownValue } from "../text/resolved.ts";
import { findOption, hasOption, type Option, type OptionSpec, type ReadArguments, readOptions } from "./options.ts";
import type { Invocation, Word } from "./syntax.ts";

/** What a command does to the accounts of the image. */
export type AccountCommand =
  /** An account is made or changed. */
  | {
      readonly kind: "account";
      readonly name: Word | undefined;
      readonly uid: Option | undefined;
      readonly password: Option | undefined;
    }
  /** A user becomes a member of groups; of a primary one where `isPrimary`. */
  | { readonly kind: "member"; readonly name: Word | undefined; readonly groups: Word; readonly isPrimary: boolean }
  | { readonly kind: "group"; readonly name: Word; readonly gid: Option | undefined }
  /** A user, or the one who runs the command, needs no password any more. */
  | { readonly kind: "no-password"; readonly name: Word | undefined; readonly span: Word["span"] };

/** useradd(8) of shadow-utils. */
const USERADD: OptionSpec = {
  valued: "bcdefgGkKpRPsuZ",
  longValued: [
    ...["base-dir", "comment", "home-dir", "home", "expiredate", "inactive", "gid", "groups", "skel", "key"],
    ...["password", "root", "prefix", "shell", "uid", "selinux-user"],
  ],
};
/** usermod(8). */
const USERMOD: OptionSpec = {
  valued: "cdefgGlpPRsuvVwWZ",
  longValued: [
    ...["comment", "home", "expiredate", "inactive", "gid", "groups", "login", "password", "root", "prefix", "shell"],
    ...["uid", "add-subuids", "del-subuids", "add-subgids", "del-subgids", "selinux-user"],
  ],
};
/** adduser(8) of Debian and of BusyBox; on Fedora it is useradd under another name. */
const ADDUSER: OptionSpec = {
  valued: "hgsGukdcbefpKPRZ",
  longValued: [
    ...["home", "shell", "uid", "gid", "ingroup", "gecos", "comment", "conf", "firstuid", "lastuid", "firstgid"],
    ...["lastgid", "groups", "home-dir", "password"],
  ],
};
/** groupadd(8), groupmod(8), addgroup(8). */
const GROUPADD: OptionSpec = {
  valued: "gKpRPUn",
  longValued: ["gid", "key", "password", "root", "prefix", "users", "conf", "firstgid", "lastgid", "new-name"],
};

/** Reads the commands that make and change accounts and groups; empty for other commands. */
export function accountCommands(invocation: Invocation): readonly AccountCommand[] {
  switch (invocation.name) {
    case "useradd":
      return accountOf(readOptions(invocation, USERADD));
    case "usermod":
      return accountOf(readOptions(invocation, USERMOD));
    case "adduser":
      return addedUser(readOptions(invocation, ADDUSER));
    case "groupadd":
    case "groupmod":
    case "addgroup":
      return addedGroup(readOptions(invocation, GROUPADD));
    case "gpasswd":
      return groupPassword(invocation);
    case "passwd":
      return password(invocation);
    default:
      return [];
  }
}

function accountOf(read: ReadArguments): readonly AccountCommand[] {
  const name = read.operands[0];
  return [
    { kind: "account", name, uid: findOption(read, "u", "uid"), password: findOption(read, "p", "password") },
    ...member(name, findOption(read, "g", "gid"), true),
    ...member(name, findOption(read, "G", "groups"), false),
  ];
}

function member(name: Word | undefined, option: Option | undefined, isPrimary: boolean): readonly AccountCommand[] {
  return option?.value === undefined ? [] : [{ kind: "member", name, groups: option.value, isPrimary }];
}

/** With a second name it adds a user to a group; with `--group` but not `--system` it makes a group. */
function addedUser(read: ReadArguments): readonly AccountCommand[] {
  const [name, group] = read.operands;
  if (name === undefined) return [];
  if (group !== undefined) return [{ kind: "member", name, groups: group, isPrimary: false }];
  if (hasOption(read, "group") && !hasOption(read, "system")) {
    return [{ kind: "group", name, gid: findOption(read, "gid") }];
  }
  return [
    { kind: "account", name, uid: findOption(read, "u", "uid"), password: undefined },
    ...member(name, findOption(read, "ingroup", "G"), true),
  ];
}

function addedGroup(read: ReadArguments): readonly AccountCommand[] {
  const [name, group] = read.operands;
  if (name === undefined) return [];
  if (group !== undefined) return [{ kind: "member", name, groups: group, isPrimary: false }];
  return [{ kind: "group", name, gid: findOption(read, "g", "gid") }];
}

/** gpasswd(1). */
function groupPassword(invocation: Invocation): readonly AccountCommand[] {
  const read = readOptions(invocation, { valued: "adMAQ", longValued: ["add", "delete", "members", "administrators"] });
  const added = findOption(read, "a", "add", "M", "members");
  const [group] = read.operands;
  if (added?.value === undefined || group === undefined) return [];
  return [{ kind: "member", name: added.value, groups: group, isPrimary: false }];
}

/** passwd(1): `-d` takes the password away. */
function password(invocation: Invocation): readonly AccountCommand[] {
  const read = readOptions(invocation, {
    valued: "inRwxr",
    longValued: ["inactive", "mindays", "root", "warndays", "maxdays", "repository"],
  });
  const [name] = read.operands;
  if (!hasOption(read, "d", "delete")) return [];
  return [{ kind: "no-password", name, span: invocation.span }];
}

/** The number in an option such as `--uid=1000`; undefined where it is none or not known. */
export function numberIn(option: Option | undefined): number | undefined {
  const text = option?.value === undefined ? undefined : knownValue(option.value.value);
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
