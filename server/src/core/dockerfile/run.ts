import { addQuoted } from "../shell/argument-list.ts";
import { parseShell } from "../shell/parse.ts";
import type { ShellContext, ShellDialect, ShellScript } from "../shell/syntax.ts";
import { EmbeddedBuilder, type EmbeddedText, embedVerbatim } from "../text/embedded.ts";
import { known, unknown } from "../text/resolved.ts";
import type { BuildState, CommandText, Heredoc } from "./model.ts";
import type { JsonWord } from "./words.ts";

/** Interpreters whose language is the one the shell parser reads. */
const POSIX_SHELLS = new Set(["sh", "bash", "ash", "dash", "zsh", "ksh", "mksh", "busybox"]);

/** The dialect of a program that runs scripts, from its path. */
export function dialectOf(program: string): ShellDialect {
  const name = program
    .slice(Math.max(program.lastIndexOf("/"), program.lastIndexOf("\\")) + 1)
    .toLowerCase()
    .replace(/\.exe$/, "");
  if (POSIX_SHELLS.has(name)) return "posix";
  if (name === "powershell" || name === "pwsh") return "powershell";
  return name === "cmd" ? "cmd" : "other";
}

/** The commands of a `RUN`, `CMD`, `ENTRYPOINT` or `HEALTHCHECK CMD`, in whichever form it is written. */
export function readScripts(
  command: CommandText,
  heredocs: readonly Heredoc[],
  before: BuildState,
  text: string,
  json: readonly JsonWord[] | undefined,
): readonly ShellScript[] {
  if (json !== undefined) return [parseShell(quoteWords(json), shellContext(before, "posix"))];
  if (heredocs.length === 0) return [parseShell(command.source, shellContext(before, before.shell.dialect))];
  if (isOnlyHeredocs(command.source.text)) return heredocs.map((heredoc) => heredocScript(heredoc, before));
  return [parseShell(withHeredocs(command.source, heredocs, text), shellContext(before, before.shell.dialect))];
}

/** One opener or several; each piece of it can be read in one way only, so that the time stays in proportion. */
const ONLY_HEREDOCS =
  /^\s*\d*<<-?\s*(?:"[^"\n]*"|'[^'\n]*'|[^\s"'<>|;&-][^\s"'<>|;&]*)(?:(?:\s+\d*)?<<-?\s*(?:"[^"\n]*"|'[^'\n]*'|[^\s"'<>|;&-][^\s"'<>|;&]*))*\s*$/;

/** `RUN <<EOF`: nothing but heredocs, each of which is then a script of its own (Dockerfile reference, "Here-Documents"). */
function isOnlyHeredocs(command: string): boolean {
  return ONLY_HEREDOCS.test(command);
}

function heredocScript(heredoc: Heredoc, before: BuildState): ShellScript {
  const shebang = /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(\S+)/.exec(heredoc.body)?.[1];
  const dialect = shebang === undefined ? before.shell.dialect : dialectOf(shebang);
  return parseShell(embedVerbatim(heredoc.body, heredoc.bodySpan.start), shellContext(before, dialect));
}

/** The shell gets the command line with its heredocs behind it, as BuildKit hands them over. */
function withHeredocs(command: EmbeddedText, heredocs: readonly Heredoc[], text: string): EmbeddedText {
  const joined = new EmbeddedBuilder(command.offsetAt(0));
  joined.add(command, 0, command.text.length);
  if (!command.text.endsWith("\n")) joined.addSpelled("\n", joined.end, joined.end);
  for (const { bodySpan, endSpan } of heredocs) {
    const end = endSpan?.end ?? bodySpan.end;
    joined.addVerbatim(text.slice(bodySpan.start, end), bodySpan.start);
    joined.addSpelled("\n", end, end);
  }
  return joined.build();
}

/** The exec form as a command line: every string in single quotes, since no shell expands anything in it. */
function quoteWords(words: readonly JsonWord[]): EmbeddedText {
  const line = new EmbeddedBuilder(0);
  for (const { span, content } of words) {
    line.addSpelled("'", span.start, span.start + 1);
    addQuoted(line, content);
    line.addSpelled("'", span.end - 1, span.end);
    line.addSpelled(" ", span.end, span.end);
  }
  return line.build();
}

function shellContext(before: BuildState, dialect: ShellDialect): ShellContext {
  return { dialect, cwd: before.workdir, variable: before.variable, home: homeOf(before) };
}

function homeOf(before: BuildState): ShellContext["home"] {
  const home = before.variable("HOME");
  if (home.kind === "known") return home;
  const { value } = before.user;
  const isRoot = value.kind === "unset" || (value.kind === "known" && /^(?:root|0)(?::|$)/.test(value.value));
  return isRoot ? known("/root") : unknown("the home of the user is not in the file");
}
