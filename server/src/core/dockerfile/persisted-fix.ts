import { gitCall } from "../shell/commands/git.ts";
import { baseName } from "../text/path.ts";
import { appendStep } from "./edit.ts";
import { mayRead } from "./file-readers.ts";
import type { ProposedChange } from "./hidden-file-fix.ts";
import type { DockerfileModel, RunInstruction } from "./model.ts";
import type { PersistedSecret } from "./mount-flow.ts";

/** A change, and whether nothing later can miss what it takes away. */
export interface RemovalChange extends ProposedChange {
  readonly safe: boolean;
}

/** The removal of a secret file at the end of the instruction that leaves it; undefined where nothing can be appended. */
export function fixPersisted(
  model: DockerfileModel,
  run: RunInstruction,
  { path, file }: PersistedSecret,
): RemovalChange | undefined {
  const isRepository = path !== file.path;
  const removed = isRepository ? `${file.path}/.git` : path;
  if (!/^[\w./@%+:,-]+$/.test(removed)) return undefined;
  const edit = appendStep(model, run, `rm -${isRepository ? "rf" : "f"} ${removed}`);
  if (edit === undefined) return undefined;
  const isMissed = isRepository
    ? usesGitLater(model, run)
    : isSettings(path) === false || isNamedLater(model, run, path);
  return {
    title: `Remove \`${removed}\` at the end of the \`RUN\``,
    edits: [edit],
    safe: !isMissed,
    ...(isMissed && { note: `Whatever reads \`${removed}\` later needs the secret mount as well.` }),
  };
}

/** Files that tools read while an image is built; others may be meant for the container. */
function isSettings(path: string): boolean {
  return /^\/(?:root|home\/[^/]+|tmp|var\/tmp)\//.test(path) || baseName(path).startsWith(".");
}

function laterInstructions(model: DockerfileModel, run: RunInstruction) {
  return model.instructions.slice(model.instructions.indexOf(run) + 1);
}

function isNamedLater(model: DockerfileModel, run: RunInstruction, path: string): boolean {
  return laterInstructions(model, run).some((later) =>
    later.keyword === "RUN"
      ? mayRead(
          later,
          later.scripts.flatMap(({ invocations }) => invocations),
          path,
        )
      : model.text.slice(later.span.start, later.span.end).includes(baseName(path)),
  );
}

function usesGitLater(model: DockerfileModel, run: RunInstruction): boolean {
  return laterInstructions(model, run).some(
    (later) =>
      later.keyword === "RUN" &&
      later.scripts.some(({ invocations }) => invocations.some((command) => gitCall(command) !== undefined)),
  );
}
