import type { Equivalents } from "../../server/src/core/index.ts";

/** The linters whose ids a rule may name, in words. */
export const LINTERS: Readonly<Record<keyof Equivalents, string>> = {
  hadolint: "hadolint",
  buildkit: "Docker build checks",
  trivy: "Trivy",
  checkov: "Checkov",
  kubeLinter: "kube-linter",
  kubeScore: "kube-score",
  polaris: "Polaris",
  kubescape: "Kubescape",
  sonar: "SonarQube",
};

/** The linters that know a check like a rule's, with its ids there. */
export function linterIds(equivalents: Equivalents): readonly (readonly [linter: string, ids: readonly string[]])[] {
  return (Object.keys(LINTERS) as (keyof Equivalents)[]).flatMap((key) => {
    const ids = equivalents[key];
    return ids === undefined ? [] : [[LINTERS[key], ids] as const];
  });
}
