// A few inputs of `npm run fuzz` in every run of the tests, and all those that once broke something.
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { globSync } from "tinyglobby";
import { type Input, makeInput } from "./grammars.ts";
import { judge } from "./judge.ts";
import { Random } from "./random.ts";

const INPUTS = 2_000;

describe("texts that nobody would write", () => {
  for (const path of globSync(["test/fuzz/kept/*.json"]).sort()) {
    it(`once broken: ${path}`, () => judge(JSON.parse(readFileSync(path, "utf8")) as Input));
  }

  it(`${INPUTS} made by grammars and by tampering`, () => {
    const random = new Random(2026);
    for (let count = 0; count < INPUTS; count++) judge(makeInput(random));
  });
});
