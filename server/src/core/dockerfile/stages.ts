import type { Stage } from "./model.ts";

/** The stages under a stage and itself, the lowest first. */
export function chainOf(stage: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  let current: Stage | undefined = stage;
  while (current !== undefined) {
    chain.push(current);
    current = current.base.kind === "stage" ? current.base.stage : undefined;
  }
  return chain.reverse();
}
