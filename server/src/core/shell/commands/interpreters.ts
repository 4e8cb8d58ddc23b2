import { baseName } from "../../text/path.ts";
import { knownValue } from "../../text/resolved.ts";
import { findOption, hasOption, type OptionSpec, readOptions } from "../options.ts";
import type { Invocation, Word } from "../syntax.ts";

/** How a program is told to run code from somewhere else than its standard input. */
interface Interpreter {
  readonly name: RegExp;
  readonly spec: OptionSpec;
  /** Options whose value is the code, or that make the program do something else. */
  readonly inlineCode: readonly string[];
  /** Options that read standard input though operands follow: `sh -s`. */
  readonly standardInput: readonly string[];
}

/** From the manual pages of the programs. */
const INTERPRETERS: readonly Interpreter[] = [
  {
    name: /^(?:ba|da|a|z|k|mk|pdk|c|tc|fi)?sh$/,
    spec: { valued: "oO", longValued: ["rcfile", "init-file"], stopsAtOperand: true },
    inlineCode: ["c", "version", "help"],
    standardInput: ["s"],
  },
  {
    name: /^(?:python|pypy)[0-9.]*$/,
    spec: { valued: "cmWX", stopsAtOperand: true },
    inlineCode: ["c", "m", "V", "version", "h", "help"],
    standardInput: [],
  },
  {
    name: /^perl[0-9.]*$/,
    spec: { valued: "eEIMm", attached: "ixlF0", stopsAtOperand: true },
    inlineCode: ["e", "E", "v", "V", "version"],
    standardInput: [],
  },
  {
    name: /^ruby[0-9.]*$/,
    spec: { valued: "eIrCE", attached: "iFxlT0W", stopsAtOperand: true },
    inlineCode: ["e", "v", "version"],
    standardInput: [],
  },
  {
    name: /^(?:node|nodejs)$/,
    spec: { valued: "epr", longValued: ["eval", "print", "require", "import"], stopsAtOperand: true },
    inlineCode: ["e", "p", "eval", "print", "v", "version", "h", "help"],
    standardInput: [],
  },
  {
    name: /^php[0-9.]*$/,
    spec: { valued: "cdrBRFEtfzS", stopsAtOperand: true },
    inlineCode: ["r", "R", "f", "F", "v", "i", "m", "S", "version"],
    standardInput: [],
  },
  {
    name: /^(?:pwsh|powershell)$/i,
    spec: {
      hasSingleDash: true,
      longValued: ["Command", "c", "File", "f", "EncodedCommand", "ExecutionPolicy", "Version"],
      stopsAtOperand: true,
    },
    inlineCode: ["EncodedCommand"],
    standardInput: [],
  },
  {
    name: /^(?:lua|luajit|tclsh|Rscript|deno|bun|groovy|guile|elixir)[0-9.]*$/,
    spec: { valued: "el", stopsAtOperand: true },
    inlineCode: ["e", "v", "version"],
    standardInput: [],
  },
];

function interpreterOf({ name }: Invocation): Interpreter | undefined {
  return name === undefined ? undefined : INTERPRETERS.find((interpreter) => interpreter.name.test(name));
}

/** Tells whether a command runs its standard input or a given file as code: shells, Python, Perl, Ruby, Node, PHP, PowerShell. */
export function isInterpreter(invocation: Invocation): boolean {
  return interpreterOf(invocation) !== undefined;
}

/** Tells whether an interpreter takes its code from standard input: `sh`, `bash -s -- x`, `python -`; not `bash -c …` or `sh file`. */
export function runsStandardInput(invocation: Invocation): boolean {
  const interpreter = interpreterOf(invocation);
  if (interpreter === undefined) return false;
  const read = readOptions(invocation, interpreter.spec);
  if (hasOption(read, ...interpreter.standardInput)) return true;
  if (hasOption(read, ...interpreter.inlineCode)) return false;
  const options = read.options.filter(({ name }) => /^(?:command|c|file|f)$/i.test(name));
  if (interpreter.spec.hasSingleDash === true && options.length > 0) return options.every((o) => o.valueText === "-");
  const [script] = read.operands;
  return script === undefined || isStandardInput(knownValue(script.value)) || isBehindDashes(invocation, script);
}

/** `php -- arguments`: without `-f` they are for the code on standard input (PHP manual, "Command line options"). */
function isBehindDashes({ name = "", args }: Invocation, script: Word): boolean {
  return name.startsWith("php") && args[args.indexOf(script) - 1]?.raw === "--";
}

/** The word in which an interpreter of another language than the shell's is given its code: `ruby -e`, `php -r`. */
export function inlineCode(invocation: Invocation): Word | undefined {
  const interpreter = interpreterOf(invocation);
  return interpreter && findOption(readOptions(invocation, interpreter.spec), "e", "E", "eval", "r")?.value;
}

function isStandardInput(path: string | undefined): boolean {
  return path === "-" || path === "/dev/stdin" || (path?.startsWith("/dev/fd/") === true && baseName(path) === "0");
}
