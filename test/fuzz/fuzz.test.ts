// A few inputs of `npm run fuzz` in every run of the tests, and all those that once broke something.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { globSync } from "tinyglobby";
import { type Input, makeInput } from "./grammars.ts";
import { judge } from "./judge.ts";
import { fuzzServer, type Kept, sendAgain } from "./messages.ts";
import { Random } from "./random.ts";

const INPUTS = 2_000;
const MESSAGES = 400;

describe("texts that nobody would write", () => {
  for (const path of globSync(["test/fuzz/kept/*.json"]).sort()) {
    it(`once broken: ${path}`, async () => {
      const kept = JSON.parse(readFileSync(path, "utf8")) as Input | Kept;
      if ("kind" in kept) judge(kept);
      else assert.deepEqual(await sendAgain(kept), []);
    });
  }

  it(`${INPUTS} made by grammars and by tampering`, () => {
    const random = new Random(2026);
    for (let count = 0; count < INPUTS; count++) judge(makeInput(random));
  });

  it(`${MESSAGES} messages to a server, and bytes that are hardly any`, async () => {
    assert.deepEqual(await fuzzServer(new Random(2026), MESSAGES), []);
  });
});
