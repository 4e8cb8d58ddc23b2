import type { Rule } from "../../server/src/core/index.ts";
import { exportName } from "./rule-index.ts";

/** The kinds of rules that people start; of the third kind there is one. */
type StartedKind = Exclude<Rule["kind"], "suppression">;

/** What a rule's id looks like: what is wrong, in kebab-case. */
export const RULE_ID = /^[a-z]+(?:-[a-z0-9]+)+$/;

/** A first version of a rule's file: it compiles, and its tests fail until every TODO is filled in. */
export function newRuleText(kind: StartedKind, id: string): string {
  const { define, check, bad, good } = SKELETONS[kind];
  return `import { ${define} } from "../rule.ts";

export const ${exportName(id)} = ${define}({
  id: "${id}",
  title: "TODO: what is wrong, as a heading",
  severity: "warning",
  topic: "network",
  actors: ["external attacker"],
  why: "TODO: which attacker gains what.",
  remedy: "TODO: what to do about it.",
${check}
  bad: [
    {
      title: "TODO: one way to get it wrong",
      code: ${bad},
    },
  ],
  good: [
    {
      title: "TODO: the nearest thing that is right",
      code: ${good},
    },
  ],
  references: [{ title: "TODO: the standard or manual that says so", url: "https://example.com/" }],
  standards: {},
  equivalents: {},
});
`;
}

const SKELETONS = {
  dockerfile: {
    define: "defineDockerfileRule",
    check: `  *check(model) {
    for (const instruction of model.shippedChain.flatMap((stage) => stage.instructions)) {
      if (instruction.keyword !== "STOPSIGNAL") continue;
      yield { span: instruction.span, message: "TODO: what is wrong here, and what follows." };
    }
  },`,
    bad: '"FROM alpine:3.20\\nUSER «TODO»\\n"',
    good: '"FROM alpine:3.20\\nUSER 10001\\n"',
  },
  kubernetes: {
    define: "defineKubernetesRule",
    check: `  *check(document) {
    for (const pod of document.objects.flatMap((object) => object.pods)) {
      if (pod.ownerKind !== "TODO") continue;
      yield { span: pod.anchor, message: "TODO: what is wrong here, and what follows." };
    }
  },`,
    bad: '"apiVersion: v1\\nkind: Pod\\nmetadata:\\n  name: «shop»\\nspec:\\n  containers: []\\n"',
    good: '"apiVersion: v1\\nkind: Pod\\nmetadata:\\n  name: shop\\nspec:\\n  containers: []\\n"',
  },
} as const;
