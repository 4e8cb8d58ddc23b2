import * as unbash from "unbash";
import { EmbeddedBuilder, type EmbeddedText, embeddedSlice, embeddedSpan, embedWhole } from "../text/embedded.ts";
import { type Span, span } from "../text/span.ts";
import { runScript, unreadScript } from "./interpret.ts";
import type { ShellContext, ShellScript } from "./syntax.ts";
import type {
  AndOrItem,
  ScriptTree,
  SimpleCommand,
  Statement,
  TreeAssignment,
  TreeNode,
  TreePart,
  TreeRedirect,
  TreeWord,
} from "./tree.ts";

/**
 * Reads a script into the commands that it runs. Only POSIX-like shells are read; for others the script is a gap.
 * Never throws: what cannot be read is in `gaps`, and what stands around it is read all the same.
 */
export function parseShell(source: EmbeddedText, context: ShellContext): ShellScript {
  if (context.dialect !== "posix") return unreadScript(source, context);
  return runScript(parseTree(source), context, { source, parse: parseTree });
}

/** More stray brackets than this are no script. */
const MOST_RECOVERIES = 20;

function parseTree(source: EmbeddedText): ScriptTree {
  const plain = withoutCarriageReturns(source);
  if (opensTooMany(plain.text)) {
    const place = embeddedSpan(plain, 0, plain.text.length);
    return { statements: [], errors: [{ span: place, message: "expansions are nested too deeply to be read" }] };
  }
  const reader = new TreeReader(plain);
  const statements: Statement[] = [];
  const errors: { span: Span; message: string }[] = [];
  let from = 0;
  for (let round = 0; round < MOST_RECOVERIES; round++) {
    const script = round === 0 ? unbash.parse(plain.text) : unbash.parseRegion(plain.text, from, plain.text.length);
    const read = reader.statements(script.commands);
    statements.push(...(round === 0 ? read : read.map(asFollowing)));
    for (const { pos, message } of script.errors ?? []) {
      errors.push({ span: embeddedSpan(plain, pos, Math.min(pos + 1, plain.text.length)), message });
    }
    const next = resumeAt(script, plain.text);
    if (next === undefined || next <= from) break;
    from = next;
  }
  return { statements, errors };
}

/** More `${` than this that are open at once are no script, and take the parser time by the square. */
const MOST_OPEN = 200;

function opensTooMany(text: string): boolean {
  let open = 0;
  for (const [mark] of text.matchAll(/\$\{|\}/g)) {
    open = mark === "}" ? Math.max(0, open - 1) : open + 1;
    if (open > MOST_OPEN) return true;
  }
  return false;
}

/** The parser drops what follows an unexpected token; reading goes on behind it and behind the operators that come next. */
function resumeAt(script: unbash.ParsedScript, text: string): number | undefined {
  const error = script.errors?.find(({ message }) => message.startsWith("unexpected token"));
  const last = script.commands[script.commands.length - 1];
  if (error === undefined || (last !== undefined && last.end > error.pos)) return undefined;
  const skipped = /^[\s;&|)}]*/.exec(text.slice(error.pos + 1))?.[0].length ?? 0;
  const next = error.pos + 1 + skipped;
  return next < text.length ? next : undefined;
}

function asFollowing(statement: Statement): Statement {
  return statement.separator === "start" ? { ...statement, separator: ";" } : statement;
}

/** A carriage return before a line feed would become part of a word. */
function withoutCarriageReturns(source: EmbeddedText): EmbeddedText {
  if (!source.text.includes("\r\n")) return source;
  const plain = new EmbeddedBuilder(source.offsetAt(0));
  let from = 0;
  for (const { index } of source.text.matchAll(/\r(?=\n)/g)) {
    plain.add(source, from, index);
    from = index + 1;
  }
  plain.add(source, from, source.text.length);
  return plain.build();
}

/** Substitutions inside substitutions deeper than this are left unread. */
const DEEPEST = 60;

type Quoting = "none" | "double";

/** Turns the parser's nodes into ours, with file offsets. */
class TreeReader {
  constructor(
    private readonly source: EmbeddedText,
    private readonly depth = 0,
  ) {}

  statements(statements: readonly unbash.Statement[]): readonly Statement[] {
    if (this.depth > DEEPEST) return [];
    return statements.map((statement, i) => ({
      node: this.node(statement.command),
      separator: this.separator(statements[i - 1], statement),
    }));
  }

  private separator(previous: unbash.Statement | undefined, statement: unbash.Statement): Statement["separator"] {
    if (previous === undefined) return "start";
    if (previous.background === true) return "&";
    return this.source.text.slice(previous.end, statement.pos).includes("\n") ? "newline" : ";";
  }

  private span(node: { readonly pos: number; readonly end: number }): Span {
    return embeddedSpan(this.source, node.pos, node.end);
  }

  private node(node: unbash.PipelineNode | unbash.AndOr | unbash.CompoundList): TreeNode {
    if (node.type === "AndOr") return this.andOr(node);
    if (node.type === "Pipeline") return this.pipeline(node);
    if (node.type === "Command") return this.command(node);
    return this.deeper().compound(node, []);
  }

  private deeper(): TreeReader {
    return new TreeReader(this.source, this.depth + 1);
  }

  private andOr({ commands, operators, ...place }: unbash.AndOr): TreeNode {
    const items = commands.map((command, i): AndOrItem => ({ operator: operators[i - 1], node: this.node(command) }));
    return { kind: "and-or", span: this.span(place), items };
  }

  private pipeline({ commands, prefixes, ...place }: unbash.Pipeline): TreeNode {
    const members = commands.map((command) => this.node(command));
    const isNegated = prefixes.filter(({ type }) => type === "Negation").length % 2 === 1;
    return { kind: "pipeline", span: this.span(place), members, isNegated };
  }

  private compound(
    node: Exclude<unbash.CommandNode, unbash.Command> | unbash.CompoundList,
    redirects: readonly TreeRedirect[],
  ): TreeNode {
    switch (node.type) {
      case "Redirected":
        return this.compound(node.command, [...this.redirects(node.redirects), ...redirects]);
      case "If": {
        const branches = [node.then, ...node.elif.flatMap(({ clause, then }) => [clause, then]), node.else];
        return this.branches(node, [], node.clause, branches, redirects);
      }
      case "While":
        return this.branches(node, [], node.clause, [node.body], redirects);
      case "Case": {
        const bodies = node.items.map(({ body }) => body);
        const patterns = node.items.flatMap(({ pattern }) => pattern);
        return this.branches(node, [node.word, ...patterns], undefined, bodies, redirects);
      }
      case "For":
      case "Select":
        return this.loop(node, node.name.value, node.wordlist, redirects);
      case "ArithmeticFor":
        return this.loop(node, "", undefined, redirects);
      case "TestCommand":
        return {
          kind: "test",
          span: this.span(node),
          words: testWords(node.expression).map((word) => this.word(word)),
        };
      case "ArithmeticCommand":
        return { kind: "test", span: this.span(node), words: [] };
      case "Function":
        return { kind: "function", span: this.span(node), name: node.name.value, body: this.node(node.body) };
      case "Coproc":
        return this.group(node, true, [this.node(node.body)], redirects);
      default: {
        const { commands } = node.type === "CompoundList" ? node : node.body;
        const body = this.statements(commands);
        return {
          kind: "group",
          span: this.extent(node, [body]),
          isSubshell: node.type === "Subshell",
          body,
          redirects,
        };
      }
    }
  }

  private group(
    place: { readonly pos: number; readonly end: number },
    isSubshell: boolean,
    nodes: readonly TreeNode[],
    redirects: readonly TreeRedirect[],
  ): TreeNode {
    const body = nodes.map((node): Statement => ({ node, separator: "start" }));
    return { kind: "group", span: this.span(place), isSubshell, body, redirects };
  }

  private branches(
    node: { readonly pos: number; readonly end: number },
    words: readonly unbash.Word[],
    condition: unbash.CompoundList | undefined,
    bodies: readonly (unbash.CompoundList | undefined)[],
    redirects: readonly TreeRedirect[],
  ): TreeNode {
    const read = (list: unbash.CompoundList | undefined): readonly Statement[] => this.statements(list?.commands ?? []);
    const [tested, branches] = [read(condition), bodies.map(read)];
    return {
      kind: "branches",
      span: this.extent(node, [tested, ...branches]),
      words: words.map((word) => this.word(word)),
      condition: tested,
      branches,
      redirects,
    };
  }

  private loop(
    node: { readonly pos: number; readonly end: number; readonly body: unbash.CompoundList },
    variable: string,
    words: readonly unbash.Word[] | undefined,
    redirects: readonly TreeRedirect[],
  ): TreeNode {
    const body = this.statements(node.body.commands);
    const read = words?.map((word) => this.word(word));
    return { kind: "for", span: this.extent(node, [body]), variable, words: read, body, redirects };
  }

  /** A compound command that is not closed yet has no range of its own. */
  private extent(
    node: { readonly pos: number; readonly end: number },
    bodies: readonly (readonly Statement[])[],
  ): Span {
    if (node.end > node.pos) return this.span(node);
    const spans = bodies.flat().map((statement) => statement.node.span);
    if (spans.length === 0) return this.span(node);
    return span(Math.min(...spans.map(({ start }) => start)), Math.max(...spans.map(({ end }) => end)));
  }

  private command(node: unbash.Command): SimpleCommand {
    const words: TreeWord[] = node.name === undefined ? [] : [this.word(node.name)];
    const assignments: TreeAssignment[] = [];
    const redirects: TreeRedirect[] = [];
    for (const piece of [...node.prefix, ...node.suffix]) {
      if (piece.type === "Word") words.push(this.word(piece));
      else if (piece.type === "Assignment") assignments.push(this.assignment(piece));
      else redirects.push(...this.redirects([piece]));
    }
    return { kind: "simple", span: this.span(node), words, assignments, redirects };
  }

  private assignment(node: unbash.Assignment): TreeAssignment {
    const nameSpan = embeddedSpan(this.source, node.pos, node.pos + node.name.length);
    const { value } = node;
    const word =
      value.type === "Word"
        ? this.word(value)
        : { span: this.span(value), raw: this.source.text.slice(value.pos, value.end), parts: this.array(value) };
    return { span: this.span(node), name: node.name, nameSpan, value: word, isAppended: node.append === true };
  }

  /** The value of an array is not followed; the commands in it run all the same. */
  private array(value: unbash.ArrayValue): readonly TreePart[] {
    const place: TreePart = { kind: "arithmetic", span: this.span(value) };
    return [place, ...value.elements.flatMap((element) => this.word(element).parts)];
  }

  private redirects(redirects: readonly unbash.Redirection[]): readonly TreeRedirect[] {
    return redirects.flatMap((redirect): readonly TreeRedirect[] => {
      const place = this.span(redirect);
      if (redirect.type === "HereDoc") return [this.heredoc(redirect, place)];
      if (redirect.target === undefined) return [];
      const target = this.word(redirect.target);
      if (redirect.type === "HereString") return [{ kind: "here-string", span: place, target }];
      const { operator, descriptor } = redirect;
      const number = descriptor?.type === "FileDescriptor" ? descriptor.value : undefined;
      return [{ kind: "file", span: place, operator, descriptor: number, target }];
    });
  }

  private heredoc({ delimiter, body }: unbash.HereDoc, place: Span): TreeRedirect {
    const content = embeddedSlice(this.source, body.pos, body.end);
    const isLiteral = delimiter?.quoted === true;
    const whole: TreePart = { kind: "literal", span: this.span(body), content, isQuoted: true };
    const parts = isLiteral || body.parts === undefined ? [whole] : this.parts(body.parts, "double");
    const { value: name = "" } = delimiter ?? {};
    return {
      kind: "heredoc",
      span: place,
      delimiter: name,
      isLiteral,
      body: content,
      bodySpan: this.span(body),
      parts,
    };
  }

  private word(word: unbash.Word): TreeWord {
    if (word.parts === undefined) {
      const whole = this.literal(word, word.value, "none", false);
      return { span: whole.span, raw: word.text, parts: [whole] };
    }
    return { span: this.span(word), raw: word.text, parts: this.parts(word.parts, "none") };
  }

  private parts(parts: readonly unbash.WordPart[], quoting: Quoting): readonly TreePart[] {
    return parts.flatMap((part) => this.part(part, quoting));
  }

  private part(part: unbash.WordPart, quoting: Quoting): readonly TreePart[] {
    const isQuoted = quoting === "double";
    switch (part.type) {
      case "Literal":
        return [this.literal(part, part.value, quoting, isQuoted)];
      case "SingleQuoted":
        return [this.inner(part, 1, part.value)];
      case "AnsiCQuoted":
        return [this.inner(part, 2, part.value)];
      case "DoubleQuoted":
        return part.parts.length === 0 ? [this.inner(part, 1, "")] : this.parts(part.parts, "double");
      case "LocaleString":
        return part.parts.length === 0 ? [this.inner(part, 2, "")] : this.parts(part.parts, "double");
      case "Glob":
      case "ExtendedGlob":
        return [{ kind: "glob", span: this.span(part), text: part.text }];
      case "BraceExpansion":
        return [{ kind: "braces", span: this.span(part), text: part.text }];
      case "SimpleExpansion":
        return [this.variable(part, part.text.slice(1), isQuoted)];
      case "ParameterExpansion":
        return [this.parameter(part, isQuoted)];
      case "CommandExpansion":
        return [{ kind: "substitution", span: this.span(part), body: this.script(part.script, this.span(part)) }];
      case "ProcessSubstitution": {
        const body = this.script(part.script, this.span(part));
        return [{ kind: "process", span: this.span(part), direction: part.operator, body }];
      }
      case "ArithmeticExpansion":
        return [{ kind: "arithmetic", span: this.span(part) }];
    }
  }

  private script(script: unbash.ParsedScript | undefined, whole: Span): readonly Statement[] {
    if (script === undefined) return [];
    // Commands in nested backquotes have lost their places: the whole substitution stands for each.
    const source = script.source === undefined ? this.source : embedWhole(script.source, whole);
    return new TreeReader(source, this.depth + 1).statements(script.commands);
  }

  private variable(part: unbash.SimpleExpansionPart, name: string, isQuoted: boolean): TreePart {
    const none = { operator: undefined, operand: undefined, replacement: undefined };
    return { kind: "variable", span: this.span(part), raw: part.text, name, ...none, isQuoted };
  }

  private parameter(part: unbash.ParameterExpansionPart, isQuoted: boolean): TreePart {
    const { operation, prefix, index } = part;
    const operator = prefix === undefined && index === undefined ? operation?.operator : (prefix ?? "[]");
    const operand = operation !== undefined && "operand" in operation ? operation.operand : undefined;
    const [pattern, replacement] =
      operation?.type === "Replace" ? [operation.pattern, operation.replacement] : [operand, undefined];
    return {
      kind: "variable",
      span: this.span(part),
      raw: part.text,
      name: part.parameter,
      // `${#X}` is a length, `${X#…}` cuts a head.
      operator: prefix === "#" ? "length" : operator,
      operand: pattern === undefined ? undefined : this.word(pattern),
      replacement: replacement === undefined ? undefined : this.word(replacement),
      isQuoted,
    };
  }

  /** A quoted text, without its quotes. */
  private inner(part: { readonly pos: number; readonly end: number }, opening: number, value: string): TreePart {
    const start = Math.min(part.pos + opening, part.end);
    const isClosed = part.end - start > 0 && /["']/.test(this.source.text[part.end - 1] ?? "");
    return this.literal({ pos: start, end: isClosed ? part.end - 1 : part.end }, value, "double", true);
  }

  private literal(
    { pos, end }: { readonly pos: number; readonly end: number },
    value: string,
    quoting: Quoting,
    isQuoted: boolean,
  ): TreePart {
    const place = embeddedSpan(this.source, pos, end);
    const written = embeddedSlice(this.source, pos, end);
    const content = written.text === value ? written : decoded(written, value, quoting, place);
    return { kind: "literal", span: place, content, isQuoted };
  }
}

function testWords(expression: unbash.TestExpression): readonly unbash.Word[] {
  switch (expression.type) {
    case "TestUnary":
      return [expression.operand];
    case "TestBinary":
      return [expression.left, expression.right];
    case "TestLogical":
      return expression.operands.flatMap(testWords);
    case "TestNot":
      return testWords(expression.operand);
    case "TestGroup":
      return testWords(expression.expression);
  }
}

/** The text after its escapes are read, each unit with the place of its spelling (POSIX Shell Command Language 2.2). */
function decoded(written: EmbeddedText, value: string, quoting: Quoting, place: Span): EmbeddedText {
  const read = new EmbeddedBuilder(place.start);
  for (let i = 0; i < written.text.length; ) {
    const next = written.text[i + 1];
    const isEscape = written.text[i] === "\\" && next !== undefined && (quoting === "none" || /[$`"\\\n]/.test(next));
    const length = isEscape ? 2 : 1;
    if (!isEscape) read.add(written, i, i + 1);
    else if (next !== "\n") read.addSpelled(next, written.offsetAt(i), written.endAt(i + length));
    i += length;
  }
  const content = read.build(place.end);
  return content.text === value ? content : embedWhole(value, place);
}
