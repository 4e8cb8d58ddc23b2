import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { type Analysis, analyze, fixAll } from "../../server/src/core/index.ts";

const README = readFileSync("README.md", "utf8");
const [leak = "", fixed = ""] = Array.from(README.matchAll(/^```dockerfile\n([\s\S]*?)^```$/gm), ([, code]) => code);

function analysisOf(text: string): Analysis {
  return analyze({ path: "Dockerfile", text });
}

/** Rules other than those that the README is about have something to say of `FROM alpine`. */
function secretFindings({ diagnostics }: Analysis) {
  return diagnostics.filter(({ rule }) => rule.id.startsWith("secret-"));
}

describe("the README", () => {
  it("quotes the findings of its example as they are", () => {
    const analysis = analysisOf(leak);
    const found = secretFindings(analysis);
    assert.ok(found.length >= 2);
    for (const { rule, severity, span, message, related = [] } of found) {
      const { line, character } = analysis.lines.positionAt(span.start);
      const head = `Dockerfile:${line + 1}:${character + 1} ${severity} ${rule.id}\n  ${message}\n`;
      assert.ok(README.includes(head), `the README lacks\n${head}`);
      for (const place of related) {
        const at = analysis.lines.positionAt(place.span.start);
        const words = `  Dockerfile:${at.line + 1}:${at.character + 1}: ${place.message}\n`;
        assert.ok(README.includes(words), `the README lacks\n${words}`);
      }
    }
  });

  it("shows what fix-all makes of it, and that leaves no secret", () => {
    const result = fixAll(analysisOf(leak));
    assert.equal(result.text, fixed);
    assert.deepEqual(secretFindings(result.analysis), []);
    assert.ok(!result.text.includes("top-secret"));
  });
});
