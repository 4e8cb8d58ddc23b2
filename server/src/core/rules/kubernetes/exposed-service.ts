import { INTERNAL_ANNOTATIONS, SOURCE_RANGES_ANNOTATION } from "../../knowledge/services/internal.ts";
import { annotation, isKind, labelOf } from "../../kubernetes/kinds.ts";
import type { KubernetesObject } from "../../kubernetes/model.ts";
import { entryAt, lookUp, mappingAt, stringAt } from "../../kubernetes/node.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

export const exposedService = defineKubernetesRule({
  id: "exposed-service",
  title: "A Service is open to the outside",
  severity: "information",
  topic: "network",
  actors: ["external attacker", "internal attacker"],
  why: "A NodePort opens a port on every node, a LoadBalancer a public address, both past an Ingress and what it checks. `externalIPs` even take over traffic to addresses that belong to somebody else (CVE-2020-8554).",
  remedy:
    "Use ClusterIP behind an Ingress or Gateway. Where a LoadBalancer is wanted, name who may call in `loadBalancerSourceRanges`, or make it internal by the cloud's annotation.",
  *check(document) {
    for (const object of document.objects) {
      if (isKind(object, "Service", "")) yield* judge(object);
    }
  },
  bad: [
    {
      title: "a port on every node",
      code: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: «NodePort»
  selector: {app: web}
  ports:
    - port: 80
      nodePort: 30080
`,
    },
    {
      title: "a public address",
      code: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: «LoadBalancer»
  selector: {app: web}
  ports: [{port: 80}]
`,
    },
    {
      title: "addresses that it takes over",
      code: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports: [{port: 80}]
  «externalIPs»:
    - 203.0.113.7
`,
    },
    {
      title: "ranges that leave nobody out",
      code: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: «LoadBalancer»
  loadBalancerSourceRanges: [0.0.0.0/0]
  selector: {app: web}
  ports: [{port: 443}]
`,
    },
  ],
  good: [
    {
      title: "inside the cluster",
      code: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports: [{port: 80}]
`,
    },
    {
      title: "for the office alone",
      code: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: LoadBalancer
  loadBalancerSourceRanges:
    - 203.0.113.0/24
  selector: {app: web}
  ports: [{port: 443}]
`,
    },
    {
      title: "a load balancer of the private network",
      code: `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    networking.gke.io/load-balancer-type: Internal
spec:
  type: LoadBalancer
  selector: {app: web}
  ports: [{port: 443}]
`,
    },
    {
      title: "Knative's Service is another kind",
      code: `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: Service, publishing services",
      url: "https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types",
    },
    { title: "CVE-2020-8554", url: "https://github.com/kubernetes/kubernetes/issues/97076" },
  ],
  standards: { mitreAttack: ["T1190"] },
  equivalents: {
    trivy: ["KSV-0108"],
    kubeLinter: ["exposed-services"],
    kubeScore: ["service-type"],
    kubescape: ["C-0256"],
  },
});

function* judge(object: KubernetesObject): Iterable<Finding> {
  const type = stringAt(object.root, "spec", "type");
  if (type.kind === "known" && type.span !== undefined && type.value === "NodePort") {
    yield {
      span: type.span,
      message: `${labelOf(object)} is a NodePort: whoever reaches one of the nodes reaches it, past any Ingress.`,
    };
  }
  if (type.kind === "known" && type.span !== undefined && type.value === "LoadBalancer" && isOpen(object)) {
    yield {
      span: type.span,
      message: `${labelOf(object)} is a LoadBalancer that keeps nobody from calling: most clouds give it a public address.`,
    };
  }
  const addresses = lookUp(object.root, "spec", "externalIPs");
  const entry = entryAt(mappingAt(object.root, "spec"), "externalIPs");
  if (addresses.kind !== "known" || addresses.value.kind !== "sequence" || entry === undefined) return;
  if (addresses.value.items.length === 0) return;
  yield {
    span: entry.keySpan,
    severity: "warning",
    message: `${labelOf(object)} takes over all traffic of the cluster's pods and nodes to its \`externalIPs\`, whomever these addresses belong to.`,
  };
}

function isOpen(object: KubernetesObject): boolean {
  if (object.isPartial) return false;
  const ranges = lookUp(object.root, "spec", "loadBalancerSourceRanges");
  const oldRanges = annotation(object, SOURCE_RANGES_ANNOTATION);
  if (ranges.kind === "unknown" || oldRanges.kind !== "unset") return false;
  if (ranges.kind === "known" && !leavesNobodyOut(ranges.value)) return false;
  return !INTERNAL_ANNOTATIONS.some(({ annotation: key, value }) => {
    const found = annotation(object, key);
    return found.kind === "unknown" || (found.kind === "known" && value.test(found.value));
  });
}

function leavesNobodyOut(ranges: Parameters<typeof lookUp>[0]): boolean {
  if (ranges?.kind !== "sequence" || ranges.isOpen) return false;
  return (
    ranges.items.length === 0 ||
    ranges.items.some(({ value }) => value.kind === "scalar" && /^(?:0\.0\.0\.0|::)\/0$/.test(value.text))
  );
}
