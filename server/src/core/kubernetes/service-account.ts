import type { Pod } from "./model.ts";
import { stringAt } from "./node.ts";

/** The service account of a pod: `default` where it names none, undefined where a template fills it in. */
export function accountOf({ spec, isPodSpec }: Pod): string | undefined {
  const names = ["serviceAccountName", "serviceAccount"].map((key) => stringAt(spec, key));
  const known = names.find((name) => name.kind === "known" && name.value !== "");
  if (known?.kind === "known") return known.value;
  return names.some(({ kind }) => kind === "unknown") || !isPodSpec ? undefined : "default";
}
