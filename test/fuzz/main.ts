// npm run fuzz [-- --inputs 1000000 --seed 7]: texts that nobody would write, made by grammars and by tampering with bytes. Nothing may
// throw, every place must lie in its text, and none may take long. What breaks is kept in test/fuzz/kept, and is a test from then on.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Input, makeInput } from "./grammars.ts";
import { judge } from "./judge.ts";
import { fuzzServer } from "./messages.ts";
import { Random } from "./random.ts";

/** Of processor time, for an input of at most 20,000 characters. */
const MOST_MILLISECONDS = 2_000;
/** One message to a real server for so many texts. */
const TEXTS_PER_MESSAGE = 20;

const { values } = parseArgs({ options: { inputs: { type: "string", default: "20000" }, seed: { type: "string" } } });
const inputs = Number(values.inputs);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
console.log(`seed ${seed}, ${inputs} inputs`);

interface Slowest {
  readonly milliseconds: number;
  readonly input: Input | undefined;
}

let slowest: Slowest = { milliseconds: 0, input: undefined };
let faults = 0;

function report(input: unknown, why: string): void {
  faults++;
  const path = join("test/fuzz/kept", `${seed}-${faults}.json`);
  mkdirSync("test/fuzz/kept", { recursive: true });
  writeFileSync(path, `${JSON.stringify(input, null, 2)}\n`);
  console.log(`${path}: ${why.split("\n").slice(0, 3).join(" ").slice(0, 300)}`);
}

const random = new Random(seed);
for (let count = 0; count < inputs; count++) {
  const input = makeInput(random);
  const before = process.cpuUsage();
  try {
    judge(input);
  } catch (error) {
    report(input, error instanceof Error ? `${error.message} ${error.stack ?? ""}` : String(error));
  }
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, input };
  if (milliseconds > MOST_MILLISECONDS) report(input, `took ${milliseconds.toFixed(0)} ms`);
  if (count % 10_000 === 9_999) console.log(`${count + 1} inputs, ${faults} faults`);
}
for (const { why, ...kept } of await fuzzServer(random, Math.ceil(inputs / TEXTS_PER_MESSAGE))) report(kept, why);
const { milliseconds, input } = slowest;
console.log(
  `${inputs} inputs, ${faults} faults; the slowest took ${milliseconds.toFixed(0)} ms: a ${input?.kind} of ${input?.text.length} characters`,
);
process.exitCode = faults > 0 ? 1 : 0;
