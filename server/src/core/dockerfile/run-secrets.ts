import { findSecrets, judgeNamed } from "../secrets/detect.ts";
import { secretsInFile } from "../secrets/in-file.ts";
import type { SecretMatch } from "../secrets/match.ts";
import { type CredentialText, credentialTexts, variableOf } from "../shell/credentials.ts";
import { fileEffects } from "../shell/effects.ts";
import { inputTexts, outputTexts } from "../shell/input-text.ts";
import type { Invocation, WordPart } from "../shell/syntax.ts";
import { contentOf } from "../shell/word-content.ts";
import { type EmbeddedText, embeddedSpan, embedVerbatim } from "../text/embedded.ts";
import { perObject } from "../text/per-object.ts";
import { compareSpans, overlaps, type Span, span } from "../text/span.ts";
import type { RunInstruction } from "./model.ts";

/** A credential that is written out in the commands of a `RUN`. */
export interface RunSecret {
  readonly run: RunInstruction;
  /** The literal itself, in the file. */
  readonly span: Span;
  readonly match: SecretMatch;
  /** The command that it stands in; undefined in a language that is not read. */
  readonly command: Invocation | undefined;
  /** An environment variable to hold it. */
  readonly variable: string;
  /** The path of the file that the command writes it to. */
  readonly writtenTo: string | undefined;
}

/** The credentials in the commands of a `RUN`, in the order of the file. Values that the commands get from elsewhere are none. */
export const runSecrets = perObject((run: RunInstruction): readonly RunSecret[] => {
  const found = new SecretCollector(run);
  for (const script of run.scripts) {
    if (script.dialect !== "posix") found.readText(run);
    for (const command of script.invocations) found.readCommand(command);
  }
  return found.secrets.sort((a, b) => compareSpans(a.span, b.span));
});

class SecretCollector {
  readonly secrets: RunSecret[] = [];

  /** Whether anything in the instruction has the form of a credential, so that its words are worth a look. */
  private readonly hasEvident: boolean;

  constructor(private readonly run: RunInstruction) {
    const texts = [run.command.source.text, ...run.heredocs.map(({ body }) => body)];
    this.hasEvident = texts.some((text) => findSecrets(text).length > 0);
  }

  /** A script in another language: what shows itself. */
  readText({ command, heredocs }: RunInstruction): void {
    for (const match of findSecrets(command.source.text)) this.add(command.source, match, undefined, nameOf(match));
    for (const { body, bodySpan } of heredocs) {
      const content = embedVerbatim(body, bodySpan.start);
      for (const match of findSecrets(body)) this.add(content, match, undefined, nameOf(match));
    }
  }

  readCommand(command: Invocation): void {
    for (const path of literalFiles(command)) this.readFile(command, path);
    for (const credential of credentialTexts(command)) this.readCredential(command, credential);
    if (this.hasEvident) for (const parts of writtenParts(command)) this.readParts(command, parts);
  }

  private readFile(command: Invocation, path: string): void {
    for (const content of textsWritten(command)) {
      for (const match of secretsInFile(path, content.text)) {
        this.add(content, match, command, nameOf(match, command), path);
      }
    }
  }

  private readCredential(command: Invocation, { content, name, variable, form }: CredentialText): void {
    if (form === "document") {
      for (const match of secretsInFile("", content.text)) this.add(content, match, command, variable);
      return;
    }
    const match = form === "account" ? accountPassword(content.text) : judgeNamed(name, content.text);
    if (match !== undefined) this.add(content, match, command, variable);
  }

  private readParts(command: Invocation, parts: readonly WordPart[]): void {
    const content = contentOf(parts);
    const isOnlyShown = command.name === "echo" || command.name === "printf";
    for (const match of findSecrets(content.text)) {
      // Usage text shows how a URL is written.
      const isEvident = match.kind === "format" || match.kind === "private-key";
      if (!isOnlyShown || isEvident) this.add(content, match, command, nameOf(match, command));
    }
  }

  private add(
    content: EmbeddedText,
    match: SecretMatch,
    command: Invocation | undefined,
    variable: string,
    writtenTo?: string,
  ): void {
    const place = embeddedSpan(content, match.span.start, match.span.end);
    if (this.secrets.some(({ span }) => overlaps(span, place))) return;
    this.secrets.push({ run: this.run, span: place, match, command, variable, writtenTo });
  }
}

/** Few characters, or only digits, open an account all the same; `*` and `!` close it (shadow(5)). */
function accountPassword(text: string): SecretMatch | undefined {
  if (/^[*!]/.test(text)) return undefined;
  const judged = judgeNamed("password", text);
  if (judged !== undefined || !/^[^\s$<{%]+$/.test(text)) return judged;
  return { span: span(0, text.length), kind: "weak-default", what: "a password" };
}

/** "a GitHub token" → GITHUB_TOKEN; a password in a URL is the program's. */
function nameOf({ what, kind }: SecretMatch, command?: Invocation): string {
  const program = command?.name ?? "build";
  if (kind === "url-password") return variableOf("password", program);
  return variableOf(what.replace(/^(?:an?|the)\s+/i, "").replace(/'s?\b/g, ""), program);
}

/** The files that a command writes text of the Dockerfile to, on mounts as well. */
function literalFiles(command: Invocation): readonly string[] {
  return fileEffects(command).effects.flatMap((effect) => {
    if (effect.kind !== "write") return [];
    const isWritten = effect.origin.kind === "literal" || effect.origin.kind === "expanded";
    return isWritten ? [effect.target.path] : [];
  });
}

/** What an `echo` prints, or what the script feeds to the command that writes it. */
function textsWritten(command: Invocation): readonly EmbeddedText[] {
  const own = command.name === "echo" || command.name === "printf";
  return own ? outputTexts(command) : inputTexts(command);
}

/** All that is written in a command; the bodies of heredocs too. */
function writtenParts({ nameWord, args, assignments, redirects }: Invocation): readonly (readonly WordPart[])[] {
  return [
    ...[...(nameWord === undefined ? [] : [nameWord]), ...args].map(({ parts }) => parts),
    ...assignments.map(({ value }) => value.parts),
    ...redirects.map((redirect) => (redirect.kind === "heredoc" ? redirect.parts : redirect.target.parts)),
  ];
}
