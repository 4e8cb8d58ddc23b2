import type { Mode, ModeAction } from "./mode.ts";

export const SETUID = 0o4000;
export const SETGID = 0o2000;
export const STICKY = 0o1000;
export const OTHERS_WRITE = 0o002;

/** What a mask takes off where a symbolic mode names nobody; distributions start shells with this one. */
export const USUAL_UMASK = 0o022;

const CLASSES = {
  u: { shift: 6, special: SETUID },
  g: { shift: 3, special: SETGID },
  o: { shift: 0, special: STICKY },
} as const;
type Class = keyof typeof CLASSES;

/**
 * The mode bits of a file that had `before` after a mode is applied to it (GNU coreutils manual, "Symbolic Modes", "Numeric
 * Modes"): a part that names nobody is for all as far as the umask lets it.
 */
export function applyMode(mode: Mode, before: number, umask = USUAL_UMASK): number {
  if (mode.kind === "octal") return mode.bits;
  let bits = before;
  for (const { who, actions } of mode.clauses) {
    for (const action of actions) bits = applyAction(bits, who, action, umask);
  }
  return bits;
}

function applyAction(before: number, who: string, action: ModeAction, umask: number): number {
  const classes = (["u", "g", "o"] as const).filter((name) => who === "" || who.includes("a") || who.includes(name));
  const affected = action.bits === undefined ? classes.reduce((all, name) => all | classMask(name), 0) : 0o7777;
  const named = namedBits(before, classes, action) & (who === "" && action.bits === undefined ? ~umask : 0o7777);
  if (action.operator === "+") return before | named;
  if (action.operator === "-") return before & ~named;
  return (before & ~affected) | named;
}

function classMask(name: Class): number {
  const { shift, special } = CLASSES[name];
  return (0o7 << shift) | special;
}

function namedBits(before: number, classes: readonly Class[], { permissions, bits }: ModeAction): number {
  if (bits !== undefined) return bits;
  return classes.reduce((all, name) => all | classBits(before, name, permissions), 0);
}

function classBits(before: number, name: Class, permissions: string): number {
  const { shift, special } = CLASSES[name];
  if (permissions === "u" || permissions === "g" || permissions === "o") {
    return ((before >> CLASSES[permissions].shift) & 0o7) << shift;
  }
  const has = (letter: string): boolean => permissions.includes(letter);
  // `X` gives execution to folders, and to files that somebody may execute already.
  const rwx = (has("r") ? 4 : 0) | (has("w") ? 2 : 0) | (has("x") || (has("X") && (before & 0o111) !== 0) ? 1 : 0);
  const isSpecial = name === "o" ? has("t") : has("s");
  return (rwx << shift) | (isSpecial ? special : 0);
}

/**
 * The same mode without the right to write for others, in the spelling it has (`777` → `775`, `a+rw` → `a+r,ug+w`). Undefined
 * where nothing is left, as of `o+w`.
 */
export function withoutOthersWrite(text: string, mode: Mode): string | undefined {
  if (mode.kind === "octal") {
    return (mode.bits & ~OTHERS_WRITE).toString(8).padStart(text.length, "0");
  }
  const clauses = mode.clauses.flatMap(({ who, actions }) => actions.flatMap((action) => actionWithout(who, action)));
  return clauses.length === 0 ? undefined : clauses.join(",");
}

function actionWithout(who: string, { operator, permissions, bits }: ModeAction): readonly string[] {
  if (operator === "-") return [who + operator + (bits?.toString(8) ?? permissions)];
  if (bits !== undefined) return [`${who}${operator}${(bits & ~OTHERS_WRITE).toString(8)}`];
  const reachesOthers = who === "" || /[oa]/.test(who);
  if (!reachesOthers || !permissions.includes("w")) return [who + operator + permissions];
  const left = permissions.replaceAll("w", "");
  const owners = who === "" || who.includes("a") ? "ug" : who.replaceAll("o", "");
  const kept = left === "" && operator === "+" ? [] : [who + operator + left];
  return owners === "" ? kept : [...kept, `${owners}+w`];
}
