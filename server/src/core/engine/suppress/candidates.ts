import type { DockerfileModel } from "../../dockerfile/model.ts";
import type { KubernetesDocument, KubernetesModel } from "../../kubernetes/model.ts";
import { perObject } from "../../text/per-object.ts";
import { type Span, shift } from "../../text/span.ts";

/** What a comment of a manifest holds if any of the readers of suppressions takes it for one. */
const MAY_SUPPRESS = /hullcheck-disable|:skip=|(?:trivy|tfsec):|NOSONAR/;
/** The same for one of a Dockerfile. */
const MAY_SUPPRESS_IN_DOCKERFILE = /hullcheck-disable|:skip=|(?:trivy|tfsec):|hadolint|check[ \t]*=/i;

/** The comments of a file that may be suppressions, in the order of the text: with an edit of a manifest, not all of them are read again. */
export function mayBeSuppressions(model: DockerfileModel | KubernetesModel): readonly Span[] {
  if (model.kind === "dockerfile") {
    return model.comments.flatMap(({ span, text }) => (MAY_SUPPRESS_IN_DOCKERFILE.test(text) ? [span] : []));
  }
  return model.parts.flatMap(({ document, offset }) => ofDocument(document).map((comment) => shift(comment, offset)));
}

const ofDocument = perObject(({ text, comments }: KubernetesDocument) =>
  comments.flatMap(({ span }) => (MAY_SUPPRESS.test(text.slice(span.start, span.end)) ? [span] : [])),
);
