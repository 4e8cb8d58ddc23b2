// Draws findings of the corpus to be judged by a person: `node scripts/run.mjs sample-findings dockerfiles`.
// Writes one JSON object a line: all errors, and of the others as many as make 200, drawn with a fixed seed.
import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { analyze } from "../server/src/core/index.ts";

const CORPUS = "../shared/corpus";
const SIZE = 200;
const SEED = 20261124;
const TODAY = "2026-11-24";

interface Sampled {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

function findings(folder: string): readonly Sampled[] {
  return globSync(`${CORPUS}/${folder}/**/*`, { ignore: ["**/index.jsonl"] })
    .sort()
    .flatMap((path) => {
      const file = path.slice(CORPUS.length + 1);
      const { diagnostics, lines } = analyze({ path: file, text: readFileSync(path, "utf8") }, { today: TODAY });
      return diagnostics.map(({ rule, severity, message, span }): Sampled => {
        const { line, character } = lines.positionAt(span.start);
        return { file, line: line + 1, column: character + 1, rule: rule.id, severity, message };
      });
    });
}

/** Mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function draw(all: readonly Sampled[]): readonly Sampled[] {
  const random = randomFrom(SEED);
  const errors = all.filter(({ severity }) => severity === "error");
  const others = all.filter(({ severity }) => severity !== "error").map((found) => ({ found, order: random() }));
  const drawn = others.sort((a, b) => a.order - b.order).slice(0, Math.max(0, SIZE - errors.length));
  return [...errors, ...drawn.map(({ found }) => found)];
}

const [folder = "dockerfiles"] = process.argv.slice(2);
for (const found of draw(findings(folder))) console.log(JSON.stringify(found));
