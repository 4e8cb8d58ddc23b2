import { setFields } from "../../kubernetes/edit.ts";
import type { KubernetesDocument, Pod } from "../../kubernetes/model.ts";
import { mappingAt, stringAt } from "../../kubernetes/node.ts";
import { fieldAt } from "../../kubernetes/render.ts";
import { type SecurityContextPlace, securityContexts } from "../../kubernetes/security.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";
import type { Finding, Fix } from "../rule.ts";

export const apparmorOverride = definePodSecurityRule({
  id: "apparmor-override",
  title: "AppArmor's confinement is switched off",
  severity: "error",
  controls: ["appArmorProfile"],
  topic: "isolation",
  actors: ["compromised application process", "external attacker"],
  why: "On nodes with AppArmor the runtime's profile keeps a container from mounting file systems and from writing to the kernel's interfaces under `/proc` and `/sys`. `Unconfined` takes that wall away, and with it a layer that has stopped container escapes.",
  remedy: "Use `RuntimeDefault`, or a profile of your own (`Localhost`) that allows just what the program needs.",
  *checkPod(document, pod) {
    for (const place of securityContexts(pod)) yield* judgeField(document, place);
    yield* judgeAnnotations(document, pod);
  },
  bad: [
    {
      title: "a container without confinement",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        appArmorProfile:
          type: «Unconfined»
`,
    },
    {
      title: "by the annotation of older releases",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    metadata:
      annotations:
        container.apparmor.security.beta.kubernetes.io/web: «unconfined»
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
`,
    },
  ],
  good: [
    {
      title: "the runtime's profile",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
  annotations:
    container.apparmor.security.beta.kubernetes.io/web: runtime/default
spec:
  securityContext:
    appArmorProfile:
      type: RuntimeDefault
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
    {
      title: "a profile of the node",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        appArmorProfile:
          type: Localhost
          localhostProfile: shop-web
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: AppArmor",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
    {
      title: "Kubernetes: restrict a container's access to resources with AppArmor",
      url: "https://kubernetes.io/docs/tutorials/security/apparmor/",
    },
  ],
  standards: {
    cisDocker: ["5.2"],
    cisKubernetes: ["5.6.3"],
    nsaCisa: ["pod-security-enforcement"],
    mitreAttack: ["T1611"],
  },
  equivalents: { trivy: ["KSV-0002"], polaris: ["linuxHardening"], kubescape: ["C-0055"] },
});

const NOTE = "The runtime's profile forbids mounting file systems and writing to parts of `/proc` and `/sys`.";

function* judgeField(document: KubernetesDocument, { owner, label }: SecurityContextPlace): Iterable<Finding> {
  const path = ["securityContext", "appArmorProfile", "type"] as const;
  const type = stringAt(owner, ...path);
  if (type.kind !== "known" || type.span === undefined || /^(?:RuntimeDefault|Localhost|)$/.test(type.value)) return;
  yield {
    span: type.span,
    message: `${label} sets the AppArmor profile \`${type.value}\`: the runtime's own confinement no longer holds.`,
    fixes: fix(document, owner, path, "RuntimeDefault"),
  };
}

/** How a profile was chosen before 1.30; Pod Security still reads it. */
const ANNOTATION_PREFIX = "container.apparmor.security.beta.kubernetes.io/";

function* judgeAnnotations(document: KubernetesDocument, { metadata, owner }: Pod): Iterable<Finding> {
  for (const { key } of mappingAt(metadata, "annotations")?.entries ?? []) {
    if (!key.startsWith(ANNOTATION_PREFIX)) continue;
    const profile = stringAt(metadata, "annotations", key);
    if (profile.kind !== "known" || profile.span === undefined) continue;
    if (/^(?:$|runtime\/default$|localhost\/)/.test(profile.value)) continue;
    yield {
      span: profile.span,
      message: `Container \`${key.slice(ANNOTATION_PREFIX.length)}\` of ${owner} gets the AppArmor profile \`${profile.value}\`: the runtime's own confinement no longer holds.`,
      fixes: fix(document, metadata, ["annotations", key], "runtime/default"),
    };
  }
}

function fix(
  document: KubernetesDocument,
  owner: Pod["metadata"],
  path: readonly string[],
  profile: string,
): readonly Fix[] {
  return manifestFix(owner && setFields(document, owner, fieldAt(path, profile)), {
    title: `Use \`${profile}\``,
    isSafe: false,
    note: NOTE,
  });
}
