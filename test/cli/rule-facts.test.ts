// What the command line tells of a rule beside its findings: its topic and the standards it answers to.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Log } from "sarif";
import { RULES } from "../../server/src/core/index.ts";
import { TOPICS } from "../../server/src/core/rules/topics.ts";
import { folderWith, hullcheck, useBuiltCli } from "./harness.ts";

useBuiltCli();
const cwd = folderWith({ Dockerfile: "FROM scratch\nUSER root\n" });

describe("a rule's topic and standards", () => {
  it("stand on the page that `explain` prints", () => {
    const { stdout } = hullcheck(["explain", "capabilities-not-dropped"], { cwd });
    assert.match(stdout, /^Topic: Privileges and capabilities\.$/m);
    assert.match(stdout, /^In standards\n- CIS Docker Benchmark: 5\.4 Ensure that Linux kernel capabilities .*$/m);
    assert.match(stdout, /^- Pod Security Standards: restricted: Capabilities$/m);
  });

  it("are no part of it where there are none", () => {
    assert.doesNotMatch(hullcheck(["explain", "unused-suppression"], { cwd }).stdout, /In standards/);
  });

  it("order the list of rules", () => {
    const headings = Array.from(
      hullcheck(["--list-rules"], { cwd }).stdout.matchAll(/^(\S.*) \((\d+) rules?\)$/gm),
      ([, title, count]) => [title, Number(count)],
    );
    const topics = Object.entries(TOPICS).map(([topic, title]) => [
      title,
      RULES.filter((rule) => rule.topic === topic).length,
    ]);
    assert.deepEqual(headings, topics);
  });

  it("are in the list as JSON", () => {
    const { stdout } = hullcheck(["--list-rules", "--format", "json"], { cwd });
    const listed = JSON.parse(stdout).find(({ id }: { id: string }) => id === "host-port");
    assert.equal(listed.topic, "host-access");
    assert.deepEqual(listed.standards, {
      cisDocker: ["5.8"],
      cisKubernetes: ["5.2.12"],
      podSecurity: ["hostPorts"],
    });
  });

  it("are tags of the rule in SARIF", () => {
    const log: Log = JSON.parse(hullcheck(["--format", "sarif"], { cwd }).stdout);
    const [run] = log.runs;
    const rule = run?.tool.driver.rules?.find(({ id }) => id === "root-user");
    assert.deepEqual(rule?.properties?.tags, [
      "security",
      "dockerfile",
      "users",
      "CIS-Docker-4.1",
      "NSA-CISA-non-root-containers",
      "MITRE-ATTACK-T1611",
    ]);
  });
});
