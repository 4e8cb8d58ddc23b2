import { knownValue } from "../text/resolved.ts";
import { span } from "../text/span.ts";
import { hasOption, type OptionSpec, readOptions } from "./options.ts";
import type { Assignment, Word } from "./syntax.ts";
import { dropLeading, leadingText } from "./word-text.ts";

/** A command that runs the command in its arguments. */
interface Wrapper {
  readonly spec: OptionSpec;
  /** Operands of its own in front of the command: the duration of `timeout`, the user of `gosu`. */
  readonly operands?: number;
  /** `NAME=value` words may stand in front of the command. */
  readonly takesAssignments?: boolean;
  /** Options with which it runs nothing: `command -v`. */
  readonly lookUp?: readonly string[];
  /** The command runs as another user: always, or with one of these options. */
  readonly changesUser?: "always" | readonly string[];
}

const PLAIN: Wrapper = { spec: { stopsAtOperand: true } };
const BY_USER: Wrapper = { ...PLAIN, operands: 1, changesUser: "always" };

/** From the manual pages of the programs; the shell's own from POSIX and the Bash manual. */
const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map(
  Object.entries<Wrapper>({
    sudo: {
      spec: {
        valued: "CDghpRrTtUu",
        longValued: ["chdir", "chroot", "close-from", "command-timeout", "group", "host", "prompt", "role", "user"],
        stopsAtOperand: true,
      },
      takesAssignments: true,
      changesUser: ["u", "user"],
    },
    doas: { spec: { valued: "uC", stopsAtOperand: true }, changesUser: ["u"] },
    env: {
      spec: { valued: "uCS", longValued: ["unset", "chdir", "split-string"], stopsAtOperand: true },
      takesAssignments: true,
    },
    nice: { spec: { valued: "n", longValued: ["adjustment"], stopsAtOperand: true } },
    ionice: { spec: { valued: "cn", longValued: ["class", "classdata"], stopsAtOperand: true } },
    timeout: { spec: { valued: "ks", longValued: ["kill-after", "signal"], stopsAtOperand: true }, operands: 1 },
    stdbuf: { spec: { valued: "ioe", longValued: ["input", "output", "error"], stopsAtOperand: true } },
    time: { spec: { valued: "fo", longValued: ["format", "output"], stopsAtOperand: true } },
    exec: { spec: { valued: "a", stopsAtOperand: true } },
    command: { ...PLAIN, lookUp: ["v", "V"] },
    builtin: PLAIN,
    nohup: PLAIN,
    setsid: PLAIN,
    busybox: { ...PLAIN, lookUp: ["list", "list-full", "install"] },
    toybox: PLAIN,
    fakeroot: { spec: { valued: "lsifb", stopsAtOperand: true } },
    eatmydata: PLAIN,
    unbuffer: PLAIN,
    "dbus-run-session": PLAIN,
    "ssh-agent": { spec: { valued: "aEPtO", stopsAtOperand: true } },
    "xvfb-run": {
      spec: {
        valued: "efnpsw",
        longValued: ["error-file", "auth-file", "server-num", "xauth-protocol", "server-args", "wait"],
        stopsAtOperand: true,
      },
    },
    tini: { spec: { valued: "pe", stopsAtOperand: true } },
    "dumb-init": { spec: { valued: "r", longValued: ["rewrite"], stopsAtOperand: true } },
    gosu: BY_USER,
    "su-exec": BY_USER,
    "s6-setuidgid": BY_USER,
    setpriv: {
      spec: {
        longValued: [
          ...["reuid", "ruid", "euid", "regid", "rgid", "egid", "groups", "inh-caps", "ambient-caps", "bounding-set"],
          ...["securebits", "selinux-label", "apparmor-profile"],
        ],
        stopsAtOperand: true,
      },
      changesUser: ["reuid", "ruid", "euid"],
    },
    chpst: { spec: { valued: "uUbednopmfactrs", stopsAtOperand: true }, changesUser: ["u", "U"] },
    runuser: {
      spec: { valued: "ugG", longValued: ["user", "group", "supp-group"], stopsAtOperand: true },
      changesUser: ["u", "user"],
    },
  }),
);

/** A command without what is wrapped around it. */
export interface Unwrapped {
  /** The command's name and its arguments; empty where a wrapper runs nothing. */
  readonly words: readonly Word[];
  /** Names of the wrappers, outermost first. */
  readonly wrappers: readonly string[];
  readonly assignments: readonly Assignment[];
  /** Whether it runs as somebody else. */
  readonly changesUser: boolean;
}

/** Takes `sudo -u x env A=b nice` and their like off a command; one that runs nothing stays as it is. */
export function unwrap(words: readonly Word[]): Unwrapped {
  const wrappers: string[] = [];
  const assignments: Assignment[] = [];
  let changesUser = false;
  let rest = words;
  for (let step = unwrapOnce(rest); step !== undefined; step = unwrapOnce(rest)) {
    wrappers.push(step.name);
    assignments.push(...step.assignments);
    changesUser ||= step.changesUser;
    rest = step.words;
  }
  return { words: rest, wrappers, assignments, changesUser };
}

interface UnwrappedOnce {
  readonly name: string;
  readonly words: readonly Word[];
  readonly assignments: readonly Assignment[];
  readonly changesUser: boolean;
}

function unwrapOnce([nameWord, ...args]: readonly Word[]): UnwrappedOnce | undefined {
  const name = nameWord === undefined ? undefined : commandName(nameWord);
  const wrapper = name === undefined ? undefined : WRAPPERS.get(name);
  if (name === undefined || wrapper === undefined) return undefined;
  const read = readOptions({ args }, wrapper.spec);
  if (wrapper.lookUp !== undefined && hasOption(read, ...wrapper.lookUp)) return undefined;
  const count = wrapper.takesAssignments === true ? leadingAssignments(read.operands) : 0;
  const words = read.operands.slice(count + (wrapper.operands ?? 0));
  if (words.length === 0) return undefined;
  const { changesUser = [] } = wrapper;
  return {
    name,
    words,
    assignments: read.operands.slice(0, count).map(toAssignment),
    changesUser: changesUser === "always" || hasOption(read, ...changesUser),
  };
}

/** The base name of the program that a word names, where it is known. */
export function commandName(word: Word): string | undefined {
  const value = knownValue(word.value);
  return value === undefined || value === "" ? undefined : value.slice(value.lastIndexOf("/") + 1);
}

const ASSIGNMENT = /^[A-Za-z_]\w*=/;

function leadingAssignments(operands: readonly Word[]): number {
  const first = operands.findIndex((word) => !ASSIGNMENT.test(leadingText(word)));
  return first < 0 ? operands.length : first;
}

function toAssignment(word: Word): Assignment {
  const length = leadingText(word).indexOf("=");
  const { start } = word.span;
  return {
    span: word.span,
    name: leadingText(word).slice(0, length),
    nameSpan: span(start, Math.min(start + length, word.span.end)),
    value: dropLeading(word, length + 1),
  };
}
