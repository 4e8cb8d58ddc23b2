import { replaceField, setFields } from "../../kubernetes/edit.ts";
import { fieldValueOf } from "../../kubernetes/field-value.ts";
import { labelOf } from "../../kubernetes/kinds.ts";
import { combine, type ManifestEdit } from "../../kubernetes/manifest-edit.ts";
import type { KubernetesDocument, KubernetesObject, Pod } from "../../kubernetes/model.ts";
import {
  booleanAt,
  entryAt,
  integerAt,
  lookUp,
  type MappingNode,
  mappingAt,
  nodeAt,
  stringAt,
} from "../../kubernetes/node.ts";
import { removeField } from "../../kubernetes/remove.ts";
import { securityContexts } from "../../kubernetes/security.ts";
import { aroundPod } from "../../kubernetes/workloads.ts";
import { manifestFix } from "../manifest-fix.ts";
import { defineKubernetesRule, type Finding, type Fix } from "../rule.ts";

/** Fields by the place that Kubernetes has them in. Source: API reference, core/v1 Pod, SecurityContext and PodSecurityContext. */
const CONTAINER_ONLY = [
  "allowPrivilegeEscalation",
  "capabilities",
  "privileged",
  "procMount",
  "readOnlyRootFilesystem",
];
const POD_ONLY = [
  "fsGroup",
  "fsGroupChangePolicy",
  "seLinuxChangePolicy",
  "supplementalGroups",
  "supplementalGroupsPolicy",
  "sysctls",
];
const BOTH = [
  "appArmorProfile",
  "runAsGroup",
  "runAsNonRoot",
  "runAsUser",
  "seccompProfile",
  "seLinuxOptions",
  "windowsOptions",
];
const SPEC_ONLY = [
  "automountServiceAccountToken",
  "hostIPC",
  "hostNetwork",
  "hostPID",
  "hostUsers",
  "shareProcessNamespace",
];

export const misplacedSecurityField = defineKubernetesRule({
  id: "misplaced-security-field",
  title: "A security setting stands where it does nothing",
  severity: "warning",
  topic: "enforcement",
  actors: ["inadvertent insider"],
  why: "Kubernetes knows each security setting in one place only: some in a container's `securityContext`, some in the pod's, some beside it. In another place it is dropped without a word, or refused where `kubectl` validates, and whoever wrote it believes in a protection that is not there.",
  remedy: "Move the field to the place that Kubernetes has it in.",
  *check(document) {
    for (const object of document.objects) {
      for (const misplaced of findMisplaced(document, object)) {
        const entry = entryAt(misplaced.holder, misplaced.key);
        if (entry === undefined || entry.isConditional || isEmpty(misplaced.holder, misplaced.key)) continue;
        yield { span: entry.keySpan, message: misplaced.message, fixes: misplaced.fix() } satisfies Finding;
      }
    }
  },
  bad: [
    {
      title: "a container's setting at the pod",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      securityContext:
        runAsNonRoot: true
        «allowPrivilegeEscalation»: false
        «capabilities»:
          drop: [ALL]
      containers:
        - name: web
          image: registry.example/web:1.4
`,
    },
    {
      title: "a pod's setting at a container",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        readOnlyRootFilesystem: true
        «fsGroup»: 2000
`,
    },
    {
      title: "around the pod",
      code: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "@daily"
  «securityContext»:
    runAsNonRoot: true
  jobTemplate:
    spec:
      template:
        «securityContext»:
          runAsNonRoot: true
        spec:
          containers:
            - name: report
              image: registry.example/report:7
`,
    },
    {
      title: "beside the security context",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  «runAsUser»: 10001
  containers:
    - name: web
      image: registry.example/web:1.4
      «readOnlyRootFilesystem»: true
      securityContext:
        allowPrivilegeEscalation: false
        «hostUsers»: false
`,
    },
  ],
  good: [
    {
      title: "everything in its place",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  hostUsers: false
  automountServiceAccountToken: false
  securityContext:
    fsGroup: 2000
    runAsNonRoot: true
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        runAsUser: 10001
        capabilities: {drop: [ALL]}
`,
    },
    {
      title: "nothing that could have an effect",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      capabilities: {}
`,
    },
    {
      title: "a custom resource with a schema of its own",
      code: `apiVersion: monitoring.example.com/v1
kind: Monitor
metadata:
  name: shop
spec:
  allowPrivilegeEscalation: false
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
  ],
  references: [
    {
      title: "Kubernetes API: PodSpec",
      url: "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context",
    },
    {
      title: "Kubernetes: configure a security context",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    },
  ],
  standards: { cisKubernetes: ["5.6.3"] },
  equivalents: {},
});

interface Misplaced {
  /** The mapping that the field stands in. */
  readonly holder: MappingNode;
  readonly key: string;
  readonly message: string;
  readonly fix: () => readonly Fix[];
}

/** Every place where a field could stand wrongly; whether it does is not looked at here. */
/** `null` and `{}` set nothing, wherever they stand. */
function isEmpty(holder: MappingNode, key: string): boolean {
  const node = nodeAt(holder, key);
  return lookUp(holder, key).kind === "unset" || (node?.kind === "mapping" && node.entries.length === 0);
}

function* findMisplaced(document: KubernetesDocument, object: KubernetesObject): Iterable<Misplaced> {
  for (const holder of aroundPod(object)) {
    yield {
      holder,
      key: "securityContext",
      message: `${labelOf(object)} sets \`securityContext\` outside of the pod's \`spec\`: here it does nothing.`,
      fix: () => toPod(document, object, holder),
    };
  }
  for (const pod of object.pods) if (pod.isPodSpec) yield* findInPod(document, pod);
}

function* findInPod(document: KubernetesDocument, pod: Pod): Iterable<Misplaced> {
  for (const { owner, context, label, isContainer } of securityContexts(pod)) {
    const remove = (key: string): ManifestEdit | undefined => removeField(document, owner, ["securityContext", key]);
    for (const key of isContainer ? POD_ONLY : CONTAINER_ONLY) {
      yield {
        holder: context,
        key,
        message: isContainer
          ? `${label} sets \`${key}\`, which only a pod's security context has: here it does nothing.`
          : `${label} sets \`${key}\`, which only a container's security context has: here it protects no container.`,
        fix: () =>
          toContext(
            document,
            isContainer ? [pod.spec] : pod.containers.map(({ node }) => node),
            context,
            key,
            remove(key),
          ),
      };
    }
    for (const key of SPEC_ONLY) {
      yield {
        holder: context,
        key,
        message: `${label} sets \`${key}\` in a security context, but it is a field of the pod's spec: here it does nothing.`,
        fix: () => toSpec(document, pod, context, key, remove(key)),
      };
    }
  }
  yield* findOutside(document, pod);
}

/** Fields of a security context that stand beside it. */
function* findOutside(document: KubernetesDocument, pod: Pod): Iterable<Misplaced> {
  const owners = [{ node: pod.spec, label: pod.label, keys: [...BOTH, ...POD_ONLY, ...CONTAINER_ONLY] }];
  for (const { node, label } of pod.containers.filter(({ isConditional }) => !isConditional))
    owners.push({ node, label, keys: [...BOTH, ...CONTAINER_ONLY, ...POD_ONLY] });
  for (const { node, label, keys } of owners) {
    for (const key of keys) {
      yield {
        holder: node,
        key,
        message: `${label} sets \`${key}\` outside of its \`securityContext\`: here it does nothing.`,
        fix: () => inward(document, pod, node, key),
      };
    }
  }
}

/** Moves a whole security context to the pod, where that has none and could have all of its fields. */
function toPod(document: KubernetesDocument, { pods }: KubernetesObject, holder: MappingNode): readonly Fix[] {
  const context = mappingAt(holder, "securityContext");
  const [pod] = pods;
  if (pod === undefined || context === undefined || entryAt(pod.spec, "securityContext") !== undefined) return [];
  const isForPods = context.entries.every(({ key }) => POD_ONLY.includes(key) || isSharedHardening(context, key));
  const value = fieldValueOf(context);
  if (!isForPods || value === undefined) return [];
  const addition = setFields(document, pod.spec, { securityContext: value });
  const removal = removeField(document, holder, ["securityContext"]);
  return fixBy(combine([removal, addition]), "Move `securityContext` to the pod");
}

function isSharedHardening(context: MappingNode, key: string): boolean {
  return BOTH.includes(key) && isHardening(context, key);
}

/** Moves a field to the security contexts that lack it. What weakens the pod is not put where it works. */
function toContext(
  document: KubernetesDocument,
  owners: readonly MappingNode[],
  holder: MappingNode,
  key: string,
  removal: ManifestEdit | undefined,
): readonly Fix[] {
  const entry = entryAt(holder, key);
  const value = entry && fieldValueOf(entry.value);
  if (!isHardening(holder, key)) return fixBy(removal, `Remove \`${key}\``);
  const lacking = owners.filter((owner) => lookUp(owner, "securityContext", key).kind === "unset");
  if (value === undefined || owners.length === 0) return [];
  const additions = lacking.map((owner) => setFields(document, owner, { securityContext: { [key]: value } }));
  return fixBy(combine([removal, ...additions]), `Move \`${key}\` to where it works`);
}

function toSpec(
  document: KubernetesDocument,
  pod: Pod,
  holder: MappingNode,
  key: string,
  removal: ManifestEdit | undefined,
): readonly Fix[] {
  const isOff = booleanAt(holder, key);
  const matters = key === "hostUsers" || key === "automountServiceAccountToken";
  if (!matters || isOff.kind !== "known" || isOff.value) return fixBy(removal, `Remove \`${key}\``);
  if (lookUp(pod.spec, key).kind !== "unset") return fixBy(removal, `Remove \`${key}\``);
  const addition = setFields(document, pod.spec, { [key]: false });
  return fixBy(combine([removal, addition]), `Move \`${key}\` to where it works`);
}

/** Moves a field into the security context beside it, or to the one that has such a field. */
function inward(document: KubernetesDocument, pod: Pod, holder: MappingNode, key: string): readonly Fix[] {
  const isContainer = holder !== pod.spec;
  const removal = removeField(document, holder, [key]);
  if (isContainer ? POD_ONLY.includes(key) : CONTAINER_ONLY.includes(key)) {
    return toContext(document, isContainer ? [pod.spec] : pod.containers.map(({ node }) => node), holder, key, removal);
  }
  const entry = entryAt(holder, key);
  const value = entry && fieldValueOf(entry.value);
  const isFree = lookUp(holder, "securityContext", key).kind === "unset";
  if (!isHardening(holder, key) || !isFree) return fixBy(removal, `Remove \`${key}\``);
  if (value === undefined) return [];
  return fixBy(
    replaceField(document, holder, key, { securityContext: { [key]: value } }),
    `Move \`${key}\` to where it works`,
  );
}

function fixBy(edit: ManifestEdit | undefined, title: string): readonly Fix[] {
  const note = title.startsWith("Move")
    ? "From then on the setting is in force: see whether the program still runs."
    : undefined;
  return manifestFix(edit, { title, isSafe: false, ...(note !== undefined && { note }) });
}

/** Whether a field, put where it works, would protect the pod (or do no harm). */
function isHardening(holder: MappingNode, key: string): boolean {
  const bool = booleanAt(holder, key);
  switch (key) {
    case "allowPrivilegeEscalation":
    case "privileged":
      return bool.kind === "known" && !bool.value;
    case "readOnlyRootFilesystem":
    case "runAsNonRoot":
      return bool.kind === "known" && bool.value;
    case "runAsUser":
    case "runAsGroup": {
      const id = integerAt(holder, key);
      return id.kind === "known" && id.value !== 0;
    }
    case "capabilities":
      return lookUp(holder, key, "add").kind === "unset";
    case "seccompProfile":
    case "appArmorProfile": {
      const type = stringAt(holder, key, "type");
      return type.kind === "known" && /^(?:RuntimeDefault|Localhost)$/.test(type.value);
    }
    case "procMount":
    case "sysctls":
    case "windowsOptions":
    case "seLinuxOptions":
      return false;
    default:
      return true;
  }
}
