// Which sections of published standards the rules answer to, and the topics under which they are found.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { alone, pathFor } from "../../scripts/generated/examples.ts";
import { analyze, type PodSecurityLevel, RULES, type Rule } from "../../server/src/core/index.ts";
import { POD_SECURITY_CONTROLS } from "../../server/src/core/knowledge/pod-security/controls.ts";
import {
  type Standard,
  sectionsOf,
  sectionTag,
  sectionText,
} from "../../server/src/core/knowledge/standards/standard.ts";
import { STANDARDS } from "../../server/src/core/knowledge/standards/standards.ts";
import { citedSections } from "../../server/src/core/rules/citations.ts";
import { readMarks } from "../../server/src/core/rules/example.ts";
import { TOPICS } from "../../server/src/core/rules/topics.ts";

const ALL: readonly Standard[] = Object.values(STANDARDS);

function ruleOf(id: string): Rule {
  const rule = RULES.find((candidate) => candidate.id === id);
  assert.ok(rule !== undefined, id);
  return rule;
}

/** Whether a bad example of a rule breaks a level of the Pod Security Standards. */
function breaksAt(rule: Rule, level: PodSecurityLevel): boolean {
  return rule.bad.some(({ code, files }) => {
    const { text } = readMarks(code);
    const options = alone(rule, files);
    const config = { ...options.config, podSecurity: { level, version: "latest" } };
    return analyze({ path: pathFor(rule, text), text }, { ...options, config }).diagnostics.length > 0;
  });
}

describe("topics", () => {
  it("are there for every rule, and each holds one", () => {
    assert.deepEqual([...new Set(RULES.map(({ topic }) => topic))].sort(), Object.keys(TOPICS).sort());
  });
});

for (const standard of ALL) {
  describe(standard.name, () => {
    const answered = RULES.flatMap(citedSections).filter((section) => section.standard === standard);
    const ids = sectionsOf(standard).map(({ id }) => id);

    it("has each section once", () => assert.equal(new Set(ids).size, ids.length));

    it("has for each section a rule or a reason why there is none, not both", () => {
      const unanswered = ids.filter((id) => !answered.some((section) => section.id === id));
      assert.deepEqual(unanswered, Object.keys(standard.unanswered));
    });

    it("is at an address, and so is each section", () => {
      assert.equal(new URL(standard.url).protocol, "https:");
      for (const id of ids) assert.equal(new URL(standard.sectionUrl?.(id) ?? standard.url).protocol, "https:");
    });

    it("has sections whose tags are single words", () => {
      for (const section of sectionsOf(standard)) assert.match(sectionTag(section), /^[\w.-]+$/);
    });
  });
}

describe("what a rule answers to", () => {
  it("is known by the ids in its file", () => {
    for (const rule of RULES) {
      const { podSecurity: _, ...others } = STANDARDS;
      for (const [key, standard] of Object.entries(others)) {
        const named: readonly string[] = rule.standards[key as keyof typeof others] ?? [];
        const cited = citedSections(rule).filter((section) => section.standard === standard);
        assert.deepEqual([...named].sort(), cited.map(({ id }) => id).sort(), `${rule.id}, ${standard.name}`);
      }
    }
  });

  it("is cited as people cite it", () => {
    const sections = citedSections(ruleOf("capabilities-not-dropped"));
    assert.deepEqual(sections.map(sectionText), [
      "5.4 Ensure that Linux kernel capabilities are restricted within containers",
      "5.2.8 Minimize the admission of containers with the NET_RAW capability",
      "5.2.9 Minimize the admission of containers with capabilities assigned",
      "Kubernetes Pod security: Pod security enforcement",
      "restricted: Capabilities",
      "T1611 Escape to Host",
    ]);
    assert.equal(sections.map(sectionTag)[0], "CIS-Docker-5.4");
  });

  it("is no more than a report may tag", () => {
    // GitHub takes 20 tags of a rule; `security`, the kind and the topic are three of them.
    for (const rule of RULES) assert.ok(citedSections(rule).length <= 17, rule.id);
  });
});

describe("the Pod Security Standards", () => {
  for (const rule of RULES) {
    const controls = rule.kind === "kubernetes" ? rule.podSecurity?.controls : undefined;
    if (controls === undefined) continue;
    const level = controls.some((control) => control in POD_SECURITY_CONTROLS.baseline) ? "baseline" : "restricted";
    it(`are asked for by ${rule.id} from ${level} up`, () => {
      assert.equal(breaksAt(rule, "privileged"), false);
      assert.equal(breaksAt(rule, "baseline"), level === "baseline");
      assert.equal(breaksAt(rule, "restricted"), true);
    });
  }

  const corpus = "../shared/corpus/pod-security/index.jsonl";
  const skip = existsSync(corpus) ? false : "the corpus is not beside the repository";

  it("have no control upstream that is not listed", { skip }, () => {
    const names = sectionsOf(STANDARDS.podSecurity).map(({ id }) => id.toLowerCase());
    const upstream = Array.from(
      readFileSync(corpus, "utf8").matchAll(/\/([a-z_]+)\d+\.yaml/g),
      ([, name = ""]) => name,
    );
    assert.ok(upstream.length > 200, `only ${upstream.length}`);
    const missing = upstream.filter((name) => !names.includes(name));
    assert.deepEqual([...new Set(missing)], []);
  });
});
