/** One step of a symbolic mode: `+x`, `=rws`, `-w`, or with an octal number as in `=0755`. */
export interface ModeAction {
  readonly operator: "+" | "-" | "=";
  /** Letters of `rwxXst`, or one of `ugo` that is copied; empty where `bits` is given. */
  readonly permissions: string;
  readonly bits: number | undefined;
}

/** A comma-separated part of a symbolic mode. */
export interface ModeClause {
  /** Letters of `ugoa`; empty stands for all as far as the umask lets them. */
  readonly who: string;
  readonly actions: readonly ModeAction[];
}

/** A file mode as chmod(1), install(1) and mkdir(1) read it: GNU coreutils manual, "Symbolic Modes" and "Numeric Modes". */
export type Mode =
  | { readonly kind: "octal"; readonly bits: number }
  | { readonly kind: "symbolic"; readonly clauses: readonly ModeClause[] };

/** The bits beside read, write and execute that a mode sets. */
export interface SpecialBits {
  readonly setuid: boolean;
  readonly setgid: boolean;
  readonly sticky: boolean;
}

const SETUID = 0o4000;
const SETGID = 0o2000;
const STICKY = 0o1000;
const OTHERS_WRITE = 0o002;

/** Reads a mode; undefined where the text is none. */
export function parseMode(text: string): Mode | undefined {
  if (/^0*[0-7]{1,4}$/.test(text)) return { kind: "octal", bits: Number.parseInt(text, 8) };
  const clauses: ModeClause[] = [];
  for (const part of text.split(",")) {
    const clause = parseClause(part);
    if (clause === undefined) return undefined;
    clauses.push(clause);
  }
  return { kind: "symbolic", clauses };
}

function parseClause(text: string): ModeClause | undefined {
  const who = /^[ugoa]*/.exec(text)?.[0] ?? "";
  const rest = text.slice(who.length);
  if (!/^[-+=]/.test(rest)) return undefined;
  const actions: ModeAction[] = [];
  for (const [, operator, permissions = ""] of rest.matchAll(/([-+=])([^-+=]*)/g)) {
    if (operator !== "+" && operator !== "-" && operator !== "=") return undefined;
    if (/^[0-7]{1,5}$/.test(permissions)) {
      actions.push({ operator, permissions: "", bits: Number.parseInt(permissions, 8) });
    } else if (/^(?:[rwxXst]*|[ugo])$/.test(permissions)) {
      actions.push({ operator, permissions, bits: undefined });
    } else return undefined;
  }
  return { who, actions };
}

/** The setuid, setgid and sticky bits that stand on a file after the mode is applied to one without them. */
export function specialBits(mode: Mode): SpecialBits {
  const bits = mode.kind === "octal" ? mode.bits : appliedSpecialBits(mode.clauses);
  return { setuid: (bits & SETUID) !== 0, setgid: (bits & SETGID) !== 0, sticky: (bits & STICKY) !== 0 };
}

function appliedSpecialBits(clauses: readonly ModeClause[]): number {
  let bits = 0;
  for (const { who, actions } of clauses) {
    const affected =
      (isAffected(who, "u") ? SETUID : 0) | (isAffected(who, "g") ? SETGID : 0) | (isAffected(who, "o") ? STICKY : 0);
    for (const action of actions) bits = applyAction(bits, action, affected, specialBitsOf(action));
  }
  return bits;
}

function isAffected(who: string, class_: "u" | "g" | "o"): boolean {
  return who === "" || who.includes("a") || who.includes(class_);
}

function specialBitsOf({ permissions, bits }: ModeAction): number {
  if (bits !== undefined) return bits & (SETUID | SETGID | STICKY);
  return (permissions.includes("s") ? SETUID | SETGID : 0) | (permissions.includes("t") ? STICKY : 0);
}

function applyAction(before: number, { operator }: ModeAction, affected: number, named: number): number {
  if (operator === "+") return before | (named & affected);
  if (operator === "-") return before & ~(named & affected);
  return (before & ~affected) | (named & affected);
}

/** Tells whether everyone may write to a file after the mode is applied. `+w` leaves that to the umask and does not count. */
export function othersMayWrite(mode: Mode): boolean {
  if (mode.kind === "octal") return (mode.bits & OTHERS_WRITE) !== 0;
  let bits = 0;
  for (const { who, actions } of mode.clauses) {
    for (const action of actions) {
      const affected = action.bits !== undefined || /[oa]/.test(who) ? OTHERS_WRITE : 0;
      const named = (action.bits ?? (action.permissions.includes("w") ? OTHERS_WRITE : 0)) & OTHERS_WRITE;
      bits = applyAction(bits, action, affected, named);
    }
  }
  return bits !== 0;
}

/**
 * The same mode without setuid and setgid, in the spelling it has (`4755` → `0755`, `u+sx` → `u+x`); the sticky bit stays.
 * Undefined where nothing is left, as of `u+s`, or where the text is no mode.
 */
export function withoutSpecialBits(text: string): string | undefined {
  const mode = parseMode(text);
  if (mode === undefined) return undefined;
  if (mode.kind === "octal") return octalWithout(text, mode.bits);
  const clauses = mode.clauses.flatMap(clauseWithout);
  return clauses.length === 0 ? undefined : clauses.join(",");
}

function octalWithout(text: string, bits: number): string {
  return (bits & (SETUID | SETGID)) === 0 ? text : octal(bits & ~(SETUID | SETGID));
}

function clauseWithout({ who, actions }: ModeClause): readonly string[] {
  const left = actions.flatMap((action) => actionWithout(action));
  return left.length === 0 ? [] : [who + left.join("")];
}

function actionWithout({ operator, permissions, bits }: ModeAction): readonly string[] {
  if (operator === "-") return [operator + (bits?.toString(8) ?? permissions)];
  const kept = bits === undefined ? permissions.replaceAll("s", "") : octal(bits & ~(SETUID | SETGID));
  return operator === "+" && (kept === "" || kept === "0000") ? [] : [operator + kept];
}

function octal(bits: number): string {
  return bits.toString(8).padStart(4, "0");
}
