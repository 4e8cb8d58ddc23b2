import type { Gap } from "../text/gap.ts";
import type { Resolved } from "../text/resolved.ts";
import type { Span } from "../text/span.ts";

/** Which language a `RUN` (or a heredoc body) is written in. Only `posix` is parsed; the others are recognised. */
export type ShellDialect = "posix" | "powershell" | "cmd" | "other";

/** `always` runs whenever the script runs; `maybe` stands behind a condition, a loop or `||`. */
export type Certainty = "always" | "maybe";

/** A piece of a word. All spans are file offsets in UTF-16 code units; those of quoted text exclude the quotes. */
export type WordPart =
  | { readonly kind: "literal"; readonly span: Span; readonly value: string; readonly quoted: boolean }
  | { readonly kind: "glob"; readonly span: Span; readonly text: string }
  | { readonly kind: "braces"; readonly span: Span; readonly text: string }
  /** `$X`, `${X}`, `${X:-word}`; `operator` is ":-", "#", … where there is one, `operand` its word. */
  | {
      readonly kind: "variable";
      readonly span: Span;
      readonly name: string;
      readonly operator: string | undefined;
      readonly operand: Word | undefined;
      /** What `${X/pattern/replacement}` puts in. */
      readonly replacement: Word | undefined;
      readonly quoted: boolean;
    }
  /** `$(…)` or backquotes: the commands inside run before the word is used. */
  | { readonly kind: "substitution"; readonly span: Span; readonly commands: readonly Invocation[] }
  /** `<(…)` or `>(…)`. */
  | {
      readonly kind: "process";
      readonly span: Span;
      readonly direction: "<" | ">";
      readonly commands: readonly Invocation[];
    }
  | { readonly kind: "arithmetic"; readonly span: Span };

/** A shell word after quote removal. */
export interface Word {
  readonly span: Span;
  /** As written, quotes included (decoded from an embedding such as a JSON string, where there is one). */
  readonly raw: string;
  readonly parts: readonly WordPart[];
  /** The word's value where it is fully known: literals, and variables whose value is known. Globs keep their characters. */
  readonly value: Resolved<string>;
  /** Whether an unquoted `*`, `?`, `[…]` or `{…}` is in it, so that `value` is a pattern. */
  readonly isPattern: boolean;
}

/** `NAME=value` in front of a command, alone, or as an argument of `env`, `export`, `declare`, `readonly`, `local`. */
export interface Assignment {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  /** The value's word; an empty literal for `NAME=`. */
  readonly value: Word;
}

export type Redirect =
  | {
      readonly kind: "file";
      readonly span: Span;
      readonly operator: "<" | ">" | ">>" | "<>" | ">|" | "&>" | "&>>" | "<&" | ">&";
      readonly descriptor: number | undefined;
      readonly target: Word;
    }
  | { readonly kind: "here-string"; readonly span: Span; readonly target: Word }
  | {
      readonly kind: "heredoc";
      readonly span: Span;
      readonly delimiter: string;
      /** Whether the delimiter is quoted, so that nothing in the body is expanded. */
      readonly isLiteral: boolean;
      readonly bodySpan: Span;
      readonly body: string;
      /** The parts of the body; one literal where `isLiteral`. */
      readonly parts: readonly WordPart[];
    };

/**
 * One simple command that the script runs, with its wrappers taken off: `sudo -u x env A=b nice curl …`
 * is an invocation of `curl` with wrappers sudo, env, nice. `sh -c '…'` yields its own invocation and then those of its script.
 */
export interface Invocation {
  /** Base name of the command (`/usr/bin/curl` is `curl`); undefined where it is unknown, or where there are only assignments or redirects. */
  readonly name: string | undefined;
  /** The word that names the command; undefined where there is none. */
  readonly nameWord: Word | undefined;
  /** Arguments after the name. */
  readonly args: readonly Word[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  /** The whole simple command with wrappers, assignments and redirects (a heredoc's body not counted). */
  readonly span: Span;
  /** Names of the wrappers taken off, outermost first. */
  readonly wrappers: readonly string[];
  readonly certainty: Certainty;
  /** The directory it runs in, absolute where known. */
  readonly cwd: Resolved<string>;
  /** The user's home, where programs keep their configuration. */
  readonly home: Resolved<string>;
  /** Where this command stands in a pipeline: all commands of it, in order, and the index of this one. A lone command is a pipeline of one. */
  readonly pipeline: Pipeline;
  readonly index: number;
  /** How it comes to run: in the script itself, in `$(…)`, in `<(…)`, in the argument of `sh -c`/`eval`/`su -c`, through `find -exec` or `xargs`, in a function's body. */
  readonly context:
    | "script"
    | "substitution"
    | "process-substitution"
    | "shell-argument"
    | "exec-argument"
    | "function";
  /** Index in `ShellScript.steps` of the top-level step it belongs to. */
  readonly step: number;
}

/** The commands of one pipeline. Filled after its members are made, hence not readonly for its maker. */
export interface Pipeline {
  readonly commands: readonly Invocation[];
  readonly span: Span;
}

/** An element of the script's top-level list: `a && b; c` has three. */
export interface Step {
  readonly span: Span;
  /** What stands before it. */
  readonly separator: "start" | "&&" | "||" | ";" | "&" | "newline";
  /** Whether the step is one simple command and nothing else (no pipeline, no compound command). */
  readonly isSimple: boolean;
}

export interface ShellScript {
  readonly dialect: ShellDialect;
  readonly span: Span;
  readonly steps: readonly Step[];
  /** Every simple command, nested ones included, in the order in which they run. Empty for a dialect that is not parsed. */
  readonly invocations: readonly Invocation[];
  /** The words of `for`, `case` and `[[ … ]]`, which belong to no command. */
  readonly controlWords: readonly Word[];
  readonly gaps: readonly Gap[];
}

/** What a script starts with. */
export interface ShellContext {
  readonly dialect: ShellDialect;
  readonly cwd: Resolved<string>;
  /** The value of a variable at the start: environment and build arguments. */
  readonly variable: (name: string) => Resolved<string>;
  /** The user's home for `~`; usually /root, or unknown. */
  readonly home: Resolved<string>;
}

/** A path a command touches: absolute and normalised where known, with its place in the file. */
export interface TouchedPath {
  readonly span: Span;
  /** Absolute, `/`-separated, no trailing slash (except `/`); may hold glob characters where `isPattern`. */
  readonly path: string;
  readonly isPattern: boolean;
}

/** What a command does to files, from what its manual page says. Paths that can't be resolved are left out and recorded as gaps. */
export type FileEffect =
  | {
      readonly kind: "write";
      readonly target: TouchedPath;
      /** `append` keeps what was there; `truncate` (`: > f`, `truncate -s 0`) leaves nothing; `replace` writes new content. */
      readonly how: "replace" | "append" | "truncate" | "in-place";
      readonly origin: WriteOrigin;
      /** The target is a directory whose contents are made by the command (git clone, unzip -d, tar -C). */
      readonly isDirectory: boolean;
      readonly certainty: Certainty;
      readonly mode?: Word;
    }
  | {
      readonly kind: "remove";
      readonly target: TouchedPath;
      readonly isRecursive: boolean;
      readonly certainty: Certainty;
    }
  /** Where the source of a move or copy is a pattern, the target is the directory that its matches go to. */
  | { readonly kind: "move"; readonly source: TouchedPath; readonly target: TouchedPath; readonly certainty: Certainty }
  | { readonly kind: "copy"; readonly source: TouchedPath; readonly target: TouchedPath; readonly certainty: Certainty }
  | {
      readonly kind: "mode";
      readonly target: TouchedPath;
      readonly mode: Word;
      readonly isRecursive: boolean;
      readonly certainty: Certainty;
    }
  | {
      readonly kind: "owner";
      readonly target: TouchedPath;
      readonly owner: Word;
      readonly isRecursive: boolean;
      readonly certainty: Certainty;
    }
  | {
      readonly kind: "capability";
      readonly target: TouchedPath;
      readonly capability: Word | undefined;
      readonly certainty: Certainty;
    }
  | { readonly kind: "read"; readonly target: TouchedPath; readonly certainty: Certainty };

/** Where written content comes from. `literal`: it stands in the command (echo, printf, heredoc), with the words that hold it. */
export type WriteOrigin =
  | { readonly kind: "literal"; readonly spans: readonly Span[]; readonly text: string }
  /** Text that is made in part from variables; the words are listed so that a flow can be followed. */
  | { readonly kind: "expanded"; readonly parts: readonly WordPart[] }
  | { readonly kind: "download"; readonly url: Word | undefined }
  | {
      readonly kind: "generated";
      readonly by: string;
      readonly isPrivateKey?: boolean;
      /** The file keeps what the command is given: a login, a setting. */
      readonly keepsArguments?: boolean;
    }
  | { readonly kind: "command"; readonly by: string | undefined }
  | { readonly kind: "empty" };
