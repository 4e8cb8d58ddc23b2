import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A file of the repository that is made from others; without a text it should not be there. */
export interface GeneratedFile {
  /** Path relative to the repository's root. */
  readonly path: string;
  readonly text: string | undefined;
}

/** Writes the files that are out of date, or with `isCheck` only names them and lets the process fail. */
export function update(files: readonly GeneratedFile[], isCheck: boolean): void {
  for (const file of files.filter(isStale)) {
    if (isCheck) {
      console.error(`${file.path} is out of date: run \`npm run generate\``);
      process.exitCode = 1;
    } else {
      write(file);
      console.log(`${file.text === undefined ? "removed" : "wrote"} ${file.path}`);
    }
  }
}

function isStale({ path, text }: GeneratedFile): boolean {
  return (existsSync(path) ? readFileSync(path, "utf8") : undefined) !== text;
}

/** In one step, so that nobody reads half a file. */
function write({ path, text }: GeneratedFile): void {
  if (text === undefined) {
    rmSync(path);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.tmp`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}
