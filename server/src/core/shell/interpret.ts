import { type EmbeddedText, embedWhole } from "../text/embedded.ts";
import type { Gap } from "../text/gap.ts";
import { known, knownValue, type Resolved, unknown } from "../text/resolved.ts";
import { type Span, span } from "../text/span.ts";
import { wordValue } from "./expand.ts";
import { executedCommands, type NestedScript, nestedScripts } from "./nested.ts";
import { ShellState } from "./state.ts";
import type {
  Assignment,
  Certainty,
  Invocation,
  Pipeline,
  Redirect,
  ShellContext,
  ShellScript,
  Step,
  Word,
  WordPart,
} from "./syntax.ts";
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
import { contentOf, keepContent } from "./word-content.ts";
import { commandName, unwrap } from "./wrappers.ts";

/** The text that a tree was read from, and how scripts inside of it are read. */
export interface ScriptSource {
  readonly source: EmbeddedText;
  readonly parse: (source: EmbeddedText) => ScriptTree;
}

/** A script in a language that is not read. */
export function unreadScript(source: EmbeddedText, { dialect }: ShellContext): ShellScript {
  const place = span(source.offsetAt(0), source.endAt(source.text.length));
  const language = { powershell: "PowerShell", cmd: "cmd.exe batch", other: "another language", posix: "shell" }[
    dialect
  ];
  const gaps = source.text.trim() === "" ? [] : [{ span: place, why: `commands in ${language} are not analysed` }];
  return { dialect, span: place, steps: [], invocations: [], controlWords: [], gaps };
}

/** Follows a script from command to command. */
export function runScript(tree: ScriptTree, context: ShellContext, { source, parse }: ScriptSource): ShellScript {
  const runner = new ScriptRunner(context, parse);
  runner.runTop(tree);
  return {
    dialect: context.dialect,
    span: span(source.offsetAt(0), source.endAt(source.text.length)),
    steps: runner.steps,
    invocations: runner.invocations,
    controlWords: runner.controlWords,
    gaps: runner.gaps,
  };
}

/** Scripts in scripts, and functions in functions, deeper than this are left unread. */
const DEEPEST = 8;
/** Calls of functions that are followed: functions that call each other would multiply without end. */
const MOST_CALLS = 100;

/** How a part of the script comes to run. */
interface Flow {
  readonly certainty: Certainty;
  readonly context: Invocation["context"];
  readonly step: number;
  readonly home: Resolved<string>;
  readonly depth: number;
  /** The pipeline it is a member of, if any. */
  readonly pipeline: MutablePipeline | undefined;
  /** Redirections of the compound commands around it. */
  readonly redirects: readonly Redirect[];
}

interface MutablePipeline extends Pipeline {
  readonly commands: Invocation[];
}

class ScriptRunner {
  readonly steps: Step[] = [];
  readonly invocations: Invocation[] = [];
  readonly controlWords: Word[] = [];
  readonly gaps: Gap[] = [];
  private readonly state: ShellState;
  private readonly functions = new Map<string, { readonly body: TreeNode; isCalled: boolean }>();
  private calls = 0;

  constructor(
    private readonly context: ShellContext,
    private readonly parse: (source: EmbeddedText) => ScriptTree,
  ) {
    this.state = new ShellState(context);
  }

  runTop({ statements, errors }: ScriptTree): void {
    this.noteErrors(errors);
    const home = this.context.home;
    const flow: Flow = {
      certainty: "always",
      context: "script",
      step: 0,
      home,
      depth: 0,
      pipeline: undefined,
      redirects: [],
    };
    for (const [i, { node, separator }] of statements.entries()) {
      const isLast = i === statements.length - 1;
      const items: readonly AndOrItem[] = node.kind === "and-or" ? node.items : [{ operator: undefined, node }];
      const first = this.steps.length;
      for (const item of items) this.steps.push(stepOf(item, separator));
      this.andOr(items, isLast, (item) => ({ ...flow, step: first + item }));
    }
    this.runUncalled({ ...flow, certainty: "maybe", context: "function" });
  }

  private noteErrors(errors: ScriptTree["errors"]): void {
    for (const error of errors)
      this.gaps.push({ span: error.span, why: `the shell syntax is wrong: ${error.message}` });
  }

  /** Whoever sources the script may call them. */
  private runUncalled(flow: Flow): void {
    for (const entry of [...this.functions.values()]) {
      if (entry.isCalled) continue;
      this.state.inSubshell(() => this.node(entry.body, { ...flow, step: Math.max(0, this.steps.length - 1) }));
    }
  }

  private statements(statements: readonly Statement[], flow: Flow): void {
    for (const [i, { node }] of statements.entries()) {
      if (node.kind === "and-or") this.andOr(node.items, i === statements.length - 1, () => flow);
      else this.node(node, flow);
    }
  }

  /** Items that may not run are branches; neighbours of them run together. */
  private andOr(items: readonly AndOrItem[], isLast: boolean, flowOf: (index: number) => Flow): void {
    const mayNotRun = skippable(items, isLast);
    for (let i = 0; i < items.length; ) {
      let end = i + 1;
      if (mayNotRun(i)) while (mayNotRun(end) && items[end]?.operator === "&&") end++;
      const certainty = mayNotRun(i) ? { certainty: "maybe" as const } : {};
      const together = items.slice(i, end).map(({ node }, at) => ({ node, flow: { ...flowOf(i + at), ...certainty } }));
      const run = (): void => {
        for (const { node, flow } of together) this.node(node, flow);
      };
      if (mayNotRun(i)) this.state.inBranches([run]);
      else run();
      i = end;
    }
  }

  private node(node: TreeNode, flow: Flow): void {
    switch (node.kind) {
      case "simple":
        this.simple(node, flow);
        break;
      case "pipeline":
        this.pipeline(node, flow);
        break;
      case "and-or":
        this.andOr(node.items, true, () => flow);
        break;
      case "group":
        this.group(node, flow);
        break;
      case "branches":
        this.branches(node, flow);
        break;
      case "for":
        this.loop(node, flow);
        break;
      case "function":
        this.functions.set(node.name, { body: node.body, isCalled: false });
        break;
      case "test":
        this.readControlWords(node.words, flow);
    }
  }

  private pipeline({ members, span: place }: TreeNode & { readonly kind: "pipeline" }, flow: Flow): void {
    const [only] = members;
    if (members.length === 1 && only !== undefined) {
      this.node(only, flow);
      return;
    }
    const pipeline: MutablePipeline = { commands: [], span: place };
    for (const member of members) this.state.inSubshell(() => this.node(member, { ...flow, pipeline }));
  }

  private group({ isSubshell, body, redirects }: TreeNode & { readonly kind: "group" }, flow: Flow): void {
    const inner = this.redirected(redirects, flow);
    const run = (): void => this.statements(body, inner);
    if (isSubshell) this.state.inSubshell(run);
    else run();
  }

  private branches(node: TreeNode & { readonly kind: "branches" }, flow: Flow): void {
    const inner = this.redirected(node.redirects, flow);
    this.readControlWords(node.words, flow);
    this.statements(node.condition, inner);
    const maybe: Flow = { ...inner, certainty: "maybe" };
    this.state.inBranches(node.branches.map((branch) => () => this.statements(branch, maybe)));
  }

  /** A loop over words that are written out runs at least once. */
  private loop(node: TreeNode & { readonly kind: "for" }, flow: Flow): void {
    const inner = this.redirected(node.redirects, flow);
    const words = this.readControlWords(node.words ?? [], flow);
    const isEntered = words.some(({ value, isPattern }) => value.kind === "known" && !isPattern);
    const [only] = words;
    const run = (certainty: Certainty): void => {
      this.state.assign(
        node.variable,
        words.length === 1 && only !== undefined && !only.isPattern
          ? only.value
          : unknown(`\`${node.variable}\` takes several values in a loop`),
      );
      this.statements(node.body, { ...inner, certainty });
    };
    if (isEntered) run(flow.certainty);
    else this.state.inBranches([() => run("maybe")]);
  }

  private readControlWords(written: readonly TreeWord[], flow: Flow): readonly Word[] {
    const words = written.map((word) => this.word(word, flow));
    this.controlWords.push(...words);
    return words;
  }

  private redirected(redirects: readonly TreeRedirect[], flow: Flow): Flow {
    if (redirects.length === 0) return flow;
    return { ...flow, redirects: [...flow.redirects, ...redirects.map((redirect) => this.redirect(redirect, flow))] };
  }

  private simple(command: SimpleCommand, flow: Flow): void {
    const assignments = command.assignments.map((assignment) => this.assignment(assignment, flow));
    const words = command.words.map((word) => this.word(word, flow));
    const redirects = command.redirects.map((redirect) => this.redirect(redirect, flow));
    this.command({ words, assignments, redirects: [...redirects, ...flow.redirects], span: command.span }, flow);
  }

  private command(read: ReadCommand, flow: Flow): void {
    const { words, wrappers, assignments, changesUser } = unwrap(read.words);
    const [nameWord, ...args] = words;
    const { pipeline = { commands: [], span: read.span } } = flow;
    const variableHome = this.state.variable("HOME");
    const home = variableHome.kind === "known" ? variableHome : flow.home;
    const invocation: Invocation = {
      name: nameWord === undefined ? undefined : commandName(nameWord),
      nameWord,
      args,
      assignments: [...read.assignments, ...assignments],
      redirects: read.redirects,
      span: read.span,
      wrappers,
      certainty: flow.certainty,
      cwd: this.state.cwd,
      home: changesUser ? OTHER_HOME : home,
      pipeline,
      index: pipeline.commands.length,
      context: flow.context,
      step: flow.step,
    };
    pipeline.commands.push(invocation);
    this.invocations.push(invocation);
    this.noteUnknownName(invocation);
    this.applyBuiltin(invocation);
    this.runInner(invocation, { ...flow, home: invocation.home, pipeline: undefined, redirects: [] });
  }

  private noteUnknownName({ name, nameWord }: Invocation): void {
    if (name !== undefined || nameWord === undefined || nameWord.raw === "") return;
    const why = nameWord.value.kind === "unknown" ? nameWord.value.why : "it is empty";
    this.gaps.push({ span: nameWord.span, why: `which command runs here is not known: ${why}` });
  }

  /** Commands of the shell itself that change its variables or its folder. */
  private applyBuiltin({ name, args, assignments, home }: Invocation): void {
    switch (name) {
      case undefined:
      case "export":
      case "declare":
      case "typeset":
      case "local":
      case "readonly":
        for (const { name: variable, value } of assignments) this.state.assign(variable, value.value);
        return;
      case "read":
      case "mapfile":
      case "readarray":
      case "getopts":
        for (const word of args) this.forget(word, `\`${name}\` sets it`);
        return;
      case "unset":
        for (const word of args) this.forget(word, "it is unset");
        return;
      case "cd":
        this.state.enter(folderOf(args, home));
        return;
      case "pushd":
        this.state.push(folderOf(args, home));
        return;
      case "popd":
        this.state.pop();
    }
  }

  private forget(word: Word, why: string): void {
    const name = knownValue(word.value);
    if (name !== undefined && /^[A-Za-z_]\w*$/.test(name)) this.state.assign(name, unknown(why));
  }

  private runInner(invocation: Invocation, flow: Flow): void {
    if (flow.depth >= DEEPEST) return;
    const inner: Flow = { ...flow, depth: flow.depth + 1 };
    for (const script of nestedScripts(invocation)) this.nested(script, inner);
    for (const words of executedCommands(invocation)) {
      const place = span(words[0]?.span.start ?? invocation.span.start, words.at(-1)?.span.end ?? invocation.span.end);
      const command = { words, assignments: [], redirects: [], span: place };
      this.state.inSubshell(() => this.command(command, { ...inner, context: "exec-argument" }));
    }
    this.call(invocation, inner);
  }

  private nested({ parts, isSameShell, isDeferred, changesUser }: NestedScript, flow: Flow): void {
    const tree = this.parse(contentOf(parts));
    this.noteErrors(tree.errors);
    const inner: Flow = {
      ...flow,
      context: "shell-argument",
      home: changesUser ? OTHER_HOME : flow.home,
      certainty: isDeferred ? "maybe" : flow.certainty,
    };
    const run = (): void => this.statements(tree.statements, inner);
    if (isSameShell) run();
    else this.state.inSubshell(run);
  }

  private call({ name }: Invocation, flow: Flow): void {
    const called = name === undefined ? undefined : this.functions.get(name);
    if (called === undefined || this.calls >= MOST_CALLS) return;
    this.calls++;
    called.isCalled = true;
    this.node(called.body, { ...flow, context: "function" });
  }

  private assignment({ span: place, name, nameSpan, value, isAppended }: TreeAssignment, flow: Flow): Assignment {
    const word = this.word(value, flow);
    if (!isAppended) return { span: place, name, nameSpan, value: word };
    const [before, added] = [this.state.variable(name), word.value];
    const whole =
      before.kind === "known" && added.kind === "known"
        ? known(before.value + added.value)
        : unknown(`what \`${name}\` was before is not known`);
    return { span: place, name, nameSpan, value: { ...word, value: whole } };
  }

  private redirect(redirect: TreeRedirect, flow: Flow): Redirect {
    if (redirect.kind !== "heredoc") return { ...redirect, target: this.word(redirect.target, flow) };
    const { body, parts, ...rest } = redirect;
    return { ...rest, body: body.text, parts: this.parts(parts, flow) };
  }

  private word({ span: place, raw, parts: written }: TreeWord, flow: Flow): Word {
    const parts = this.parts(written, flow);
    const isPattern = parts.some(({ kind }) => kind === "glob" || kind === "braces");
    return { span: place, raw, parts, value: wordValue(parts, (name) => this.state.variable(name)), isPattern };
  }

  private parts(parts: readonly TreePart[], flow: Flow): readonly WordPart[] {
    return parts.map((part) => this.part(part, flow));
  }

  private part(part: TreePart, flow: Flow): WordPart {
    switch (part.kind) {
      case "literal": {
        const { span: place, content, isQuoted } = part;
        const literal: WordPart = { kind: "literal", span: place, value: content.text, quoted: isQuoted };
        keepContent(literal, content);
        return literal;
      }
      case "variable": {
        const { raw, operand, replacement, isQuoted, ...rest } = part;
        const variable: WordPart = {
          ...rest,
          operand: operand && this.word(operand, flow),
          replacement: replacement && this.word(replacement, flow),
          quoted: isQuoted,
        };
        keepContent(variable, embedWhole(raw, part.span));
        return variable;
      }
      case "substitution":
        return { kind: "substitution", span: part.span, commands: this.capture(part.body, "substitution", flow) };
      case "process": {
        const commands = this.capture(part.body, "process-substitution", flow);
        return { kind: "process", span: part.span, direction: part.direction, commands };
      }
      default:
        return part;
    }
  }

  /** The commands of a substitution, which run before the command whose word they stand in. */
  private capture(body: readonly Statement[], context: Invocation["context"], flow: Flow): readonly Invocation[] {
    const first = this.invocations.length;
    const inner: Flow = { ...flow, context, pipeline: undefined, redirects: [] };
    this.state.inSubshell(() => this.statements(body, inner));
    return this.invocations.slice(first);
  }
}

interface ReadCommand {
  readonly words: readonly Word[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  readonly span: Span;
}

const OTHER_HOME = unknown("the home of the other user is not known");

function stepOf({ operator, node }: AndOrItem, separator: Statement["separator"]): Step {
  return { span: node.span, separator: operator ?? separator, isSimple: node.kind === "simple" };
}

/**
 * Which parts of `a && b || c` may be skipped in a build that goes on: those behind `||`; those behind `&&` where a later `||`
 * catches the failure, or where a test decides and the script goes on after the list.
 */
function skippable(items: readonly AndOrItem[], isLast: boolean): (index: number) => boolean {
  const lastOr = items.findLastIndex(({ operator }) => operator === "||");
  const firstTest = isLast ? -1 : items.findIndex(({ node }) => isTest(node));
  return (index) => {
    const operator = items[index]?.operator;
    if (operator === undefined) return false;
    return operator === "||" || index < lastOr || (firstTest >= 0 && index > firstTest);
  };
}

const TESTS = new Set(["test", "[", "grep", "egrep", "fgrep", "command", "which", "type", "hash", "getent", "id"]);

function isTest(node: TreeNode): boolean {
  if (node.kind === "test") return true;
  if (node.kind === "pipeline") {
    const last = node.members[node.members.length - 1];
    return node.isNegated || (last !== undefined && isTest(last));
  }
  return node.kind === "simple" && TESTS.has(node.words[0]?.raw ?? "");
}

/** Where `cd` and `pushd` go; undefined where that is not known. */
function folderOf(args: readonly Word[], home: Resolved<string>): string | undefined {
  const operand = args.find(({ raw }) => !/^-[LPe@]+$|^--$/.test(raw));
  if (operand === undefined) return knownValue(home);
  const path = knownValue(operand.value);
  if (path === undefined || path === "-" || path === "" || operand.isPattern) return undefined;
  if (path === "~") return knownValue(home);
  if (!path.startsWith("~")) return path;
  const base = knownValue(home);
  return base === undefined || !path.startsWith("~/") ? undefined : `${base}/${path.slice(2)}`;
}
