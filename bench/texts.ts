import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { globSync } from "tinyglobby";
import { detect } from "../server/src/core/index.ts";

/** Real files, which lie beside the repository. */
const CORPUS = resolve("../shared/corpus");

export interface NamedText {
  readonly path: string;
  readonly text: string;
}

/** The files of a folder of the corpus that are no templates, in a fixed order. */
export function corpusFiles(folder: "dockerfiles" | "manifests"): readonly NamedText[] {
  if (!existsSync(CORPUS)) throw new Error(`the benchmark reads real files, and there are none in ${CORPUS}`);
  const kind = folder === "dockerfiles" ? "dockerfile" : "kubernetes";
  return globSync([`${folder}/**/*`], { cwd: CORPUS, absolute: true, dot: true })
    .sort()
    .map((path) => ({ path, text: readFileSync(path, "utf8") }))
    .filter(({ path, text }) => detect(path, text) === kind && !text.includes("{{"));
}

const LARGEST = "manifests/argoproj__argo-cd/manifests/install.yaml";

/** The 34,000 lines that install Argo CD; one of its documents has 20,000. */
export function largestManifest(): NamedText {
  const path = resolve(CORPUS, LARGEST);
  return { path, text: readFileSync(path, "utf8") };
}

/** A Dockerfile of that many lines: real ones, one after the other, each with its stages. */
export function dockerfileOf(lines: number): NamedText {
  const text = joined(
    corpusFiles("dockerfiles").map((file) => file.text),
    "",
    lines,
  );
  return { path: "Dockerfile", text };
}

/** A file of manifests of that many lines: real ones, none above 2,000 lines, one after the other. */
export function manifestOf(lines: number): NamedText {
  const files = corpusFiles("manifests").filter(({ text }) => countLines(text) <= 2000);
  return {
    path: "manifests.yaml",
    text: joined(
      files.map((file) => file.text),
      "---\n",
      lines,
    ),
  };
}

/** Begins anew where the files are too few; a number in a comment makes each round other texts. */
function joined(texts: readonly string[], between: string, lines: number): string {
  let whole = "";
  let count = 0;
  for (let round = 0; count < lines; round++) {
    for (const text of texts) {
      const piece = `${count === 0 ? "" : between}${round === 0 ? "" : `# ${round}\n`}${text.replace(/\r/g, "").trimEnd()}\n`;
      whole += piece;
      count += countLines(piece);
      if (count >= lines) break;
    }
  }
  return `${whole.split("\n").slice(0, lines).join("\n")}\n`;
}

export function countLines(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
