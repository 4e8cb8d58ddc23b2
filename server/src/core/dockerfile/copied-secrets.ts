import { credentialFile } from "../secrets/files.ts";
import { baseName } from "../text/path.ts";
import { knownValue, UNSET } from "../text/resolved.ts";
import { addFlag, removeSource } from "./edit.ts";
import { type FileCreation, fileEvents } from "./file-events.ts";
import { readersOf } from "./file-readers.ts";
import type { ProposedChange } from "./hidden-file-fix.ts";
import type { CopyInstruction, DockerfileModel, DockerWord, RunInstruction } from "./model.ts";
import { fileSecret, secretFileFlag } from "./secret-mount.ts";
import { forgetFile } from "./written-file.ts";

/** A credential file that an instruction copies from the build context into the image. */
export interface CopiedSecret {
  readonly copy: CopyInstruction;
  readonly source: DockerWord;
  /** The word whose name tells: the source, or the destination that it gets the name from. */
  readonly named: DockerWord;
  /** Its name there. */
  readonly path: string;
  /** In words with an article: "an SSH private key". */
  readonly what: string;
}

/** The credential files that a `COPY` or `ADD` brings from the build context, by their names. */
export function copiedSecrets(copy: CopyInstruction): readonly CopiedSecret[] {
  if (copy.from !== undefined) return [];
  return copy.sources.flatMap((source): readonly CopiedSecret[] => {
    // What a build argument names has the name that the image gives it.
    const path = knownValue(source.value) ?? source.text;
    if (/^[a-z+]+:\/\/|^git@/i.test(path) || EXAMPLE.test(baseName(path))) return [];
    const own = source.value.kind === "known" ? byName(path) : undefined;
    if (own !== undefined) return [{ copy, source, named: source, path, what: own }];
    const target = copy.sources.length === 1 ? copy.destination : undefined;
    const targetPath = knownValue(target?.value ?? UNSET);
    const given = targetPath === undefined || isPublicByName(path) ? undefined : byName(targetPath);
    return target === undefined || targetPath === undefined || given === undefined
      ? []
      : [{ copy, source, named: target, path: targetPath, what: given }];
  });
}

/** A file that shows the form of another. */
const EXAMPLE = /example|sample|template|dummy|dist$|tmpl$/i;

/** A bare word such as `token` may as well be a folder of program code. `.npmrc*` is how a file that may be missing is copied. */
function byName(path: string): string | undefined {
  const found = credentialFile(path.replace(/\*$/, ""));
  const isSure = found?.evidence === "form" || baseName(path).includes(".");
  return isSure ? found?.what : undefined;
}

function isPublicByName(path: string): boolean {
  return /\.(?:pub|crt|cer)$/i.test(path);
}

/**
 * Mounts the file for the one `RUN` that reads it, and copies it no more. Undefined where none or several do, or where something
 * else touches it.
 */
export function mountCopiedSecret(
  model: DockerfileModel,
  { copy, source }: CopiedSecret,
): (ProposedChange & { readonly isSafe: boolean }) | undefined {
  const creation = soleCreation(copy, source);
  const from = knownValue(source.value);
  if (creation === undefined || from === undefined || !copy.flags.every(({ name }) => DROPPED_FLAGS.has(name)))
    return undefined;
  const { path } = creation;
  const rest = forgetFile(model, runsAfter(model, copy), path);
  const readers = rest === undefined ? [] : readersOf(rest.left, path, rest.dropped);
  const [reader] = readers;
  if (rest === undefined || reader === undefined || readers.length > 1 || rest.untouchable.has(reader))
    return undefined;
  const secret = fileSecret(path, from);
  return {
    title: `Read \`${baseName(path)}\` from a secret mount`,
    edits: [
      removeSource(model, copy, source.span),
      ...rest.edits,
      addFlag(reader, secretFileFlag(secret, path, reader.before)),
    ],
    note: `Build with \`${secret.command}\`.${isForBuild(path) ? "" : " Where the program reads the file when it runs, give it to the container then."}`,
    isSafe: isForBuild(path),
  };
}

/** What these do the mount does by itself: the file is there for the user of the `RUN` alone. */
const DROPPED_FLAGS = new Set(["chown", "chmod", "link"]);

function soleCreation(copy: CopyInstruction, { span }: DockerWord): FileCreation | undefined {
  const made = fileEvents(copy).events.filter(
    (event): event is FileCreation => event.kind === "create" && event.span === span,
  );
  const [only] = made;
  return made.length === 1 && only?.isDirectory === false && only.certainty === "always" ? only : undefined;
}

/** The `RUN` instructions of the shipped image behind an instruction. */
function runsAfter(model: DockerfileModel, copy: CopyInstruction): readonly RunInstruction[] {
  const instructions = model.shippedChain.flatMap((stage) => stage.instructions);
  return instructions
    .slice(instructions.indexOf(copy) + 1)
    .filter((instruction): instruction is RunInstruction => instruction.keyword === "RUN");
}

/** Files that only serve to fetch packages and sources. */
function isForBuild(path: string): boolean {
  return /\/(?:\.npmrc|[._]netrc|\.pypirc|\.git-credentials|\.gem\/credentials|\.cargo\/credentials(?:\.toml)?|\.?composer\/auth\.json)$/.test(
    path,
  );
}
