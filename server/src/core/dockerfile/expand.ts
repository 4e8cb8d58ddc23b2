import { LONGEST_VALUE, transformValue } from "../text/parameter.ts";
import { known, type Resolved, unknown } from "../text/resolved.ts";

/** Gives the value of a variable where the word stands. */
export type VariableLookup = (name: string) => Resolved<string>;

/**
 * Expands a word as Docker does (Dockerfile reference, "Environment replacement"; BuildKit `frontend/dockerfile/shell`):
 * quotes removed, `$X` and `${X}` with `:-` `-` `:+` `+` `:?` `?` `#` `##` `%` `%%` `/` `//`.
 * A word with a variable that the file does not determine is unknown.
 */
export function expandWord(raw: string, escape: string, lookup: VariableLookup): Resolved<string> {
  const expansion = new Expansion(raw, escape, lookup);
  const text = expansion.readUntil("");
  if (expansion.why !== undefined) return unknown(expansion.why);
  return text.length > LONGEST_VALUE ? unknown("the value is too long to follow") : known(text);
}

/** Removes quotes and escapes, and leaves variables as they are written. */
export function unquote(raw: string, escape: string): string {
  let text = "";
  let quote = "";
  for (let i = 0; i < raw.length; i++) {
    const char = raw[i] ?? "";
    if (char === escape && quote !== "'" && i + 1 < raw.length) {
      const next = raw[++i] ?? "";
      text += quote === '"' && !isEscapable(next, escape) ? char + next : next;
    } else if (char === quote) quote = "";
    else if (quote === "" && (char === '"' || char === "'")) quote = char;
    else text += char;
  }
  return text;
}

/** Inside double quotes the escape character is only special before these (BuildKit `shell/lex.go`, processDoubleQuote). */
function isEscapable(char: string, escape: string): boolean {
  return char === '"' || char === "$" || char === escape;
}

const NAME_START = /[A-Za-z_]/;
const NAME = /[A-Za-z0-9_]/;
const SPECIAL = /[@*#?$!0-9-]/;

/** A cursor over one word; `why` says which variable made the result unknown. */
class Expansion {
  why: string | undefined;
  private position = 0;

  constructor(
    private readonly raw: string,
    private readonly escape: string,
    private readonly lookup: VariableLookup,
  ) {}

  /** Reads up to (not including) an unquoted `stop`, or to the end. */
  readUntil(stop: string): string {
    let text = "";
    while (this.position < this.raw.length) {
      const char = this.raw[this.position] ?? "";
      if (char === stop) break;
      text += this.readPiece(char);
    }
    return text;
  }

  private readPiece(char: string): string {
    this.position++;
    if (char === "'") return this.readSingleQuoted();
    if (char === '"') return this.readDoubleQuoted();
    if (char === "$") return this.readVariable();
    if (char === this.escape && this.position < this.raw.length) return this.raw[this.position++] ?? "";
    return char;
  }

  private readSingleQuoted(): string {
    const close = this.raw.indexOf("'", this.position);
    const end = close < 0 ? this.raw.length : close;
    const text = this.raw.slice(this.position, end);
    this.position = end + 1;
    return text;
  }

  private readDoubleQuoted(): string {
    let text = "";
    while (this.position < this.raw.length) {
      const char = this.raw[this.position++] ?? "";
      if (char === '"') break;
      if (char === "$") text += this.readVariable();
      else if (char === this.escape && isEscapable(this.raw[this.position] ?? "", this.escape)) {
        text += this.raw[this.position++] ?? "";
      } else text += char;
    }
    return text;
  }

  /** The `$` is read already. */
  private readVariable(): string {
    const next = this.raw[this.position] ?? "";
    if (next === "{") return this.readBraced();
    const name = this.readName();
    if (name === "") return "$";
    return this.require(name, this.lookup(name));
  }

  private readName(): string {
    const start = this.position;
    if (!NAME_START.test(this.raw[start] ?? "")) {
      if (!SPECIAL.test(this.raw[start] ?? "")) return "";
      this.position++;
      return this.raw.slice(start, this.position);
    }
    while (this.position < this.raw.length && NAME.test(this.raw[this.position] ?? "")) this.position++;
    return this.raw.slice(start, this.position);
  }

  private readBraced(): string {
    this.position++;
    const name = this.readName();
    const operator = this.readOperator();
    const operand = operator === "" ? "" : this.readUntil(operator.startsWith("/") ? "/" : "}");
    const replacement = operator.startsWith("/") ? this.readReplacement() : "";
    if (this.raw[this.position] === "}") this.position++;
    else this.why ??= `\${${name}} is not closed`;
    return this.apply(name, operator, operand, replacement);
  }

  private readReplacement(): string {
    if (this.raw[this.position] !== "/") return "";
    this.position++;
    return this.readUntil("}");
  }

  private readOperator(): string {
    const operator =
      /^(?::[-+?]|[-+?]|##?|%%?|\/\/?)/.exec(this.raw.slice(this.position, this.position + 2))?.[0] ?? "";
    this.position += operator.length;
    return operator;
  }

  private apply(name: string, operator: string, operand: string, replacement: string): string {
    const value = this.lookup(name);
    if (/^:?[-+]$/.test(operator)) return this.choose(name, value, operator, operand);
    const text = this.require(name, value);
    if (operator === "" || operator.endsWith("?")) return text;
    const transformed = this.why === undefined ? transformValue(text, operator, operand, replacement) : "";
    if (transformed === undefined) this.why ??= `the value of \`${name}\` is too long to transform`;
    return transformed ?? "";
  }

  /** `:-` `-` give the operand where there is no value, `:+` `+` where there is one. */
  private choose(name: string, value: Resolved<string>, operator: string, operand: string): string {
    if (value.kind === "unknown") return this.require(name, value);
    const isSet = value.kind === "known" && !(operator.startsWith(":") && value.value === "");
    if (operator.endsWith("+")) return isSet ? operand : "";
    return isSet ? value.value : operand;
  }

  private require(name: string, value: Resolved<string>): string {
    if (value.kind === "known") return value.value;
    this.why ??= value.kind === "unknown" ? value.why : `the file gives \`${name}\` no value`;
    return "";
  }
}
