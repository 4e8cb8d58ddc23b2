import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pathFor } from "../../../scripts/generated/examples.ts";
import { analyze, explainAt } from "../../../server/src/core/index.ts";
import { explainCapability } from "../../../server/src/core/knowledge/capabilities.ts";
import type { Explanation } from "../../../server/src/core/knowledge/explanation.ts";
import { explainMount, explainPodField, explainSecurityField } from "../../../server/src/core/knowledge/fields.ts";
import { CAPABILITY_POWERS } from "../../../server/src/core/knowledge/pod-security/capabilities.ts";
import { allExamples } from "../../examples.ts";

/** Five lines at most: a title, sentences, a link. */
function assertShape(name: string, explanation: Explanation | undefined): void {
  assert.ok(explanation !== undefined, name);
  const { title, lines, link } = explanation;
  assert.ok(title.trim() !== "" && lines.length >= 1 && lines.length <= 3, name);
  for (const line of lines) {
    assert.match(line, /^[^\s].*\.$/, `${name}: ${line}`);
    assert.ok(line.length <= 200, `${name}: ${line}`);
  }
  assert.match(link.url, /^https:\/\/(?:kubernetes\.io|docs\.docker\.com|man7\.org)\//, name);
  assert.ok(link.title.trim() !== "", name);
}

/** Kubernetes API reference, core/v1: SecurityContext and PodSecurityContext, without what only describes Windows or volumes further. */
const SECURITY_CONTEXT =
  "allowPrivilegeEscalation appArmorProfile capabilities fsGroup fsGroupChangePolicy privileged procMount readOnlyRootFilesystem runAsGroup runAsNonRoot runAsUser seLinuxOptions seccompProfile supplementalGroups supplementalGroupsPolicy sysctls windowsOptions";
const POD = "automountServiceAccountToken hostIPC hostNetwork hostPID hostUsers securityContext shareProcessNamespace";

describe("explanations", () => {
  it("cover every field of a security context, and the pod's that open it to the node", () => {
    for (const name of SECURITY_CONTEXT.split(" ")) {
      for (const value of [undefined, "true", "0", "Unconfined"]) {
        assertShape(`${name}: ${value}`, explainSecurityField(name, value));
      }
    }
    for (const name of POD.split(" ")) assertShape(name, explainPodField(name, undefined));
  });

  it("tell the values of profiles apart", () => {
    const told = ["RuntimeDefault", "Localhost", "Unconfined"].map((value) => {
      const explanation = explainSecurityField("seccompProfile.type", value);
      assertShape(value, explanation);
      return explanation?.lines.join();
    });
    assert.equal(new Set(told).size, 3);
  });

  it("cover every capability, in every spelling", () => {
    for (const name of Object.keys(CAPABILITY_POWERS)) {
      assertShape(name, explainCapability(name));
      assert.deepEqual(explainCapability(`cap_${name.toLowerCase()}`), explainCapability(name));
    }
    assert.equal(explainCapability("CAP_CONSTRUCTOR"), undefined);
    assert.equal(explainCapability("constructor"), undefined);
  });

  it("cover every kind of mount", () => {
    for (const type of ["bind", "cache", "secret", "ssh", "tmpfs"]) assertShape(type, explainMount(type));
    assert.equal(explainMount("toString"), undefined);
  });

  it("hold at any place of any example, and stay inside it", () => {
    let count = 0;
    for (const { rule, text } of allExamples()) {
      const analysis = analyze({ path: pathFor(rule, text), text });
      for (let offset = 0; offset <= text.length; offset += 3) {
        const explanation = explainAt(analysis, offset);
        if (explanation === undefined) continue;
        count++;
        assertShape(text, explanation);
        assert.ok(explanation.span.start <= offset && offset <= explanation.span.end, `${text} at ${offset}`);
      }
    }
    assert.ok(count > 500, `only ${count}`);
  });
});
