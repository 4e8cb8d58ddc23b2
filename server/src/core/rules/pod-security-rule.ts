import { lowestLevel } from "../knowledge/pod-security/controls.ts";
import { consequenceOf, DEFAULT_POD_SECURITY, type PodSecurityPolicy } from "../kubernetes/pod-security.ts";
import {
  defineKubernetesRule,
  type Finding,
  type KubernetesRule,
  type PodFinding,
  type PodSecurityControl,
  type RuleContext,
  type Severity,
} from "./rule.ts";

type PodSecurityRuleText = Omit<KubernetesRule, "kind" | "check" | "podSecurity"> & Omit<PodSecurityControl, "level">;

/**
 * Declares a rule that decides controls of the Pod Security Standards. It looks at one pod at a time; the level that is aimed for
 * in the pod's namespace decides how grave a finding is and whether it is one.
 */
export function definePodSecurityRule({ controls, checkPod, ...text }: PodSecurityRuleText): KubernetesRule {
  const level = lowestLevel(controls);
  return defineKubernetesRule({
    ...text,
    podSecurity: { controls, level, checkPod },
    *check(document, context) {
      for (const pod of document.objects.flatMap((object) => object.pods)) {
        const policy = policyFor(pod.namespace, context);
        for (const { level: broken = level, ...finding } of checkPod(document, pod, policy)) {
          yield* graded(withSource(finding, policy), consequenceOf(policy, broken), finding.severity ?? text.severity);
        }
      }
    },
  });
}

function policyFor(namespace: string | undefined, { podSecurity = DEFAULT_POD_SECURITY, namespaces }: RuleContext) {
  return (namespace === undefined ? undefined : namespaces?.get(namespace)) ?? podSecurity;
}

/** Says which file asks for the level, where that is another one. */
function withSource(finding: Omit<PodFinding, "level">, { level, chosenBy }: PodSecurityPolicy): typeof finding {
  if (chosenBy === undefined || level === undefined) return finding;
  const { label, ...place } = chosenBy;
  const source = { ...place, message: `${label} enforces the level \`${level}\` here.` };
  return { ...finding, related: [...(finding.related ?? []), source] };
}

function* graded(
  finding: Omit<PodFinding, "level">,
  consequence: ReturnType<typeof consequenceOf>,
  usual: Severity,
): Iterable<Finding> {
  if (consequence !== "nothing") yield { ...finding, severity: consequence === "usual" ? usual : consequence };
}
