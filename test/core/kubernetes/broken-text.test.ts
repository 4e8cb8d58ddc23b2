// While a list or a quote is open, where a value ends is a guess: no edit may land inside of one.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, DEFAULT_CONFIG, hardenToRestricted } from "../../../server/src/core/index.ts";

const pod = (line: string, more = ""): string => `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  hostNetwork: true
  containers:
    - name: web
      image: web:1
      securityContext:
        privileged: true
        ${line}
${more}`;

function fixes(text: string): readonly string[] {
  const { diagnostics } = analyze({ path: "pod.yaml", text });
  assert.ok(diagnostics.length > 0);
  return diagnostics.filter(({ fixes: offered = [] }) => offered.length > 0).map(({ rule }) => rule.id);
}

describe("a manifest that is being typed", () => {
  for (const line of [
    "capabilities: {drop: [",
    "capabilities: {drop: [NET_RAW",
    "capabilities:\n          drop: [",
    'runAsNonRoot: "',
    "seccompProfile: {type: ",
    "capabilities: {add: [SYS_ADMIN",
  ]) {
    it(`${JSON.stringify(line)}: has no fixes while it is open`, () => {
      for (const text of [pod(line), pod(line, "      ports: []\n")]) {
        assert.deepEqual(fixes(text), []);
        const analysis = analyze({ path: "pod.yaml", text });
        assert.equal(hardenToRestricted(analysis, text.indexOf("hostNetwork"), DEFAULT_CONFIG), undefined);
      }
    });
  }

  it("has them when it is closed, and so have the documents beside it", () => {
    assert.notDeepEqual(fixes(pod("capabilities: {drop: [NET_RAW]}")), []);
    assert.notDeepEqual(fixes(`${pod("capabilities: {drop: [")}---\n${pod("runAsUser: 1000")}`), []);
  });
});
