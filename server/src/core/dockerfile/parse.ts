import {
  type Arg,
  type Argument,
  DockerfileParser,
  type Env,
  Instruction,
  type Label,
  type ModifiableInstruction,
  type ParserDirective,
} from "dockerfile-ast";
import type { LineIndex } from "../text/lines.ts";
import { contains, type Span, span } from "../text/span.ts";
import type { Comment, Directive, Flag, Heredoc } from "./model.ts";

/** An instruction as the parser library splits it, with the faults of the library mended. Spans are file offsets. */
export interface RawInstruction {
  /** Upper case; whatever stands there, so perhaps no keyword of Docker's. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** The whole instruction with its heredocs. */
  readonly span: Span;
  /** After the keyword and the flags, up to the first heredoc's body. */
  readonly argumentsSpan: Span;
  readonly flags: readonly Flag[];
  readonly heredocs: readonly Heredoc[];
  readonly properties: readonly RawProperty[];
  /** What follows `ONBUILD`. */
  readonly trigger: RawInstruction | undefined;
  /** The name of a heredoc that counts as soon as a line below closes it: until then, what follows decides what this is. */
  readonly awaits: string | undefined;
}

/** `name=value` of ENV, ARG or LABEL; the value's span includes its quotes. */
export interface RawProperty {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
}

/** A Dockerfile split into instructions, comments and directives. */
export interface DockerfileSyntax {
  readonly escape: "\\" | "`";
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly instructions: readonly RawInstruction[];
}

/**
 * Splits a Dockerfile with `dockerfile-ast`. Never throws: what the library cannot read is left out of the instruction.
 * `escape` is given for a part of a file that begins with a line of its own behind the parser directives.
 */
export function parseSyntax(text: string, lines: LineIndex, escape?: DockerfileSyntax["escape"]): DockerfileSyntax {
  const lead = escape === undefined ? "" : leadOf(escape);
  const leadLines = lead.split("\n").length - 1;
  const file = DockerfileParser.parse(lead + withoutSpacedDash(text));
  const offsetAt = ({ line, character }: Range["start"]): number =>
    lines.offsetAt({ line: line - leadLines, character });
  const toSpan = (range: Range): Span => span(offsetAt(range.start), offsetAt(range.end));
  const inForce = file.getEscapeCharacter() === "`" ? "`" : "\\";
  const instructions = readInstructions(file.getInstructions(), text, lines, toSpan);
  const bodies = instructions.flatMap((instruction) => instruction.heredocs.map((heredoc) => heredoc.bodySpan));
  const comments = file
    .getComments()
    .map((comment) => toSpan(comment.getRange()))
    .filter((place) => !bodies.some((body) => contains(body, place)))
    .map((place) => ({ span: place, text: text.slice(place.start, place.end) }));
  const directives = lead === "" ? file.getDirectives().map((directive) => readDirective(directive, toSpan)) : [];
  return { escape: inForce, directives, comments, instructions };
}

/** What the library does to find the arguments of an instruction. */
interface SplitsArguments {
  getRawArguments(): readonly Argument[];
}

/**
 * The library reads an instruction letter by letter each time that it is asked for a flag, a heredoc or a range, and once while it is
 * made: ten times for a `RUN`. This makes it keep what it found the first time; the array is a new one, since it takes the flags out.
 */
function keepArguments(instruction: SplitsArguments): void {
  const split = instruction.getRawArguments;
  const kept = new WeakMap<SplitsArguments, readonly Argument[]>();
  instruction.getRawArguments = function (this: SplitsArguments) {
    const found = kept.get(this) ?? split.call(this);
    kept.set(this, found);
    return [...found];
  };
}

keepArguments(Instruction.prototype as unknown as SplitsArguments);

/** What makes the library read a part as it does in its file: a directive, and a blank line behind which there are none. */
function leadOf(escape: DockerfileSyntax["escape"]): string {
  return escape === "`" ? "# escape=`\n\n" : "\n";
}

function readDirective(directive: ParserDirective, toSpan: ToSpan): Directive {
  return {
    span: toSpan(directive.getRange()),
    name: directive.getName().toLowerCase(),
    value: directive.getValue(),
    valueSpan: toSpan(directive.getValueRange() ?? directive.getRange()),
  };
}

/** Behind `<<- EOF` the library takes the rest of the file for a heredoc without a name; `<< EOF` it leaves alone. */
function withoutSpacedDash(text: string): string {
  return text.replace(/<<-(?=[ \t])/g, "<< ");
}

type Range = ReturnType<Instruction["getRange"]>;
type ToSpan = (range: Range) => Span;

function readInstructions(
  instructions: readonly Instruction[],
  text: string,
  lines: LineIndex,
  toSpan: ToSpan,
): RawInstruction[] {
  const read: RawInstruction[] = [];
  let end = 0;
  for (const instruction of instructions) {
    // A heredoc that only we recognise has been split into false instructions.
    if (toSpan(instruction.getRange()).start < end) continue;
    const raw = readInstruction(instruction, text, lines, toSpan);
    read.push(raw);
    end = raw.span.end;
  }
  return read;
}

function readInstruction(instruction: Instruction, text: string, lines: LineIndex, toSpan: ToSpan): RawInstruction {
  const whole = toSpan(instruction.getRange());
  const keywordSpan = toSpan(instruction.getInstructionRange());
  const flags = readFlags(instruction, toSpan);
  const keyword = instruction.getKeyword().toUpperCase();
  const heredocs = TAKES_HEREDOC.has(keyword) ? readHeredocs(instruction, text, whole, lines, toSpan) : [];
  const opener = TAKES_HEREDOC.has(keyword) && heredocs.length === 0 ? spacedOpener(text, whole, lines) : undefined;
  const trigger = readTrigger(instruction, text, lines, toSpan);
  const first = heredocs[0];
  const argumentsStart = flags[flags.length - 1]?.span.end ?? keywordSpan.end;
  return {
    keyword,
    keywordSpan,
    flags,
    heredocs,
    span: span(whole.start, Math.max(whole.end, heredocs[heredocs.length - 1]?.endSpan?.end ?? 0)),
    argumentsSpan: span(
      argumentsStart,
      Math.max(argumentsStart, first === undefined ? whole.end : first.bodySpan.start),
    ),
    properties: TAKES_PROPERTIES.has(keyword) ? readProperties(instruction as Env | Label | Arg, text, toSpan) : [],
    trigger,
    awaits: opener?.name ?? trigger?.awaits,
  };
}

const TAKES_HEREDOC = new Set(["RUN", "COPY", "ADD"]);
const TAKES_PROPERTIES = new Set(["ENV", "LABEL", "ARG"]);

function readFlags(instruction: Instruction, toSpan: ToSpan): Flag[] {
  if (!("getFlags" in instruction)) return [];
  return (instruction as ModifiableInstruction).getFlags().map((flag) => {
    const place = toSpan(flag.getRange());
    const value = flag.getValueRange();
    return {
      span: place,
      name: flag.getName().toLowerCase(),
      value: flag.getValue() ?? undefined,
      valueSpan: value === null ? span(place.end, place.end) : toSpan(value),
    };
  });
}

/** The library gives the name without its quotes, and a second property for the one in front of a backslash with blanks behind it. */
function readProperties(instruction: Env | Label | Arg, text: string, toSpan: ToSpan): RawProperty[] {
  let end = toSpan(instruction.getInstructionRange()).end;
  return instruction.getProperties().flatMap((property) => {
    const place = toSpan(property.getRange());
    const nameSpan = toSpan(property.getNameRange());
    const value = property.getValueRange();
    if (place.start < end || nameSpan.end <= nameSpan.start) return [];
    end = place.end;
    return {
      span: place,
      name: property.getName() || text.slice(nameSpan.start, nameSpan.end),
      nameSpan,
      valueSpan: value === null ? undefined : toSpan(value),
    };
  });
}

function readTrigger(
  instruction: Instruction,
  text: string,
  lines: LineIndex,
  toSpan: ToSpan,
): RawInstruction | undefined {
  if (!("getTriggerInstruction" in instruction)) return undefined;
  const trigger = (instruction as { getTriggerInstruction(): Instruction | null }).getTriggerInstruction();
  return trigger === null ? undefined : readInstruction(trigger, text, lines, toSpan);
}

interface LibraryHeredoc {
  readonly name: string;
  readonly start: Span;
  readonly nameSpan: Span;
  readonly content: Span | undefined;
  readonly delimiter: Span | undefined;
}

function readHeredocs(
  instruction: Instruction,
  text: string,
  whole: Span,
  lines: LineIndex,
  toSpan: ToSpan,
): Heredoc[] {
  const found = libraryHeredocs(instruction, toSpan).flatMap((heredoc) => {
    const { content } = heredoc;
    // `a << b` inside quotes yields a nameless heredoc without a body.
    if (heredoc.name === "" || content === undefined) return [];
    const opener = text.slice(heredoc.start.start, heredoc.nameSpan.end);
    return {
      name: heredoc.name,
      nameSpan: heredoc.nameSpan,
      isLiteral: /["']/.test(text.slice(heredoc.start.start, heredoc.nameSpan.end + 1)),
      stripsTabs: opener.includes("<<-"),
      bodySpan: bodyOf(content, heredoc.delimiter, lines),
      body: "",
      endSpan: heredoc.delimiter,
    };
  });
  const heredocs = found.length > 0 ? found : readSpacedHeredoc(text, whole, lines);
  return heredocs.map((heredoc) => ({ ...heredoc, body: text.slice(heredoc.bodySpan.start, heredoc.bodySpan.end) }));
}

/** The library ends the body before the last line break and the delimiter's tabs; the body runs up to the delimiter's line. */
function bodyOf(content: Span, delimiter: Span | undefined, lines: LineIndex): Span {
  const end = delimiter === undefined ? content.end : lines.lineStart(lines.lineAt(delimiter.start));
  return span(content.start, Math.max(content.start, end));
}

/** `getHeredocs()` throws on a comment with a backslash inside a continued line (dockerfile-ast issue 123). */
function libraryHeredocs(instruction: Instruction, toSpan: ToSpan): LibraryHeredoc[] {
  try {
    const withHeredocs = instruction as unknown as {
      getHeredocs(): {
        getName(): string;
        getStartRange(): Range;
        getNameRange(): Range;
        getContentRange(): Range | null;
        getDelimiterRange(): Range | null;
      }[];
    };
    return withHeredocs.getHeredocs().map((heredoc) => {
      const content = heredoc.getContentRange();
      const delimiter = heredoc.getDelimiterRange();
      return {
        name: heredoc.getName(),
        start: toSpan(heredoc.getStartRange()),
        nameSpan: toSpan(heredoc.getNameRange()),
        content: content === null ? undefined : toSpan(content),
        delimiter: delimiter === null ? undefined : toSpan(delimiter),
      };
    });
  } catch {
    return [];
  }
}

const SPACED_OPENER = /(?:^|\s)\d*<<(-?)[ \t]*(["']?)([A-Za-z_][\w.-]*)\2(?=[\s;|&>)]|$)/;

/**
 * `cat << 'EOF'` and `3<<EOF` are heredocs for whoever wrote them, but not for the library, which then takes the lines of the
 * body for instructions (dockerfile-ast issue 120). They count where a line with the delimiter closes them.
 */
function readSpacedHeredoc(text: string, whole: Span, lines: LineIndex): Heredoc[] {
  const opener = spacedOpener(text, whole, lines);
  if (opener === undefined) return [];
  const { lastLine, name, nameSpan, isLiteral, stripsTabs } = opener;
  for (let line = lastLine + 1; line < lines.lineCount; line++) {
    const [start, end] = [lines.lineStart(line), lines.lineEnd(line)];
    const content = text.slice(start, end);
    if ((stripsTabs ? content.replace(/^\t+/, "") : content) !== name) continue;
    return [
      {
        name,
        nameSpan,
        isLiteral,
        stripsTabs,
        bodySpan: span(lines.lineStart(lastLine + 1), start),
        body: "",
        endSpan: span(end - name.length, end),
      },
    ];
  }
  return [];
}

interface SpacedOpener extends Pick<Heredoc, "name" | "nameSpan" | "isLiteral" | "stripsTabs"> {
  /** The last line of the instruction, behind which the body begins. */
  readonly lastLine: number;
}

function spacedOpener(text: string, whole: Span, lines: LineIndex): SpacedOpener | undefined {
  const lastLine = lines.lineAt(whole.end);
  const lineStart = Math.max(whole.start, lines.lineStart(lastLine));
  const match = SPACED_OPENER.exec(text.slice(lineStart, whole.end));
  if (match === null) return undefined;
  const [opener, dash, quote = "", name = ""] = match;
  const nameEnd = lineStart + match.index + opener.length - quote.length;
  const nameSpan = span(nameEnd - name.length, nameEnd);
  return { lastLine, name, nameSpan, isLiteral: quote !== "", stripsTabs: dash === "-" };
}
