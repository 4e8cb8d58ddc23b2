// Where a text holds credentials, so that nothing that is printed repeats them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { secretSpans } from "../../../server/src/core/engine/secret-spans.ts";
import { type AnalyzeOptions, analyze, DEFAULT_CONFIG } from "../../../server/src/core/index.ts";

const PASSWORD = "kX9vQ2mZ7pL4";
const TEXT = `FROM debian:12\nENV DB_PASSWORD=${PASSWORD}\n`;

function secretsOf(path: string, options: AnalyzeOptions): readonly string[] {
  const spans = secretSpans(analyze({ path, text: TEXT }, options), options);
  return [...new Set(spans.map(({ start, end }) => TEXT.slice(start, end)))];
}

describe("the secrets of a text", () => {
  const isOff: AnalyzeOptions = { config: { ...DEFAULT_CONFIG, rules: { "secret-in-env": "off" } } };

  it("are known where the rule about them is switched off", () => {
    assert.deepEqual(secretsOf("Dockerfile", isOff), [PASSWORD]);
  });

  it("are known in a file that only the editor knows for a Dockerfile", () => {
    assert.deepEqual(secretsOf("build", { ...isOff, languageId: "dockerfile" }), [PASSWORD]);
  });
});
