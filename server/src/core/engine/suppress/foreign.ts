import type { DockerfileModel } from "../../dockerfile/model.ts";
import type { KubernetesModel } from "../../kubernetes/model.ts";
import { annotationSuppressions } from "./annotations.ts";
import { buildkitComments, buildkitDirectives } from "./buildkit.ts";
import { checkovComments } from "./checkov.ts";
import { hadolintComments } from "./hadolint.ts";
import { nosonarComments } from "./sonar.ts";
import type { ReadContext, Suppression } from "./suppression.ts";
import { trivyComments } from "./trivy.ts";

/**
 * The comments and annotations by which people silence other linters, each with the scope that its linter gives it. They hold back
 * the rules that are equivalent to the checks they name; what they name beside that is nobody's business here.
 */
export function readForeignSuppressions(
  model: DockerfileModel | KubernetesModel,
  context: ReadContext,
): readonly Suppression[] {
  const shared = [...checkovComments(model, context), ...trivyComments(model, context)];
  if (model.kind === "dockerfile") {
    return [...shared, ...hadolintComments(context), ...buildkitDirectives(model), ...buildkitComments(context)];
  }
  return [...shared, ...nosonarComments(context), ...annotationSuppressions(model)];
}
