import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";
import { globSync } from "tinyglobby";

/** A regular expression of the source. */
export interface Pattern {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

/** What may stand before a regular expression; behind anything else a slash divides. */
const BEFORE = /(?:^|[(,=:[!&|?{};+*%<>~^-]|\b(?:return|typeof|case|in|of|new|delete|void|throw|else|do|yield|await))$/;

/** Every regular expression literal of what ships. */
export function literals(): readonly Pattern[] {
  return globSync(["{client,server}/src/**/*.ts"])
    .sort()
    .flatMap((file) => {
      const { code } = transformSync(readFileSync(file, "utf8").replace(/^#!.*/, ""), {
        loader: "ts",
        minifyWhitespace: true,
        charset: "utf8",
      });
      return literalsIn(code).map((literal) => ({ file, ...literal }));
    });
}

/** The regular expression literals of a JavaScript text without comments. */
export function literalsIn(code: string): readonly Omit<Pattern, "file">[] {
  const found: Omit<Pattern, "file">[] = [];
  const templates: number[] = [];
  let braces = 0;
  for (let i = 0; i < code.length; i++) {
    const char = code[i] ?? "";
    if (char === '"' || char === "'") i = endOfString(code, i);
    else if (char === "`") i = inTemplate(code, i + 1, () => templates.push(braces));
    else if (char === "{") braces++;
    else if (char === "}" && templates.at(-1) === braces) {
      templates.pop();
      i = inTemplate(code, i + 1, () => templates.push(braces));
    } else if (char === "}") braces--;
    else if (char === "/" && BEFORE.test(code.slice(Math.max(0, i - 12), i).trimEnd())) {
      const end = endOfLiteral(code, i);
      const flags = /^[a-z]*/.exec(code.slice(end + 1))?.[0] ?? "";
      found.push({ source: code.slice(i + 1, end), flags });
      i = end + flags.length;
    }
  }
  return found;
}

function endOfString(code: string, start: number): number {
  let i = start + 1;
  while (i < code.length && code[i] !== code[start]) i += code[i] === "\\" ? 2 : 1;
  return i;
}

/** The end of a template, or the start of an expression in it. */
function inTemplate(code: string, start: number, enter: () => void): number {
  for (let i = start; i < code.length; i++) {
    if (code[i] === "\\") i++;
    else if (code[i] === "`") return i;
    else if (code.startsWith("${", i)) {
      enter();
      return i + 1;
    }
  }
  return code.length;
}

function endOfLiteral(code: string, start: number): number {
  let isInClass = false;
  let i = start + 1;
  for (; i < code.length && (isInClass || code[i] !== "/"); i++) {
    if (code[i] === "\\") i++;
    else if (code[i] === "[") isInClass = true;
    else if (code[i] === "]") isInClass = false;
  }
  return i;
}
