import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { globSync } from "tinyglobby";
import { parseKubernetes } from "../../server/src/core/kubernetes/parse.ts";
import { capabilitiesNotDropped } from "../../server/src/core/rules/kubernetes/capabilities-not-dropped.ts";
import { hostNamespace } from "../../server/src/core/rules/kubernetes/host-namespace.ts";
import { hostPathVolume } from "../../server/src/core/rules/kubernetes/host-path-volume.ts";
import { mayRunAsRoot } from "../../server/src/core/rules/kubernetes/may-run-as-root.ts";
import { privilegeEscalationAllowed } from "../../server/src/core/rules/kubernetes/privilege-escalation-allowed.ts";
import { privilegedContainer } from "../../server/src/core/rules/kubernetes/privileged-container.ts";
import { runsAsRoot } from "../../server/src/core/rules/kubernetes/runs-as-root.ts";
import type { KubernetesRule } from "../../server/src/core/rules/rule.ts";

const CORPUS = "../shared/corpus/pod-security";
const skip = existsSync(CORPUS) ? false : "the corpus is not beside the repository";

const BASELINE = [privilegedContainer, hostNamespace, hostPathVolume];
const RESTRICTED = [...BASELINE, privilegeEscalationAllowed, mayRunAsRoot, runsAsRoot, capabilitiesNotDropped];

/** The upstream name of a control's test pods, without their number, and the rule that decides it. */
const CONTROLS: Readonly<Record<string, readonly KubernetesRule[]>> = {
  privileged: [privilegedContainer],
  hostnamespaces: [hostNamespace],
  hostpathvolumes: [hostPathVolume],
  allowprivilegeescalation: [privilegeEscalationAllowed],
  runasnonroot: [mayRunAsRoot],
  runasuser: [runsAsRoot],
  capabilities_restricted: [capabilitiesNotDropped],
};

function broken(file: string, rules: readonly KubernetesRule[]): readonly string[] {
  const { parts } = parseKubernetes(readFileSync(file, "utf8"));
  return rules
    .filter((rule) => parts.some(({ document }) => [...rule.check(document, { path: file })].length > 0))
    .map(({ id }) => id);
}

test("a pod that upstream lets pass breaks none of the level's rules", { skip }, () => {
  for (const [level, rules] of Object.entries({ baseline: BASELINE, restricted: RESTRICTED })) {
    const files = globSync(`${CORPUS}/${level}/*/pass/*.yaml`);
    assert.ok(files.length > 0);
    for (const file of files) assert.deepEqual(broken(file, rules), [], file);
  }
});

test("a pod that upstream refuses breaks the rule of its control, and no other", { skip }, () => {
  let count = 0;
  for (const file of globSync(`${CORPUS}/restricted/*/fail/*.yaml`)) {
    const control = /([^/]*?)\d*\.yaml$/.exec(file)?.[1] ?? "";
    const rules = CONTROLS[control];
    if (rules === undefined) continue;
    count++;
    assert.deepEqual(
      broken(file, RESTRICTED),
      rules.map(({ id }) => id),
      file,
    );
  }
  assert.ok(count > 30, `only ${count} pods were judged`);
});
