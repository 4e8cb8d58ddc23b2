import type { KubernetesDocument, KubernetesModel, KubernetesObject } from "../../kubernetes/model.ts";
import { type MappingNode, mappingAt } from "../../kubernetes/node.ts";
import { perObject } from "../../text/per-object.ts";
import { shift } from "../../text/span.ts";
import { type Suppression, takesAll, takesEquivalents } from "./suppression.ts";

/** The annotations of objects that other linters read, each for its whole object. */
export function annotationSuppressions(model: KubernetesModel): readonly Suppression[] {
  return model.parts.flatMap(({ document, offset }) =>
    annotated(document).map(({ span, takes }): Suppression => {
      return { coverage: { kind: "part", span: shift(span, offset) }, takes };
    }),
  );
}

const annotated = perObject(({ objects }: KubernetesDocument) =>
  objects.flatMap((object) => takenBy(object).map((takes) => ({ span: object.root.span, takes }))),
);

function takenBy(object: KubernetesObject): readonly Suppression["takes"][] {
  const own = annotationsOf(mappingAt(object.root, "metadata"));
  const ofPods = object.pods.flatMap(({ metadata }) => annotationsOf(metadata));
  return [...own.flatMap(onObject), ...[...own, ...ofPods].flatMap(onObjectOrPod)];
}

interface Annotation {
  readonly key: string;
  readonly value: string;
}

function annotationsOf(metadata: MappingNode | undefined): readonly Annotation[] {
  const entries = mappingAt(metadata, "annotations")?.entries ?? [];
  return entries.map(({ key, value }) => ({ key, value: value.kind === "scalar" ? value.text : "" }));
}

const KUBE_LINTER = "ignore-check.kube-linter.io/";
const POLARIS = /^polaris\.fairwinds\.com\/(?:([A-Za-z]+)-)?exempt$/;

/**
 * What counts on the object itself only: kube-linter's `ignore-check.kube-linter.io/<check>` and `kube-linter.io/ignore-all`, whatever their
 * value (kube-linter's documentation, "Ignoring violations for specific cases"), and Polaris' `polaris.fairwinds.com/<check>-exempt: "true"`
 * and `polaris.fairwinds.com/exempt: "true"` (Polaris' documentation, "Exemptions").
 */
function onObject({ key, value }: Annotation): readonly Suppression["takes"][] {
  if (key === "kube-linter.io/ignore-all") return [takesAll("kubeLinter")];
  if (key.startsWith(KUBE_LINTER)) return [takesEquivalents("kubeLinter", [key.slice(KUBE_LINTER.length)])];
  const exempt = POLARIS.exec(key);
  if (exempt === null || value.toLowerCase() !== "true") return [];
  return [exempt[1] === undefined ? takesAll("polaris") : takesEquivalents("polaris", [exempt[1]])];
}

/**
 * What counts on a pod template too: kube-score's `kube-score/ignore: check,check` (kube-score's README, "Ignoring a test"), and Checkov's
 * `checkov.io/skip1: CKV_K8S_8=why` (Checkov's documentation, "Suppressing and Skipping Policies").
 */
function onObjectOrPod({ key, value }: Annotation): readonly Suppression["takes"][] {
  if (key === "kube-score/ignore") {
    return [
      takesEquivalents(
        "kubeScore",
        value.split(",").map((id) => id.trim()),
      ),
    ];
  }
  if (!/(?:checkov|bridgecrew)\.io\/skip/.test(key)) return [];
  return [takesEquivalents("checkov", [value.split("=")[0]?.trim() ?? ""])];
}
