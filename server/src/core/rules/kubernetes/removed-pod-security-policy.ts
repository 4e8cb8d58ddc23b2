import { isKind, labelOf } from "../../kubernetes/kinds.ts";
import { defineKubernetesRule } from "../rule.ts";

export const removedPodSecurityPolicy = defineKubernetesRule({
  id: "removed-pod-security-policy",
  title: "A PodSecurityPolicy protects nothing any more",
  severity: "information",
  topic: "enforcement",
  actors: ["inadvertent insider"],
  why: "Kubernetes 1.25 removed PodSecurityPolicy. A manifest that still has one is refused by the cluster, or, worse, people count on a protection that is no longer there.",
  remedy:
    "Label the namespaces with the Pod Security level that comes closest (`pod-security.kubernetes.io/enforce`), and use an admission policy (ValidatingAdmissionPolicy, Kyverno, Gatekeeper) for what goes beyond it.",
  *check(document) {
    for (const object of document.objects) {
      if (!isKind(object, "PodSecurityPolicy", "policy", "extensions")) continue;
      yield {
        span: object.kindSpan,
        message: `${labelOf(object)} has no effect: Kubernetes 1.25 removed PodSecurityPolicy, and Pod Security levels of the namespaces took its place.`,
      };
    }
  },
  bad: [
    {
      title: "a policy",
      code: `apiVersion: policy/v1beta1
kind: «PodSecurityPolicy»
metadata:
  name: restricted
spec:
  privileged: false
  runAsUser:
    rule: MustRunAsNonRoot
  seLinux:
    rule: RunAsAny
  fsGroup:
    rule: RunAsAny
  supplementalGroups:
    rule: RunAsAny
`,
    },
  ],
  good: [
    {
      title: "another kind of policy",
      code: `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: shop
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: shop
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: migrate from PodSecurityPolicy to Pod Security admission",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/migrate-from-psp/",
    },
    {
      title: "Kubernetes: deprecated API migration guide, v1.25",
      url: "https://kubernetes.io/docs/reference/using-api/deprecation-guide/#psp-v125",
    },
  ],
  standards: { cisKubernetes: ["5.2.1"], nsaCisa: ["pod-security-enforcement"] },
  equivalents: { trivy: ["KSV-0107"] },
});
