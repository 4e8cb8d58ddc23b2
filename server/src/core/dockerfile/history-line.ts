import { redact } from "../secrets/redact.ts";
import { type EmbeddedText, embedVerbatim } from "../text/embedded.ts";
import type { Resolved } from "../text/resolved.ts";
import { overlaps, type Span } from "../text/span.ts";
import { absolutePath } from "./file-events.ts";
import type {
  ArgInstruction,
  CommandInstruction,
  CopyInstruction,
  DockerfileModel,
  DockerWord,
  EnvInstruction,
  Instruction,
  LabelInstruction,
  NamedValue,
  RunInstruction,
  WorkdirInstruction,
} from "./model.ts";

/** A line of `docker history`. */
export interface HistoryLine {
  /** The column CREATED BY, not shortened; of each secret in it no more than two characters. */
  readonly text: string;
  /** Whether the line holds a secret in full. */
  readonly holdsSecret: boolean;
}

/** What stands in for a value that only the build knows. */
const AT_BUILD_TIME = "<at build time>";

/**
 * The line that an instruction leaves in the image's history; undefined where it leaves none (`ONBUILD`, what no one knows).
 * `args` are the `ARG`s before it in the image's stages. Source: BuildKit, `dockerfile2llb`, what it commits to the history.
 */
export function historyLine(
  instruction: Instruction,
  args: readonly ArgInstruction[],
  model: DockerfileModel,
  secrets: readonly Span[],
): HistoryLine | undefined {
  const writer = new HistoryWriter(model, secrets);
  const text = writer.line(instruction, args);
  return text === undefined ? undefined : { text, holdsSecret: writer.holdsSecret };
}

class HistoryWriter {
  holdsSecret = false;

  constructor(
    private readonly model: DockerfileModel,
    private readonly secrets: readonly Span[],
  ) {}

  line(instruction: Instruction, args: readonly ArgInstruction[]): string | undefined {
    switch (instruction.keyword) {
      case "RUN":
        return `RUN ${[...this.buildArguments(instruction, args), ...this.run(instruction)].join(" ")} # buildkit`;
      case "COPY":
      case "ADD":
        return `${this.copy(instruction)} # buildkit`;
      case "ENV":
      case "LABEL":
        return this.pairs(instruction);
      case "ARG":
        return this.pairs(instruction);
      case "CMD":
      case "ENTRYPOINT":
        return `${instruction.keyword} [${this.commandWords(instruction).map(quoted).join(" ")}]`;
      case "HEALTHCHECK":
        return `HEALTHCHECK {Test:[${this.healthWords(instruction).join(" ")}]}`;
      case "WORKDIR":
        return `WORKDIR ${this.workdir(instruction)}`;
      case "USER":
        return `USER ${this.words(instruction.user === undefined ? [] : [instruction.user]).join(" ")}`;
      case "SHELL":
      case "VOLUME":
        return `${instruction.keyword} [${this.words(instruction.words).join(" ")}]`;
      case "EXPOSE":
        return `EXPOSE [${this.words(instruction.words).map(withProtocol).join(" ")}]`;
      case "STOPSIGNAL":
      case "MAINTAINER":
        return `${instruction.keyword} ${this.words(instruction.words).join(" ")}`;
      default:
        return undefined;
    }
  }

  /** Every build argument that is declared before a `RUN` stands in its line, used or not. */
  private buildArguments({ before }: RunInstruction, args: readonly ArgInstruction[]): readonly string[] {
    const values = new Map<string, string>();
    for (const { pairs } of args) {
      for (const { name, value } of pairs) {
        const known = told(before.variable(name), "");
        values.set(name, value === undefined ? known : this.hidden(known, value.span));
      }
    }
    if (values.size === 0) return [];
    return [`|${values.size}`, ...Array.from(values, ([name, value]) => `${name}=${value}`)];
  }

  private run({ command, before, heredocs, scripts }: RunInstruction): readonly string[] {
    if (command.form === "exec") return this.words(command.words);
    const [only] = heredocs;
    if (only !== undefined && heredocs.length === scripts.length) {
      if (only.body.startsWith("#!")) return [`/dev/pipes/${only.name}`];
      return [...before.shell.words, this.shown(embedVerbatim(only.body, only.bodySpan.start))];
    }
    const bodies = heredocs.map(
      ({ body, bodySpan, name }) => `\n${this.shown(embedVerbatim(body, bodySpan.start))}${name}`,
    );
    return [...before.shell.words, this.shown(command.source).trim() + bodies.join("")];
  }

  private copy(copy: CopyInstruction): string {
    const { keyword, chown, chmod, sources, heredocs, destination, flags } = copy;
    return [
      keyword,
      ...(flags.some(({ name }) => name === "parents") ? ["--parents"] : []),
      ...(chown?.value === undefined ? [] : [`--chown=${chown.value}`]),
      ...(chmod?.value === undefined ? [] : [`--chmod=${chmod.value}`]),
      ...this.words(sources),
      ...heredocs.map(({ name }) => `<<${name}`),
      ...this.words(destination === undefined ? [] : [destination]),
    ].join(" ");
  }

  private workdir({ path, before }: WorkdirInstruction): string {
    if (path === undefined) return "";
    const told = this.word(path);
    return absolutePath(told, before) ?? told;
  }

  private pairs({ keyword, pairs }: EnvInstruction | LabelInstruction | ArgInstruction): string {
    return [keyword, ...pairs.map((pair) => this.pair(pair))].join(" ");
  }

  private pair({ name, value }: NamedValue): string {
    return value === undefined ? name : `${name}=${this.word(value)}`;
  }

  private commandWords({ command, before }: CommandInstruction): readonly string[] {
    if (command === undefined) return [];
    if (command.form === "exec") return this.words(command.words);
    return [...before.shell.words, this.shown(command.source).trim()];
  }

  private healthWords({ command }: CommandInstruction): readonly string[] {
    if (command === undefined) return ["NONE"];
    if (command.form === "exec") return ["CMD", ...this.words(command.words)];
    return [
      "CMD-SHELL",
      this.shown(command.source)
        .trim()
        .replace(/^CMD\s+/i, ""),
    ];
  }

  private words(words: readonly DockerWord[]): readonly string[] {
    return words.map((word) => this.word(word));
  }

  private word(word: DockerWord): string {
    return this.hidden(told(word.value, word.raw), word.span);
  }

  /** A text that was made from a part of the file, without the secrets in that part. */
  private hidden(text: string, place: Span): string {
    const inside = this.secrets.filter((secret) => overlaps(secret, place));
    if (inside.length === 0) return text;
    this.holdsSecret = true;
    const values = inside.map(({ start, end }) => this.model.text.slice(start, end));
    const masked = values.reduce((left, value) => left.replaceAll(value, redact(value)), text);
    return masked === text ? redact(text) : masked;
  }

  /** A text that stands in the file, without the secrets in it. */
  private shown(source: EmbeddedText): string {
    const { text } = source;
    let result = "";
    for (let i = 0; i < text.length; ) {
      const start = i;
      const secret = this.secretAt(source.offsetAt(i));
      if (secret === undefined) result += text[i++];
      else {
        while (i < text.length && source.offsetAt(i) < secret.end) i++;
        result += redact(text.slice(start, i));
        this.holdsSecret = true;
      }
    }
    return result;
  }

  private secretAt(offset: number): Span | undefined {
    return this.secrets.find(({ start, end }) => start <= offset && offset < end);
  }
}

function told(value: Resolved<string>, otherwise: string): string {
  if (value.kind === "known") return value.value;
  return value.kind === "unset" || otherwise !== "" ? otherwise : AT_BUILD_TIME;
}

function quoted(word: string): string {
  return JSON.stringify(word);
}

function withProtocol(port: string): string {
  return port.includes("/") ? port : `${port}/tcp`;
}
