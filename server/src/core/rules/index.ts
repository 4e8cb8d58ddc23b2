import { DOCKERFILE_RULES } from "./dockerfile-rules.ts";
import { KUBERNETES_RULES } from "./kubernetes-rules.ts";
import type { Rule } from "./rule.ts";
import { SUPPRESSION_RULES } from "./suppression-rules.ts";

/** Every rule, each kind in the order of its files' names. */
export const RULES: readonly Rule[] = [...DOCKERFILE_RULES, ...KUBERNETES_RULES, ...SUPPRESSION_RULES];
