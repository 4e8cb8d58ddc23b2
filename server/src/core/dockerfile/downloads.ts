import { downloadUrls, fileEffects, isDownload } from "../shell/effects.ts";
import { usedPrograms } from "../shell/program-use.ts";
import type { FileEffect, Invocation, Word } from "../shell/syntax.ts";
import { perObject } from "../text/per-object.ts";
import type { RunInstruction } from "./model.ts";
import { commandsOf } from "./walk.ts";

/** Something that a command of a `RUN` fetches over the network. */
export interface Download {
  readonly command: Invocation;
  readonly url: Word | undefined;
  /** The file it is written to, absolute; undefined where it is not known or goes through a pipe. */
  readonly file: string | undefined;
  /** The command that takes it from the pipe. */
  readonly pipedTo: Invocation | undefined;
}

/** What the commands of a `RUN` download with `curl`, `wget` and their like, file by file. */
export const downloadsOf = perObject((run: RunInstruction): readonly Download[] =>
  commandsOf([run])
    .filter(({ command }) => isDownload(command))
    .flatMap(({ command }) => downloads(command)),
);

function downloads(command: Invocation): readonly Download[] {
  const { effects, gaps } = fileEffects(command);
  const written = effects.filter(isDownloadedFile);
  if (written.length > 0) {
    return written.map(({ target, origin }) => ({ command, url: origin.url, file: target.path, pipedTo: undefined }));
  }
  // A file whose folder is not known is saved all the same.
  if (gaps.length > 0)
    return downloadUrls(command).map((url) => ({ command, url, file: undefined, pipedTo: undefined }));
  const pipedTo = command.pipeline.commands[command.index + 1];
  return pipedTo === undefined ? [] : [{ command, url: undefined, file: undefined, pipedTo }];
}

type WriteEffect = FileEffect & { readonly kind: "write" };
type DownloadedFile = WriteEffect & { readonly origin: WriteEffect["origin"] & { readonly kind: "download" } };

function isDownloadedFile(effect: FileEffect): effect is DownloadedFile {
  return effect.kind === "write" && effect.origin.kind === "download";
}

/** Tells whether a `RUN` runs, installs or makes executable a file behind a place in it. */
export function usesAsProgram(run: RunInstruction, file: string, offset: number): boolean {
  return (lastUses(run).get(file) ?? -1) > offset;
}

/** Where each file is used last. */
const lastUses = perObject((run: RunInstruction): ReadonlyMap<string, number> => {
  const uses = commandsOf([run]).flatMap(({ command }) =>
    usedPrograms(command).map((path) => [path, command.span.start] as const),
  );
  return new Map(uses);
});
