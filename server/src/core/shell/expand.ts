import { LONGEST_VALUE, transformValue } from "../text/parameter.ts";
import { known, knownValue, type Resolved, unknown } from "../text/resolved.ts";
import type { Word, WordPart } from "./syntax.ts";

/** Gives the value of a variable where the word stands. */
export type Lookup = (name: string) => Resolved<string>;

/** The value of a word after expansion; unknown as soon as a piece of it is (POSIX Shell Command Language 2.6). */
export function wordValue(parts: readonly WordPart[], lookup: Lookup): Resolved<string> {
  let text = "";
  for (const part of parts) {
    const value = partValue(part, lookup);
    if (value.kind !== "known") return value;
    text += value.value;
    if (text.length > LONGEST_VALUE) return unknown("the value is too long to follow");
  }
  return known(text);
}

function partValue(part: WordPart, lookup: Lookup): Resolved<string> {
  switch (part.kind) {
    case "literal":
      return known(part.value);
    case "glob":
    case "braces":
      return known(part.text);
    case "variable":
      return expandVariable(part, lookup);
    case "substitution":
      return unknown("the output of a command is not known");
    case "process":
      return unknown("the name of a process substitution is not known");
    case "arithmetic":
      return unknown("arithmetic is not evaluated");
  }
}

type Variable = WordPart & { readonly kind: "variable" };

function expandVariable({ name, operator, operand, replacement }: Variable, lookup: Lookup): Resolved<string> {
  if (!/^[A-Za-z_]\w*$/.test(name)) return unknown(`\`$${name}\` is set when the script runs`);
  const value = lookup(name);
  if (operator === undefined) return required(name, value);
  if (/^:?[-=+]$/.test(operator)) return choose(name, value, operator, operand);
  if (/^:?\?$/.test(operator)) return required(name, value);
  const pattern = operand === undefined ? "" : knownValue(operand.value);
  const inserted = replacement === undefined ? "" : knownValue(replacement.value);
  const isTransform = /^(?:##?|%%?|\/\/?)$/.test(operator);
  if (!isTransform || pattern === undefined || inserted === undefined) {
    return unknown(`\`\${${name}}\` is transformed in a way that is not followed`);
  }
  const text = required(name, value);
  if (text.kind !== "known") return text;
  const transformed = transformValue(text.value, operator, pattern, inserted);
  return transformed === undefined ? unknown(`the value of \`${name}\` is too long to transform`) : known(transformed);
}

function required(name: string, value: Resolved<string>): Resolved<string> {
  return value.kind === "unset" ? unknown(`nothing sets \`${name}\``) : value;
}

/** `:-` `-` `:=` `=` give the operand where there is no value, `:+` `+` where there is one. */
function choose(name: string, value: Resolved<string>, operator: string, operand: Word | undefined): Resolved<string> {
  if (value.kind === "unknown") return required(name, value);
  const isSet = value.kind === "known" && !(operator.startsWith(":") && value.value === "");
  const alternative = operand?.value ?? known("");
  if (operator.endsWith("+")) return isSet ? alternative : known("");
  return isSet ? value : alternative;
}
