import { fileEffects, isPackageCache, keepsSettings } from "../shell/effects.ts";
import type { Invocation, ShellScript, Word } from "../shell/syntax.ts";
import type { TextEdit } from "../text/edit.ts";
import { contains, type Span, span } from "../text/span.ts";
import { addFlag } from "./edit.ts";
import { type FileCreation, fileEvents } from "./file-events.ts";
import { fixHiddenFile, isWrittenOut, mountWritten, type ProposedChange } from "./hidden-file-fix.ts";
import { layerHistory, runFiles } from "./layers.ts";
import type { DockerfileModel, RunInstruction } from "./model.ts";
import { type RunSecret, runSecrets } from "./run-secrets.ts";
import { secretVariableFlag, variableSecret } from "./secret-mount.ts";

/**
 * The change that takes a credential out of a `RUN`: the command reads a secret mount instead. Undefined where the credential would
 * then stay in a file of the image, or the command is not plain enough to be edited.
 */
export function fixRunSecret(model: DockerfileModel, secret: RunSecret): ProposedChange | undefined {
  const { run, command, writtenTo } = secret;
  if (command === undefined) return undefined;
  if (writtenTo !== undefined) return withoutFile(model, run, command, writtenTo);
  return keepsSecret(run, command) ? undefined : readVariable(model, secret);
}

/** A file that holds the credential can go where it is removed later, in this instruction or another. */
function withoutFile(
  model: DockerfileModel,
  run: RunInstruction,
  command: Invocation,
  path: string,
): ProposedChange | undefined {
  const creation = fileEvents(run).events.find(
    (event): event is FileCreation => event.kind === "create" && event.command === command && event.path === path,
  );
  if (creation === undefined || creation.certainty === "maybe" || !isWrittenOut(creation)) return undefined;
  if (!survives(run, path)) return mountWritten(model, creation, [run]);
  const stage = run.stageIndex === undefined ? undefined : model.stages[run.stageIndex];
  const hidden = (stage === undefined ? [] : layerHistory(stage).hidden).find(
    (candidate) => candidate.creation.instruction === run && candidate.path === path,
  );
  return hidden && fixHiddenFile(model, hidden, true);
}

/** Whether a file is there when the instruction that writes it ends. */
function survives(run: RunInstruction, path: string): boolean {
  return runFiles(run).some((file) => file.path === path);
}

/** The command, or one that it feeds, stores what it is given in a file that is there when the instruction ends, or may be. */
function keepsSecret(run: RunInstruction, { pipeline, index }: Invocation): boolean {
  const commands = pipeline.commands.slice(index);
  const created = fileEvents(run).events.filter((event): event is FileCreation => event.kind === "create");
  return commands.some(
    (command, i) =>
      (fileEffects(command).gaps.length > 0 && (i > 0 || keepsSettings(command) || WRITERS.has(command.name ?? ""))) ||
      created.some(
        (event) => event.command === command && (i > 0 || keepsArguments(event)) && survives(run, event.path),
      ),
  );
}

/** Commands that write what they are given. */
const WRITERS = new Set(["echo", "printf", "cat", "tee", "sed", "gsed", "perl"]);

function keepsArguments({ origin, command, effect }: FileCreation): boolean {
  if (origin.kind === "generated") return origin.keepsArguments === true && !isPackageCache(origin);
  // git-clone(1) keeps the URL in .git/config; an editor writes what it is told.
  return command?.name === "git" || (effect === "keep" && origin.kind === "command");
}

/** Puts a variable in the literal's place and gives it to the instruction from a secret. */
function readVariable(model: DockerfileModel, secret: RunSecret): ProposedChange | undefined {
  const { run } = secret;
  const script = run.scripts.find(({ span: place }) => contains(place, secret.span));
  if (script === undefined || run.command.form === "exec" || isInScriptArgument(script, secret.span)) return undefined;
  if (/[\r\n]/.test(model.text.slice(secret.span.start, secret.span.end))) return undefined;
  const name = variableName(model, secret);
  const edit = replaceLiteral(model, script, secret, name);
  if (edit === undefined) return undefined;
  const build = variableSecret(name);
  return {
    title: `Read it from a secret mount as \`$${name}\``,
    edits: [addFlag(run, secretVariableFlag(build, name, true)), edit],
    note: `Build with \`${build.command}\`, and replace the secret: it was public to everyone with the Dockerfile.`,
  };
}

/** In `sh -c '…'` two shells read the text. */
function isInScriptArgument({ invocations }: ShellScript, place: Span): boolean {
  return invocations.some((command) => command.context === "shell-argument" && contains(command.span, place));
}

const namesOf = new WeakMap<DockerfileModel, ReadonlyMap<RunSecret, string>>();

/** A name of its own for each value; the same one for the same value. */
function variableName(model: DockerfileModel, secret: RunSecret): string {
  const names = namesOf.get(model) ?? chooseNames(model);
  namesOf.set(model, names);
  return names.get(secret) ?? secret.variable;
}

function chooseNames(model: DockerfileModel): ReadonlyMap<RunSecret, string> {
  const runs = model.instructions.filter((instruction) => instruction.keyword === "RUN");
  const taken = new Map<string, string>();
  for (const { options } of runs.flatMap(({ mounts }) => mounts)) {
    const name = options.get("env") ?? options.get("id");
    if (name !== undefined) taken.set(name.toUpperCase(), "");
  }
  const names = new Map<RunSecret, string>();
  const byValue = new Map<string, string>();
  const numbers = new Map<string, number>();
  for (const secret of runs.flatMap(runSecrets)) {
    const value = model.text.slice(secret.span.start, secret.span.end);
    const key = `${secret.variable} ${value}`;
    const known = byValue.get(key);
    const { name, number } =
      known === undefined
        ? freeName(secret, value, taken, numbers.get(secret.variable) ?? 1)
        : { name: known, number: 1 };
    if (known === undefined) numbers.set(secret.variable, number);
    byValue.set(key, name);
    taken.set(name.toUpperCase(), value);
    names.set(secret, name);
  }
  return names;
}

/** The first of `NAME`, `NAME_2`, … from `number` on that nothing else uses, and which that is. */
function freeName(
  secret: RunSecret,
  value: string,
  taken: ReadonlyMap<string, string>,
  first: number,
): { readonly name: string; readonly number: number } {
  const isOwn = secret.command?.assignments.some(({ name }) => name === secret.variable) === true;
  const isFree = (name: string): boolean => {
    const holder = taken.get(name.toUpperCase());
    if (holder !== undefined) return holder === value;
    return isOwn || !secret.run.command.source.text.includes(`$${name}`);
  };
  let number = first;
  const named = (): string => (number === 1 ? secret.variable : `${secret.variable}_${number}`);
  while (!isFree(named())) number++;
  return { name: named(), number };
}

function replaceLiteral(
  model: DockerfileModel,
  script: ShellScript,
  { span: place, command }: RunSecret,
  name: string,
): TextEdit | undefined {
  const prefix = command && prefixAssignment(command, place, name);
  if (prefix !== undefined) return { span: prefix, newText: "" };
  const word = wordAround(script, place);
  if (word !== undefined) return replaceInWord(model, word, place, name);
  const isExpanded = script.invocations.some(({ redirects }) =>
    redirects.some(
      (redirect) => redirect.kind === "heredoc" && !redirect.isLiteral && contains(redirect.bodySpan, place),
    ),
  );
  return isExpanded ? { span: place, newText: unquoted(model, place, name) } : undefined;
}

/** `TOKEN=… cmd`: the mount sets the variable already. */
function prefixAssignment(
  { assignments, nameWord, wrappers }: Invocation,
  place: Span,
  name: string,
): Span | undefined {
  if (nameWord === undefined || wrappers.length > 0) return undefined;
  const index = assignments.findIndex((assignment) => assignment.name === name && contains(assignment.span, place));
  const assignment = assignments[index];
  if (assignment === undefined || assignment.span.start > nameWord.span.start) return undefined;
  const next = assignments[index + 1]?.span.start ?? nameWord.span.start;
  return span(assignment.span.start, Math.min(next, nameWord.span.start));
}

const wordsOf = new WeakMap<ShellScript, readonly Word[]>();

function scriptWords(script: ShellScript): readonly Word[] {
  const kept = wordsOf.get(script);
  if (kept !== undefined) return kept;
  const words = script.invocations.flatMap(({ args, assignments, redirects, nameWord }) => [
    ...(nameWord === undefined ? [] : [nameWord]),
    ...args,
    ...assignments.map(({ value }) => value),
    ...redirects.flatMap((redirect) => (redirect.kind === "heredoc" ? [] : [redirect.target])),
  ]);
  wordsOf.set(script, words);
  return words;
}

/** The innermost word that holds a place. */
function wordAround(script: ShellScript, place: Span): Word | undefined {
  const words = scriptWords(script).filter((word) => contains(word.span, place));
  return words.sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];
}

function replaceInWord(model: DockerfileModel, word: Word, place: Span, name: string): TextEdit | undefined {
  const before = model.text.slice(word.span.start, place.start);
  if (/\$[('"]|`/.test(before)) return undefined;
  const open = openQuote(before);
  if (open === undefined) return { span: place, newText: `"$${name}"` };
  const opening = word.span.start + open.at;
  if (open.quote === '"') return inDoubleQuotes(model, place, opening, name);
  const closing = model.text.indexOf("'", place.end);
  if (closing < 0 || closing >= word.span.end) return undefined;
  const [head, tail] = [model.text.slice(opening + 1, place.start), model.text.slice(place.end, closing)];
  // Double quotes would give a meaning to these.
  if (/["$`\\!]/.test(head + tail)) return { span: place, newText: `'"$${name}"'` };
  const variable = /^\w/.test(tail) ? `\${${name}}` : `$${name}`;
  return { span: span(opening, closing + 1), newText: `"${head}${variable}${tail}"` };
}

function inDoubleQuotes(model: DockerfileModel, place: Span, opening: number, name: string): TextEdit {
  return { span: place, newText: opening < place.start ? unquoted(model, place, name) : `"$${name}"` };
}

function unquoted(model: DockerfileModel, place: Span, name: string): string {
  return /\w/.test(model.text[place.end] ?? "") ? `\${${name}}` : `$${name}`;
}

/** The quote that is open at the end of a text, and where it stands (POSIX Shell Command Language 2.2). */
function openQuote(text: string): { readonly quote: '"' | "'"; readonly at: number } | undefined {
  let open: { quote: '"' | "'"; at: number } | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "\\" && open?.quote !== "'") i++;
    else if (open !== undefined) open = char === open.quote ? undefined : open;
    else if (char === '"' || char === "'") open = { quote: char, at: i };
  }
  return open;
}
