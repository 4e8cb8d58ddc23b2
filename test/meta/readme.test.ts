import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { type Analysis, analyze, fixAll, RULES } from "../../server/src/core/index.ts";

const README = readFileSync("README.md", "utf8");
const [leak = "", fixed = ""] = Array.from(README.matchAll(/^```dockerfile\n([\s\S]*?)^```$/gm), ([, code]) => code);

function analysisOf(text: string): Analysis {
  return analyze({ path: "Dockerfile", text });
}

/** Rules other than those that the README is about have something to say of `FROM alpine`. */
function secretFindings({ diagnostics }: Analysis) {
  return diagnostics.filter(({ rule }) => rule.id.startsWith("secret-"));
}

const MEASURED = readFileSync("docs/performance.md", "utf8").split("\n").map(cellsOf);

function cellsOf(row: string): readonly string[] {
  return row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** A figure from the tables of measurements, by the first cell of its row and, where it is told, the second one; empty where there is none. */
function measured(first: string, second: string, column: number): string {
  const row = MEASURED.find((cells) => cells[0] === first && (second === "" || cells[1] === second));
  return row?.[column]?.replace("1.0×", "1") ?? "";
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

  it("counts the rules, and those with fixes, as the list of rules does", () => {
    const list = readFileSync("docs/rules/README.md", "utf8");
    const rulesWith = (fix: string): number => list.split(`| ${fix} |\n`).length - 1;
    const [fixed, offered] = [rulesWith("fix-all"), rulesWith("quick fix")];
    assert.ok(README.includes(`all [${RULES.length} rules](docs/rules/README.md)`));
    assert.ok(README.includes(`${fixed} of them repair what they find without asking, ${offered} more offer edits`));
    assert.ok(README.includes(`| ${fixed + offered} of ${RULES.length} rules |`));
  });

  it("tells the figures of the other linters as they were measured", () => {
    const peers = ["hullcheck", "hadolint", "tally", "trivy", "checkov"];
    const expected = [
      ["Processor time, 267 Dockerfiles", peers.map((peer) => measured("267 dockerfiles", peer, 6))],
      ["Processor time, 292 manifests", peers.map((peer) => measured("292 manifests", peer, 6))],
      [
        "Processor time, one Dockerfile, ms",
        peers.map((peer) =>
          measured(`${peer}, ${peer === "hullcheck" ? "a Dockerfile" : "the same dockerfile"}`, "", 3),
        ),
      ],
    ] as const;
    for (const [title, figures] of expected) {
      const [, ...cells] = cellsOf(README.split("\n").find((line) => line.startsWith(`| ${title} |`)) ?? "");
      assert.deepEqual(cells.slice(0, peers.length), figures, title);
    }
  });
});
