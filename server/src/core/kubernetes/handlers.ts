import type { Container } from "./model.ts";
import { type MappingNode, mappingAt } from "./node.ts";

/** A probe or lifecycle hook of a container. */
export interface Handler {
  /** As a message names it: "liveness probe", "postStart hook". */
  readonly name: string;
  /** Keys that lead from the container to it. */
  readonly path: readonly string[];
  readonly node: MappingNode;
}

const HANDLERS: readonly Omit<Handler, "node">[] = [
  { name: "startup probe", path: ["startupProbe"] },
  { name: "liveness probe", path: ["livenessProbe"] },
  { name: "readiness probe", path: ["readinessProbe"] },
  { name: "postStart hook", path: ["lifecycle", "postStart"] },
  { name: "preStop hook", path: ["lifecycle", "preStop"] },
];

/** The probes and lifecycle hooks that are written in a container. A template may decide whether one is there. */
export function handlersOf(container: Container): readonly Handler[] {
  return HANDLERS.flatMap((handler) => {
    const node = mappingAt(container.node, ...handler.path);
    return node === undefined ? [] : [{ ...handler, node }];
  });
}
