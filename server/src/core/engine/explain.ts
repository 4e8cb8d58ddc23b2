import { explainDockerfile } from "../dockerfile/explain.ts";
import type { PlacedExplanation } from "../knowledge/explanation.ts";
import { explainManifest } from "../kubernetes/explain.ts";
import type { Analysis } from "./analysis.ts";

/**
 * What stands at an offset means for security: an instruction, a mode, a capability, a field. Undefined where there is
 * nothing to tell.
 */
export function explainAt({ model }: Analysis, offset: number): PlacedExplanation | undefined {
  if (model === undefined) return undefined;
  return model.kind === "dockerfile" ? explainDockerfile(model, offset) : explainManifest(model, offset);
}
