import { parseImageReference } from "../image/reference.ts";
import { type EmbeddedText, embeddedSlice } from "../text/embedded.ts";
import type { Gap } from "../text/gap.ts";
import { indexLines } from "../text/lines.ts";
import { joinPath } from "../text/path.ts";
import { known, knownValue, type Resolved, UNSET, unknown } from "../text/resolved.ts";
import { type Span, span } from "../text/span.ts";
import { expandWord, unquote, type VariableLookup } from "./expand.ts";
import { joinLines } from "./logical.ts";
import type {
  BuildState,
  CommandInstruction,
  CommandText,
  CopyInstruction,
  CopySource,
  DockerfileModel,
  DockerWord,
  FromInstruction,
  Instruction,
  Mount,
  NamedValue,
  RunInstruction,
  ShellSetting,
  Stage,
  StageBase,
  UserSetting,
} from "./model.ts";
import { parseSyntax, type RawInstruction, type RawProperty } from "./parse.ts";
import { dialectOf, readScripts } from "./run.ts";
import { globalUnset, imageUnset, VariableScope } from "./scope.ts";
import { chainOf } from "./stages.ts";
import { startWorkdir } from "./start-workdir.ts";
import { type JsonWord, readJsonArray, splitWords } from "./words.ts";

/** How a Dockerfile is to be read. */
export interface DockerfileOptions {
  /** Name or index of the stage that is shipped; the last one by default. */
  readonly target?: string;
}

/** Reads and interprets a Dockerfile. Never throws; what could not be read is in `gaps`. */
export function interpretDockerfile(text: string, options: DockerfileOptions = {}): DockerfileModel {
  const lines = indexLines(text);
  const syntax = parseSyntax(text, lines);
  const builder = new ModelBuilder(text, syntax.escape);
  for (const raw of syntax.instructions) builder.add(raw);
  const stages = builder.finish();
  const shipped = shippedStage(stages, options.target);
  return {
    kind: "dockerfile",
    text,
    lines,
    escape: syntax.escape,
    directives: syntax.directives,
    comments: syntax.comments,
    instructions: builder.instructions,
    stages,
    shipped,
    shippedChain: shipped === undefined ? [] : chainOf(shipped),
    gaps: builder.gaps,
  };
}

function shippedStage(stages: readonly Stage[], target: string | undefined): Stage | undefined {
  const last = stages[stages.length - 1];
  if (target === undefined) return last;
  return findStage(stages, target) ?? stages[Number(target)] ?? last;
}

/** Stage names are compared without case, and a later stage of the same name wins (BuildKit, `dockerfile2llb`). */
function findStage(stages: readonly Stage[], name: string): Stage | undefined {
  const wanted = name.toLowerCase();
  return stages.findLast((stage) => stage.name?.toLowerCase() === wanted);
}

/** What stands in force while the instructions are read one after the other. */
class ModelBuilder {
  readonly instructions: Instruction[] = [];
  readonly gaps: Gap[] = [];
  private readonly stages: Stage[] = [];
  private readonly globals = new VariableScope(globalUnset);
  private scope = this.globals;
  private current: { from: FromInstruction; base: StageBase; instructions: Instruction[] } | undefined;
  private user: UserSetting = { value: UNSET, instruction: undefined };
  private workdir: Resolved<string> = known("/");
  private shell: ShellSetting = { dialect: "posix", words: ["/bin/sh", "-c"] };

  constructor(
    private readonly text: string,
    private readonly escape: "\\" | "`",
  ) {}

  add(raw: RawInstruction): void {
    if (raw.keyword === "FROM") this.beginStage(raw);
    else this.keep(this.read(raw, false));
  }

  finish(): readonly Stage[] {
    this.endStage();
    return this.stages;
  }

  private keep(instruction: Instruction): void {
    this.instructions.push(instruction);
    this.current?.instructions.push(instruction);
    this.apply(instruction);
  }

  private beginStage(raw: RawInstruction): void {
    this.endStage();
    this.scope = this.globals;
    const from = this.readFrom(raw);
    this.instructions.push(from);
    const base = this.resolveBase(from.image);
    this.current = { from, base, instructions: [] };
    this.enterBase(base, from);
  }

  /** A stage built on another starts with its state; one built on an image starts with what the image has. */
  private enterBase(base: StageBase, from: FromInstruction): void {
    if (base.kind === "stage") {
      const { after } = base.stage;
      this.scope = scopes.get(base.stage)?.child() ?? new VariableScope(imageUnset);
      this.user = after.user;
      this.workdir = after.workdir;
      this.shell = after.shell;
      return;
    }
    this.scope = new VariableScope(base.kind === "scratch" ? globalUnset : imageUnset);
    this.user = { value: UNSET, instruction: undefined };
    this.workdir = workdirOf(base);
    const isWindows = this.escape === "`" || isWindowsImage(base, from.platform);
    this.shell = isWindows
      ? { dialect: "cmd", words: ["cmd", "/S", "/C"] }
      : { dialect: "posix", words: ["/bin/sh", "-c"] };
  }

  private endStage(): void {
    if (this.current === undefined) return;
    const { from, base, instructions } = this.current;
    const last = instructions[instructions.length - 1] ?? from;
    const stage: Stage = {
      index: this.stages.length,
      name: from.name?.text,
      from,
      base,
      instructions,
      after: this.state(),
      span: span(from.span.start, last.span.end),
    };
    scopes.set(stage, this.scope);
    this.stages.push(stage);
    this.current = undefined;
  }

  private resolveBase(image: DockerWord | undefined): StageBase {
    if (image === undefined) return { kind: "unknown", why: "FROM names no image" };
    if (image.value.kind !== "known") {
      return { kind: "unknown", why: image.value.kind === "unknown" ? image.value.why : "FROM names no image" };
    }
    const stage = findStage(this.stages, image.value.value);
    if (stage !== undefined) return { kind: "stage", stage };
    if (image.value.value === "scratch") return { kind: "scratch" };
    const reference = parseImageReference(image.value.value);
    return reference === undefined
      ? { kind: "unknown", why: "the image reference is not well formed" }
      : { kind: "image", reference };
  }

  /** The state before the next instruction. */
  private state(): BuildState {
    const { scope, user, workdir, shell } = this;
    const at = this.instructions.length;
    return {
      user,
      workdir,
      shell,
      variable: (name) => scope.value(name, at),
      declaration: (name) => scope.declaration(name, at),
    };
  }

  private apply(instruction: Instruction): void {
    const at = this.instructions.length - 1;
    switch (instruction.keyword) {
      case "ENV":
        for (const pair of instruction.pairs) {
          const value = pair.value?.value ?? known("");
          this.scope.declare(at, { kind: "ENV", name: pair.name, value, instruction, nameSpan: pair.nameSpan });
        }
        break;
      case "ARG":
        for (const pair of instruction.pairs) {
          const value = pair.value?.value ?? this.globals.value(pair.name, Number.POSITIVE_INFINITY);
          this.scope.declare(at, { kind: "ARG", name: pair.name, value, instruction, nameSpan: pair.nameSpan });
        }
        break;
      case "USER":
        if (instruction.user !== undefined) this.user = { value: instruction.user.value, instruction };
        break;
      case "WORKDIR":
        if (instruction.path !== undefined) this.workdir = resolveWorkdir(this.workdir, instruction.path.value);
        break;
      case "SHELL":
        this.shell = readShell(instruction.words.map((word) => word.text)) ?? this.shell;
        break;
    }
  }

  private base(raw: RawInstruction, onbuild: boolean) {
    return {
      span: raw.span,
      keywordSpan: raw.keywordSpan,
      flags: raw.flags,
      stageIndex: this.current === undefined ? undefined : this.stages.length,
      before: this.state(),
      onbuild,
      heredocs: raw.heredocs,
    };
  }

  private read(raw: RawInstruction, onbuild: boolean): Instruction {
    const base = this.base(raw, onbuild);
    const source = joinLines(this.text, raw.argumentsSpan, this.escape);
    switch (raw.keyword) {
      case "ENV":
      case "ARG":
      case "LABEL":
        return {
          ...base,
          keyword: raw.keyword,
          pairs: this.readPairs(raw.properties, raw.keyword, base.before.variable),
        };
      case "RUN":
        return this.readRun(raw, source, base);
      case "COPY":
      case "ADD":
        return this.readCopy(raw, source, base, raw.keyword);
      case "CMD":
      case "ENTRYPOINT":
      case "HEALTHCHECK":
        return this.readCommand(raw, source, base, raw.keyword);
      case "USER":
        return { ...base, keyword: "USER", user: this.words(source, base.before.variable)[0] };
      case "WORKDIR":
        return { ...base, keyword: "WORKDIR", path: this.wholeLine(source, base.before.variable) };
      case "SHELL":
        return { ...base, keyword: "SHELL", words: this.wordsOrJson(source, NO_EXPANSION) };
      case "VOLUME":
      case "EXPOSE":
      case "STOPSIGNAL":
      case "MAINTAINER":
        return { ...base, keyword: raw.keyword, words: this.wordsOrJson(source, base.before.variable) };
      case "ONBUILD":
        return {
          ...base,
          keyword: "ONBUILD",
          trigger: raw.trigger === undefined || onbuild ? undefined : this.read(raw.trigger, true),
        };
      default:
        return { ...base, keyword: "UNKNOWN", word: raw.keyword };
    }
  }

  private readFrom(raw: RawInstruction): FromInstruction {
    const base = this.base(raw, false);
    const words = this.words(joinLines(this.text, raw.argumentsSpan, this.escape), base.before.variable);
    const asIndex = words.findIndex((word) => word.text.toLowerCase() === "as");
    return {
      ...base,
      keyword: "FROM",
      image: words[0],
      name: asIndex > 0 ? words[asIndex + 1] : undefined,
      platform: raw.flags.find((flag) => flag.name === "platform")?.value,
    };
  }

  private readPairs(
    properties: readonly RawProperty[],
    keyword: "ENV" | "ARG" | "LABEL",
    lookup: VariableLookup,
  ): readonly NamedValue[] {
    return properties.map(({ span: place, name, nameSpan, valueSpan }) => {
      const isAssigned = valueSpan !== undefined && (keyword !== "ARG" || this.text[nameSpan.end] === "=");
      if (!isAssigned) return { span: place, name, nameSpan, value: undefined };
      return {
        span: place,
        name,
        nameSpan,
        value: this.word(joinLines(this.text, valueSpan, this.escape), valueSpan, lookup),
      };
    });
  }

  private readRun(raw: RawInstruction, source: EmbeddedText, base: ReturnType<ModelBuilder["base"]>): RunInstruction {
    const { command, json } = this.commandText(source, raw.argumentsSpan, base.before.variable);
    const scripts = readScripts(command, raw.heredocs, base.before, this.text, json);
    this.gaps.push(...scripts.flatMap((script) => script.gaps));
    return { ...base, keyword: "RUN", command, mounts: readMounts(raw), scripts };
  }

  private readCommand(
    raw: RawInstruction,
    source: EmbeddedText,
    base: ReturnType<ModelBuilder["base"]>,
    keyword: CommandInstruction["keyword"],
  ): CommandInstruction {
    const start = keyword === "HEALTHCHECK" ? /^\s*(?:CMD|NONE)\b/i.exec(source.text)?.[0].length : 0;
    if (start === undefined || source.text.slice(start).trim() === "") {
      return { ...base, keyword, command: undefined, scripts: [] };
    }
    const rest = embeddedSlice(source, start);
    const { command, json } = this.commandText(rest, raw.argumentsSpan, base.before.variable);
    const scripts = readScripts(command, [], base.before, this.text, json);
    return { ...base, keyword, command, scripts };
  }

  private commandText(
    source: EmbeddedText,
    place: Span,
    lookup: VariableLookup,
  ): { readonly command: CommandText; readonly json: readonly JsonWord[] | undefined } {
    const json = readJsonArray(source);
    const words = json?.map((word) => this.jsonWord(word, lookup)) ?? [];
    return { command: { form: json === undefined ? "shell" : "exec", span: place, source, words }, json };
  }

  private readCopy(
    raw: RawInstruction,
    source: EmbeddedText,
    base: ReturnType<ModelBuilder["base"]>,
    keyword: "COPY" | "ADD",
  ): CopyInstruction {
    const words = this.wordsOrJson(source, base.before.variable);
    const isHeredoc = (word: DockerWord): boolean => raw.heredocs.length > 0 && /^\d*<</.test(word.raw);
    return {
      ...base,
      keyword,
      sources: words.slice(0, -1).filter((word) => !isHeredoc(word)),
      destination: words.length > 1 ? words[words.length - 1] : undefined,
      from: this.copySource(raw, base.before.variable),
      chmod: raw.flags.find((flag) => flag.name === "chmod"),
      chown: raw.flags.find((flag) => flag.name === "chown"),
    };
  }

  private copySource(raw: RawInstruction, lookup: VariableLookup): CopySource | undefined {
    const flag = raw.flags.find(({ name }) => name === "from");
    if (flag?.value === undefined) return undefined;
    const name = knownValue(expandWord(flag.value, this.escape, lookup));
    if (name === undefined) return { kind: "unknown", span: flag.valueSpan };
    const stage = findStage(this.stages, name) ?? (/^\d+$/.test(name) ? this.stages[Number(name)] : undefined);
    if (stage !== undefined) return { kind: "stage", stage, span: flag.valueSpan };
    const reference = parseImageReference(name);
    return reference === undefined
      ? { kind: "unknown", span: flag.valueSpan }
      : { kind: "image", reference, span: flag.valueSpan };
  }

  private words(source: EmbeddedText, lookup: VariableLookup): readonly DockerWord[] {
    return splitWords(source, this.escape).map((word) => ({
      span: word.span,
      raw: word.raw,
      text: unquote(word.raw, this.escape),
      value: expandWord(word.raw, this.escape, lookup),
    }));
  }

  private wordsOrJson(source: EmbeddedText, lookup: VariableLookup): readonly DockerWord[] {
    return readJsonArray(source)?.map((word) => this.jsonWord(word, lookup)) ?? this.words(source, lookup);
  }

  private jsonWord(word: JsonWord, lookup: VariableLookup): DockerWord {
    const { text } = word.content;
    return { span: word.span, raw: word.raw, text, value: expandWord(text, this.escape, lookup) };
  }

  private wholeLine(source: EmbeddedText, lookup: VariableLookup): DockerWord | undefined {
    const words = this.words(source, lookup);
    const [first, last] = [words[0], words[words.length - 1]];
    if (first === undefined || last === undefined || first === last) return first;
    const start = source.text.indexOf(first.raw);
    const rest = embeddedSlice(source, start, source.text.trimEnd().length);
    return this.word(rest, span(first.span.start, last.span.end), lookup);
  }

  private word(source: EmbeddedText, place: Span, lookup: VariableLookup): DockerWord {
    const raw = source.text;
    return { span: place, raw, text: unquote(raw, this.escape), value: expandWord(raw, this.escape, lookup) };
  }
}

/** The scope of each finished stage, for the stages built on it. */
const scopes = new WeakMap<Stage, VariableScope>();

const NO_EXPANSION: VariableLookup = (name) => known(`$${name}`);

function readMounts(raw: RawInstruction): readonly Mount[] {
  return raw.flags
    .filter((flag) => flag.name === "mount" && flag.value !== undefined)
    .map((flag) => {
      const options = new Map(
        (flag.value ?? "")
          .replace(/^(["'])(.*)\1$/, "$2")
          .split(",")
          .map((option): [string, string] => {
            const equals = option.indexOf("=");
            return equals < 0 ? [option.trim(), "true"] : [option.slice(0, equals).trim(), option.slice(equals + 1)];
          }),
      );
      return { flag, type: options.get("type") ?? "bind", target: mountTarget(options), options };
    });
}

/** Secrets go to /run/secrets/<id> by default (Dockerfile reference, "RUN --mount=type=secret"). */
function mountTarget(options: ReadonlyMap<string, string>): string | undefined {
  const target = options.get("target") ?? options.get("dst") ?? options.get("destination");
  if (target !== undefined || options.get("type") !== "secret" || options.has("env")) return target;
  const id = options.get("id");
  return id === undefined ? undefined : `/run/secrets/${id}`;
}

function resolveWorkdir(current: Resolved<string>, path: Resolved<string>): Resolved<string> {
  if (path.kind !== "known") return path;
  if (path.value.startsWith("/") || /^[A-Za-z]:/.test(path.value)) return known(joinPath("/", path.value));
  return current.kind === "known" ? known(joinPath(current.value, path.value)) : current;
}

function workdirOf(base: StageBase): Resolved<string> {
  if (base.kind === "scratch") return known("/");
  return base.kind === "image" ? startWorkdir(base.reference) : unknown("the base image sets the working directory");
}

function readShell(words: readonly string[]): ShellSetting | undefined {
  const program = words[0];
  return program === undefined ? undefined : { dialect: dialectOf(program), words };
}

/** Microsoft's Windows base images and the official images' Windows variants. */
function isWindowsImage(base: StageBase, platform: string | undefined): boolean {
  if (platform?.toLowerCase().startsWith("windows") === true) return true;
  if (base.kind !== "image") return false;
  const { repository, tag = "" } = base.reference;
  return (
    /(?:^|\/)(?:windows|servercore|nanoserver)(?:\/|$)/.test(repository) ||
    /windowsservercore|nanoserver|-ltsc20\d\d/i.test(tag)
  );
}
