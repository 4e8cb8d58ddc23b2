import { judgeNamed } from "../secrets/detect.ts";
import { isPlainProgram, readsEnvironmentVariable } from "../shell/environment.ts";
import type { Invocation, ShellScript, Word, WordPart } from "../shell/syntax.ts";
import { perObject } from "../text/per-object.ts";
import { UNSET } from "../text/resolved.ts";
import { type Span, span } from "../text/span.ts";
import { expandWord } from "./expand.ts";
import type {
  ArgInstruction,
  DockerfileModel,
  DockerWord,
  EnvInstruction,
  Instruction,
  NamedValue,
  RunInstruction,
  VariableDeclaration,
} from "./model.ts";
import { hasVariableMount } from "./secret-mount.ts";

/** An instruction that comes to a variable. */
export interface VariableUse {
  readonly instruction: Instruction;
  /**
   * `name`: it writes `$NAME`; `environment`: a program that it runs is known to read the variable; `perhaps`: the name stands in a
   * text that could not be read.
   */
  readonly how: "name" | "environment" | "perhaps";
  readonly span: Span;
}

/** A pair of an `ENV` or `ARG`, with the instruction that it belongs to. */
export interface DeclaredPair {
  readonly instruction: EnvInstruction | ArgInstruction;
  readonly pair: NamedValue;
}

/** Who uses a variable while it means what this pair declares; in stages built on its stage too. In the order of the file. */
export function variableUses(model: DockerfileModel, { pair }: DeclaredPair): readonly VariableUse[] {
  return model.instructions.flatMap((instruction) => {
    if (!isMeant(instruction, pair)) return [];
    const use = useBy(instruction, pair.name);
    return use === undefined ? [] : [{ instruction, ...use }];
  });
}

function isMeant({ before }: Instruction, { name, nameSpan }: NamedValue): boolean {
  return isSamePlace(before.declaration(name), nameSpan);
}

function isSamePlace(declaration: VariableDeclaration | undefined, nameSpan: Span): boolean {
  return declaration?.nameSpan.start === nameSpan.start;
}

/** The `ARG` of stages that take their value from one before the first `FROM`. */
export function inheritingArguments(
  model: DockerfileModel,
  { instruction, pair }: DeclaredPair,
): readonly DeclaredPair[] {
  if (instruction.keyword !== "ARG" || instruction.stageIndex !== undefined) return [];
  return stageArguments(model).filter((other) => other.pair.name === pair.name && other.pair.value === undefined);
}

/** The `ARG` before the first `FROM` that gives one of a stage its value. */
export function inheritedArgument(
  model: DockerfileModel,
  { instruction, pair }: DeclaredPair,
): DeclaredPair | undefined {
  if (instruction.keyword !== "ARG" || instruction.stageIndex === undefined || pair.value !== undefined)
    return undefined;
  return declaredPairs(model).findLast(
    (other) =>
      other.instruction.keyword === "ARG" &&
      other.instruction.stageIndex === undefined &&
      other.pair.name === pair.name &&
      other.pair.nameSpan.start < pair.nameSpan.start,
  );
}

function stageArguments(model: DockerfileModel): readonly DeclaredPair[] {
  return declaredPairs(model).filter(
    ({ instruction }) => instruction.keyword === "ARG" && instruction.stageIndex !== undefined,
  );
}

/** Every pair of every `ENV` and `ARG`, in the order of the file. */
export const declaredPairs = perObject(({ instructions }: DockerfileModel): readonly DeclaredPair[] =>
  instructions.flatMap((instruction) =>
    instruction.keyword === "ENV" || instruction.keyword === "ARG"
      ? instruction.pairs.map((pair) => ({ instruction, pair }))
      : [],
  ),
);

/** The credential that a pair gives its name as a value. */
export const pairSecret = perObject(({ name, value }: NamedValue) =>
  value === undefined ? undefined : judgeNamed(name, value.text),
);

/** The pair that declared what a name means before an instruction; undefined where the file does not. */
export function declaringPair(before: Instruction["before"], name: string): DeclaredPair | undefined {
  const declaration = before.declaration(name);
  const pair = declaration?.instruction.pairs.find(({ nameSpan }) => isSamePlace(declaration, nameSpan));
  return declaration === undefined || pair === undefined ? undefined : { instruction: declaration.instruction, pair };
}

/** Tells whether no program that runs while the pair is in force could read the variable from its environment. */
export function isSurelyUnread(model: DockerfileModel, { pair }: DeclaredPair): boolean {
  const runs = model.instructions.filter(
    (instruction): instruction is RunInstruction => instruction.keyword === "RUN" && isMeant(instruction, pair),
  );
  return runs.every(({ scripts }) =>
    scripts.every(
      ({ dialect, gaps, invocations }) => dialect === "posix" && gaps.length === 0 && invocations.every(isPlainProgram),
    ),
  );
}

/** The names of the variables that a Docker word expands, quotes and escapes heeded. */
export function referencedNames(raw: string, escape: string): ReadonlySet<string> {
  const names = new Set<string>();
  expandWord(raw, escape, (name) => {
    names.add(name);
    return UNSET;
  });
  return names;
}

/** The name of the one variable that a word consists of: `$X`, `${X}`, `${X:-y}`. */
export function soleReference({ raw, text }: DockerWord): string | undefined {
  return /^'/.test(raw)
    ? undefined
    : /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:[:#%/+?-][^{}]*)?\})$/.exec(text)?.slice(1).find(Boolean);
}

function useBy(instruction: Instruction, name: string): Omit<VariableUse, "instruction"> | undefined {
  switch (instruction.keyword) {
    case "RUN":
      return hasVariableMount(instruction, name)
        ? undefined
        : useByScripts(instruction.scripts, instruction.command.source.text, name, instruction.span);
    case "CMD":
    case "ENTRYPOINT":
    case "HEALTHCHECK":
      return useByScripts(instruction.scripts, instruction.command?.source.text ?? "", name, instruction.span);
    case "ONBUILD":
      return instruction.trigger === undefined ? undefined : useBy(instruction.trigger, name);
    default: {
      const word = dockerWords(instruction).find(({ raw }) => referencedNames(raw, "\\").has(name));
      return word === undefined ? useByHeredoc(instruction, name) : { how: "name", span: word.span };
    }
  }
}

function useByHeredoc({ heredocs }: Instruction, name: string): Omit<VariableUse, "instruction"> | undefined {
  for (const { isLiteral, body, bodySpan } of heredocs) {
    const at = isLiteral ? undefined : writtenAt(body, name);
    if (at !== undefined) return { how: "name", span: span(bodySpan.start + at.start, bodySpan.start + at.end) };
  }
  return undefined;
}

/** The words in which Docker expands variables (Dockerfile reference, "Environment replacement"). */
function dockerWords(instruction: Instruction): readonly Pick<DockerWord, "raw" | "span">[] {
  const flags = instruction.flags.flatMap(({ value, valueSpan }) =>
    value === undefined ? [] : [{ raw: value, span: valueSpan }],
  );
  return [...flags, ...ownWords(instruction).filter((word) => word !== undefined)];
}

function ownWords(instruction: Instruction): readonly (DockerWord | undefined)[] {
  switch (instruction.keyword) {
    case "FROM":
      return [instruction.image, instruction.name];
    case "ENV":
    case "ARG":
    case "LABEL":
      return instruction.pairs.map(({ value }) => value);
    case "COPY":
    case "ADD":
      return [...instruction.sources, instruction.destination];
    case "USER":
      return [instruction.user];
    case "WORKDIR":
      return [instruction.path];
    case "VOLUME":
    case "EXPOSE":
    case "STOPSIGNAL":
      return instruction.words;
    default:
      return [];
  }
}

function useByScripts(
  scripts: readonly ShellScript[],
  text: string,
  name: string,
  place: Span,
): Omit<VariableUse, "instruction"> | undefined {
  const invocations = scripts.flatMap((script) => script.invocations);
  const shadowedFrom = shadowedAt(invocations, name);
  const controlWords = scripts.flatMap((script) => script.controlWords.map(({ parts }) => parts));
  const read = [...invocations.flatMap(wordsOf), ...controlWords]
    .flatMap((parts) => readsIn(parts, name))
    .find(({ start }) => start < shadowedFrom);
  if (read !== undefined) return { how: "name", span: read };
  if (shadowedFrom !== Number.POSITIVE_INFINITY) return undefined;
  const reader = invocations.find((invocation) => readsEnvironmentVariable(invocation, name));
  if (reader !== undefined) return { how: "environment", span: reader.nameWord?.span ?? reader.span };
  const isForeign = scripts.some(({ dialect }) => dialect !== "posix");
  const at = isForeign ? foreignAt(text, name) : writtenAt(text, name);
  return at === undefined ? undefined : { how: isForeign ? "name" : "perhaps", span: place };
}

/** Where the script gives the name a value of its own: what it reads from there on is that. */
function shadowedAt(invocations: readonly Invocation[], name: string): number {
  const ends = invocations
    .filter(
      ({ nameWord, name: command }) =>
        nameWord === undefined || /^(?:export|declare|typeset|local|readonly)$/.test(command ?? ""),
    )
    .flatMap(({ assignments }) => assignments.filter((assignment) => assignment.name === name))
    .map(({ value }) => value.span.end);
  return Math.min(Number.POSITIVE_INFINITY, ...ends);
}

function wordsOf({ nameWord, args, assignments, redirects }: Invocation): readonly (readonly WordPart[])[] {
  return [
    ...(nameWord === undefined ? [] : [nameWord.parts]),
    ...args.map(({ parts }) => parts),
    ...assignments.map(({ value }) => value.parts),
    ...redirects.map((redirect) => (redirect.kind === "heredoc" ? redirect.parts : redirect.target.parts)),
  ];
}

function readsIn(parts: readonly WordPart[], name: string): readonly Span[] {
  return parts.flatMap((part) => {
    if (part.kind !== "variable") return [];
    const inner = [part.operand, part.replacement].filter((word): word is Word => word !== undefined);
    return [...(part.name === name ? [part.span] : []), ...inner.flatMap((word) => readsIn(word.parts, name))];
  });
}

/** `$NAME` or `${NAME` in a text. */
function writtenAt(text: string, name: string): Span | undefined {
  for (let at = text.indexOf("$"); at >= 0; at = text.indexOf("$", at + 1)) {
    const start = text[at + 1] === "{" ? at + 2 : at + 1;
    const end = start + name.length;
    if (text.startsWith(name, start) && !/^\w/.test(text.slice(end, end + 1))) return span(at, end);
  }
  return undefined;
}

/** `$env:NAME` of PowerShell, `%NAME%` of cmd. */
function foreignAt(text: string, name: string): Span | undefined {
  const lower = text.toLowerCase();
  for (const form of [`$env:${name}`, `\${env:${name}}`, `%${name}%`]) {
    const at = lower.indexOf(form.toLowerCase());
    if (at >= 0) return span(at, at + form.length);
  }
  return undefined;
}
