import { parseImageReference } from "../image/reference.ts";
import { type EmbeddedText, embeddedSlice } from "../text/embedded.ts";
import type { Gap } from "../text/gap.ts";
import { indexLines } from "../text/lines.ts";
import { joinPath } from "../text/path.ts";
import { known, knownValue, type Resolved } from "../text/resolved.ts";
import { type Span, span } from "../text/span.ts";
import { expandWord, unquote, type VariableLookup } from "./expand.ts";
import { joinLines } from "./logical.ts";
import type {
  ArgInstruction,
  CommandInstruction,
  CommandText,
  CopyInstruction,
  CopySource,
  DockerfileModel,
  DockerWord,
  EnvInstruction,
  FromInstruction,
  Instruction,
  Mount,
  NamedValue,
  RunInstruction,
  ShellSetting,
  Stage,
  StageBase,
  VariableDeclaration,
} from "./model.ts";
import type { RawInstruction, RawProperty } from "./parse.ts";
import { layoutText, type PiecedFile, placeInFile, readPieces } from "./pieces.ts";
import { dialectOf, readScripts } from "./run.ts";
import { chainOf } from "./stages.ts";
import { isWindowsImage, OUTSIDE, Standing, startOn } from "./standing.ts";
import { type JsonWord, readJsonArray, splitWords } from "./words.ts";

/** How a Dockerfile is to be read. */
export interface DockerfileOptions {
  /** Name or index of the stage that is shipped; the last one by default. */
  readonly target?: string;
}

/** A Dockerfile as it was read: given as `previous`, what did not change need not be read again. */
export interface DockerfileReading {
  readonly file: PiecedFile;
  readonly model: DockerfileModel;
}

/** Reads and interprets a Dockerfile. Never throws; what could not be read is in `gaps`. */
export function interpretDockerfile(text: string, options: DockerfileOptions = {}): DockerfileModel {
  return readDockerfile(text, options).model;
}

/**
 * The same with an earlier reading: instructions with the same text that find the same state are the same objects at the same
 * offsets of the layout, and so are stages of which nothing changed.
 */
export function readDockerfile(
  text: string,
  options: DockerfileOptions = {},
  previous?: Pick<DockerfileReading, "file">,
): DockerfileReading {
  const file = readPieces(text, previous?.file);
  const layout = layoutText(file);
  const builder = new ModelBuilder(layout, file.escape);
  for (const { instructions } of file.pieces) for (const raw of instructions) builder.add(raw);
  const stages = builder.finish();
  const shipped = shippedStage(stages, options.target);
  const model: DockerfileModel = {
    kind: "dockerfile",
    text: layout,
    placeInFile: placeInFile(file),
    lines: indexLines(layout),
    escape: file.escape,
    directives: file.directives,
    comments: file.pieces.flatMap(({ comments }) => comments),
    instructions: builder.instructions,
    stages,
    shipped,
    shippedChain: shipped === undefined ? [] : chainOf(shipped),
    gaps: builder.instructions.flatMap(gapsOf),
  };
  return { file, model };
}

function gapsOf(instruction: Instruction): readonly Gap[] {
  if (instruction.keyword === "ONBUILD") return instruction.trigger === undefined ? [] : gapsOf(instruction.trigger);
  return instruction.keyword === "RUN" ? instruction.scripts.flatMap(({ gaps }) => gaps) : [];
}

function shippedStage(stages: readonly Stage[], target: string | undefined): Stage | undefined {
  const last = stages[stages.length - 1];
  if (target === undefined) return last;
  return stages.findLast(({ name }) => name?.toLowerCase() === target.toLowerCase()) ?? stages[Number(target)] ?? last;
}

/** A name, or the number, by which an instruction means a stage, and which one that is. */
interface StageLookup {
  readonly name: string;
  readonly mayBeNumber: boolean;
  readonly stage: Stage | undefined;
}

/** What came of an instruction, with all that it came from beside its own text. */
interface KeptInstruction {
  readonly found: Standing;
  readonly stageIndex: number | undefined;
  readonly lookups: readonly StageLookup[];
  readonly instruction: Instruction;
  /** Of a FROM. */
  readonly base: StageBase | undefined;
  /** What the next instruction finds. */
  readonly left: Standing;
}

const keptInstructions = new WeakMap<RawInstruction, KeptInstruction>();
const keptStages = new WeakMap<FromInstruction, Stage>();
/** How each finished stage ends, for the stages built on it. */
const endings = new WeakMap<Stage, Standing>();

/** What stands in force while the instructions are read one after the other. */
class ModelBuilder {
  readonly instructions: Instruction[] = [];
  private readonly stages: Stage[] = [];
  private readonly stagesByName = new Map<string, Stage>();
  private current: { from: FromInstruction; base: StageBase; instructions: Instruction[] } | undefined;
  private standing = OUTSIDE;
  /** What every FROM finds. */
  private outside = OUTSIDE;
  /** Those of the instruction at hand. */
  private lookups: StageLookup[] = [];

  constructor(
    private readonly text: string,
    private readonly escape: "\\" | "`",
  ) {}

  add(raw: RawInstruction): void {
    if (raw.keyword === "FROM") {
      this.endStage();
      this.standing = this.outside;
    }
    const kept = keptInstructions.get(raw);
    this.keep(kept !== undefined && this.isStillSo(kept) ? kept : this.readAnew(raw));
  }

  finish(): readonly Stage[] {
    this.endStage();
    return this.stages;
  }

  private isStillSo({ found, stageIndex, lookups }: KeptInstruction): boolean {
    return (
      found === this.standing &&
      stageIndex === this.stageIndex() &&
      lookups.every(({ name, mayBeNumber, stage }) => this.findStage(name, mayBeNumber) === stage)
    );
  }

  private readAnew(raw: RawInstruction): KeptInstruction {
    this.lookups = [];
    const place = { found: this.standing, stageIndex: this.stageIndex() };
    const read = raw.keyword === "FROM" ? this.readStart(raw) : this.readOther(raw);
    const kept: KeptInstruction = { ...place, ...read, lookups: this.lookups };
    keptInstructions.set(raw, kept);
    return kept;
  }

  private readStart(raw: RawInstruction): Pick<KeptInstruction, "instruction" | "base" | "left"> {
    const instruction = this.readFrom(raw);
    const base = this.resolveBase(instruction.image);
    return { instruction, base, left: this.enter(base, instruction.platform) };
  }

  private readOther(raw: RawInstruction): Pick<KeptInstruction, "instruction" | "base" | "left"> {
    const instruction = this.read(raw, false);
    return { instruction, base: undefined, left: this.after(instruction) };
  }

  private keep({ instruction, base, left }: KeptInstruction): void {
    this.instructions.push(instruction);
    if (instruction.keyword === "FROM" && base !== undefined)
      this.current = { from: instruction, base, instructions: [] };
    else this.current?.instructions.push(instruction);
    this.standing = left;
    if (this.current === undefined) this.outside = left;
  }

  /** A stage built on another starts with its state; one built on an image starts with what the image has. */
  private enter(base: StageBase, platform: string | undefined): Standing {
    const ending = base.kind === "stage" ? endings.get(base.stage) : undefined;
    if (ending !== undefined) return ending.asBase();
    const isWindows = this.escape === "`" || isWindowsImage(base, platform);
    return startOn(base, isWindows, this.standing.globals);
  }

  private endStage(): void {
    if (this.current === undefined) return;
    const { from } = this.current;
    const kept = keptStages.get(from);
    const stage = kept !== undefined && this.isStageStillSo(kept) ? kept : this.newStage(this.current);
    keptStages.set(from, stage);
    endings.set(stage, this.standing);
    this.stages.push(stage);
    // Stage names are compared without case, and a later stage of the same name wins (BuildKit, `dockerfile2llb`).
    if (stage.name !== undefined) this.stagesByName.set(stage.name.toLowerCase(), stage);
    this.current = undefined;
  }

  private isStageStillSo({ index, base, instructions, after }: Stage): boolean {
    return (
      index === this.stages.length &&
      base === this.current?.base &&
      after === this.standing.before &&
      instructions.length === this.current.instructions.length &&
      this.current.instructions.every((instruction, at) => instruction === instructions[at])
    );
  }

  private newStage({ from, base, instructions }: NonNullable<ModelBuilder["current"]>): Stage {
    const last = instructions[instructions.length - 1] ?? from;
    return {
      index: this.stages.length,
      name: from.name?.text,
      from,
      base,
      instructions,
      after: this.standing.before,
      span: span(from.span.start, last.span.end),
    };
  }

  private findStage(name: string, mayBeNumber: boolean): Stage | undefined {
    const named = this.stagesByName.get(name.toLowerCase());
    return named ?? (mayBeNumber && /^\d+$/.test(name) ? this.stages[Number(name)] : undefined);
  }

  /** Looks a stage up and notes that the instruction depends on it. */
  private lookUpStage(name: string, mayBeNumber: boolean): Stage | undefined {
    const stage = this.findStage(name, mayBeNumber);
    this.lookups.push({ name, mayBeNumber, stage });
    return stage;
  }

  private resolveBase(image: DockerWord | undefined): StageBase {
    if (image === undefined) return { kind: "unknown", why: "FROM names no image" };
    if (image.value.kind !== "known") {
      return { kind: "unknown", why: image.value.kind === "unknown" ? image.value.why : "FROM names no image" };
    }
    const stage = this.lookUpStage(image.value.value, false);
    if (stage !== undefined) return { kind: "stage", stage };
    if (image.value.value === "scratch") return { kind: "scratch" };
    const reference = parseImageReference(image.value.value);
    return reference === undefined
      ? { kind: "unknown", why: "the image reference is not well formed" }
      : { kind: "image", reference };
  }

  private stageIndex(): number | undefined {
    return this.current === undefined ? undefined : this.stages.length;
  }

  /** What an instruction leaves to the next one. */
  private after(instruction: Instruction): Standing {
    const { scope, globals, before } = this.standing;
    switch (instruction.keyword) {
      case "ENV":
      case "ARG": {
        const declared = scope.with(instruction.pairs.map((pair) => this.declaration(instruction, pair)));
        return new Standing(declared, this.current === undefined ? declared : globals, before);
      }
      case "USER":
        if (instruction.user === undefined) return this.standing;
        return new Standing(scope, globals, { ...before, user: { value: instruction.user.value, instruction } });
      case "WORKDIR":
        if (instruction.path === undefined) return this.standing;
        return new Standing(scope, globals, {
          ...before,
          workdir: resolveWorkdir(before.workdir, instruction.path.value),
        });
      case "SHELL": {
        const shell = readShell(instruction.words.map((word) => word.text));
        return shell === undefined ? this.standing : new Standing(scope, globals, { ...before, shell });
      }
      default:
        return this.standing;
    }
  }

  /** An ARG without a value takes the one from before the first FROM. */
  private declaration(
    instruction: EnvInstruction | ArgInstruction,
    { name, nameSpan, value }: NamedValue,
  ): VariableDeclaration {
    const kind = instruction.keyword;
    const unset = kind === "ENV" ? known("") : this.standing.globals.value(name);
    return { kind, name, value: value?.value ?? unset, instruction, nameSpan };
  }

  private base(raw: RawInstruction, onbuild: boolean) {
    return {
      span: raw.span,
      keywordSpan: raw.keywordSpan,
      flags: raw.flags,
      stageIndex: this.stageIndex(),
      before: this.standing.before,
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
    const stage = this.lookUpStage(name, true);
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

function readShell(words: readonly string[]): ShellSetting | undefined {
  const program = words[0];
  return program === undefined ? undefined : { dialect: dialectOf(program), words };
}
