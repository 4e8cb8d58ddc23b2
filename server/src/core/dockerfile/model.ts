import type { ImageReference } from "../image/reference.ts";
import type { ShellDialect, ShellScript } from "../shell/syntax.ts";
import type { EmbeddedText } from "../text/embedded.ts";
import type { Gap } from "../text/gap.ts";
import type { LineIndex } from "../text/lines.ts";
import type { Resolved } from "../text/resolved.ts";
import type { Span } from "../text/span.ts";

/** A Dockerfile, interpreted. All spans are offsets in `text`, in UTF-16 code units. */
export interface DockerfileModel {
  readonly kind: "dockerfile";
  /** The text of the file; once it is edited, its layout, with blanks at the ends of lines (see `pieces.ts`). */
  readonly text: string;
  /** Where an offset of the layout is in the file; undefined where the two are the same. */
  readonly placeInFile: ((offset: number) => number) | undefined;
  readonly lines: LineIndex;
  /** The escape character in force: `\` or, after `# escape=`, a backquote. */
  readonly escape: "\\" | "`";
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  /** Every instruction in the order of the file. */
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** The stage that becomes the image: the last one, or the configured target. */
  readonly shipped: Stage | undefined;
  /** The stages whose layers the image holds: the shipped one and those it is built on, the lowest first. */
  readonly shippedChain: readonly Stage[];
  readonly gaps: readonly Gap[];
}

/** `# syntax=…`, `# escape=…`, `# check=…` at the top of the file. */
export interface Directive {
  readonly span: Span;
  readonly name: string;
  readonly value: string;
  readonly valueSpan: Span;
}

/** A comment line, from `#` to the end of the line; those inside a continued instruction count, those in heredocs don't. */
export interface Comment {
  readonly span: Span;
  readonly text: string;
}

/** One `FROM` and what follows it. */
export interface Stage {
  readonly index: number;
  readonly name: string | undefined;
  readonly from: FromInstruction;
  readonly base: StageBase;
  /** Everything after the `FROM`, in order. */
  readonly instructions: readonly Instruction[];
  /** The state after the last instruction: what a container, or a stage built on this one, starts with. */
  readonly after: BuildState;
  readonly span: Span;
}

export type StageBase =
  | { readonly kind: "scratch" }
  | { readonly kind: "stage"; readonly stage: Stage }
  | { readonly kind: "image"; readonly reference: ImageReference }
  | { readonly kind: "unknown"; readonly why: string };

/** What an instruction finds when it runs. */
export interface BuildState {
  /** The user as written in the last `USER` (expanded); unset where neither this stage nor one below it sets one. */
  readonly user: UserSetting;
  /** Absolute working directory. */
  readonly workdir: Resolved<string>;
  readonly shell: ShellSetting;
  /** Value of an environment variable or build argument here, as Docker expands it. */
  readonly variable: (name: string) => Resolved<string>;
  /** What declared the variable that is in force here, if the file does. */
  readonly declaration: (name: string) => VariableDeclaration | undefined;
}

export interface UserSetting {
  readonly value: Resolved<string>;
  /** The `USER` that set it; undefined where it comes from the base image. */
  readonly instruction: UserInstruction | undefined;
}

export interface ShellSetting {
  readonly dialect: ShellDialect;
  readonly words: readonly string[];
}

export interface VariableDeclaration {
  readonly kind: "ENV" | "ARG";
  readonly name: string;
  readonly value: Resolved<string>;
  readonly instruction: EnvInstruction | ArgInstruction;
  readonly nameSpan: Span;
}

/** `--name=value` after the keyword. */
export interface Flag {
  readonly span: Span;
  readonly name: string;
  /** Undefined for a bare `--link`. */
  readonly value: string | undefined;
  readonly valueSpan: Span;
}

/** A word of an instruction as Docker sees it, before variables are expanded: continuation joined, quotes kept in `raw`, removed in `text`. */
export interface DockerWord {
  readonly span: Span;
  readonly raw: string;
  readonly text: string;
  /** After expansion of the variables that are in force. */
  readonly value: Resolved<string>;
}

export interface Heredoc {
  readonly name: string;
  readonly nameSpan: Span;
  /** Whether the delimiter was quoted: nothing in the body is expanded. */
  readonly isLiteral: boolean;
  /** `<<-`: leading tabs are stripped. */
  readonly stripsTabs: boolean;
  readonly bodySpan: Span;
  readonly body: string;
  /** The line that ends it; undefined while it is not typed yet. */
  readonly endSpan: Span | undefined;
}

interface InstructionBase {
  /** From the keyword to the last argument or heredoc delimiter, without the line break. */
  readonly span: Span;
  readonly keywordSpan: Span;
  readonly flags: readonly Flag[];
  /** Index of the stage it stands in; undefined before the first `FROM`. */
  readonly stageIndex: number | undefined;
  readonly before: BuildState;
  /** The instruction it is the trigger of, for what follows `ONBUILD`. */
  readonly onbuild: boolean;
  readonly heredocs: readonly Heredoc[];
}

export interface FromInstruction extends InstructionBase {
  readonly keyword: "FROM";
  readonly image: DockerWord | undefined;
  readonly name: DockerWord | undefined;
  readonly platform: string | undefined;
}

export interface NamedValue {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: DockerWord | undefined;
}

export interface EnvInstruction extends InstructionBase {
  readonly keyword: "ENV";
  readonly pairs: readonly NamedValue[];
}

export interface ArgInstruction extends InstructionBase {
  readonly keyword: "ARG";
  readonly pairs: readonly NamedValue[];
}

export interface LabelInstruction extends InstructionBase {
  readonly keyword: "LABEL";
  readonly pairs: readonly NamedValue[];
}

/** `type=secret,id=x,target=/y` of a `--mount` flag. */
export interface Mount {
  readonly flag: Flag;
  readonly type: string;
  readonly target: string | undefined;
  readonly options: ReadonlyMap<string, string>;
}

/** A command in shell or exec form. */
export interface CommandText {
  readonly form: "shell" | "exec";
  readonly span: Span;
  readonly source: EmbeddedText;
  /** The strings of the exec form, with their places. */
  readonly words: readonly DockerWord[];
}

export interface RunInstruction extends InstructionBase {
  readonly keyword: "RUN";
  readonly command: CommandText;
  readonly mounts: readonly Mount[];
  /** The parsed commands, heredoc scripts included; more than one where several heredocs are run. */
  readonly scripts: readonly ShellScript[];
}

export interface CopyInstruction extends InstructionBase {
  readonly keyword: "COPY" | "ADD";
  readonly sources: readonly DockerWord[];
  readonly destination: DockerWord | undefined;
  /** `--from=`: a stage, an image or a context. */
  readonly from: CopySource | undefined;
  readonly chmod: Flag | undefined;
  readonly chown: Flag | undefined;
}

export type CopySource =
  | { readonly kind: "stage"; readonly stage: Stage; readonly span: Span }
  | { readonly kind: "image"; readonly reference: ImageReference; readonly span: Span }
  | { readonly kind: "unknown"; readonly span: Span };

export interface CommandInstruction extends InstructionBase {
  readonly keyword: "CMD" | "ENTRYPOINT" | "HEALTHCHECK";
  readonly command: CommandText | undefined;
  readonly scripts: readonly ShellScript[];
}

export interface UserInstruction extends InstructionBase {
  readonly keyword: "USER";
  readonly user: DockerWord | undefined;
}

export interface WorkdirInstruction extends InstructionBase {
  readonly keyword: "WORKDIR";
  readonly path: DockerWord | undefined;
}

export interface ShellInstruction extends InstructionBase {
  readonly keyword: "SHELL";
  readonly words: readonly DockerWord[];
}

export interface WordsInstruction extends InstructionBase {
  readonly keyword: "VOLUME" | "EXPOSE" | "STOPSIGNAL" | "MAINTAINER";
  readonly words: readonly DockerWord[];
}

/** `ONBUILD RUN …`: the trigger is interpreted as an instruction of its own, with `onbuild` set. */
export interface OnbuildInstruction extends InstructionBase {
  readonly keyword: "ONBUILD";
  readonly trigger: Instruction | undefined;
}

/** A keyword that Docker does not know, or one that is half typed. */
export interface UnknownInstruction extends InstructionBase {
  readonly keyword: "UNKNOWN";
  readonly word: string;
}

export type Instruction =
  | FromInstruction
  | EnvInstruction
  | ArgInstruction
  | LabelInstruction
  | RunInstruction
  | CopyInstruction
  | CommandInstruction
  | UserInstruction
  | WorkdirInstruction
  | ShellInstruction
  | WordsInstruction
  | OnbuildInstruction
  | UnknownInstruction;
