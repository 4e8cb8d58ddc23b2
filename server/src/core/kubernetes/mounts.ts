import { normalizePath } from "../text/path.ts";
import type { Container, Pod } from "./model.ts";
import { isNull, itemsAt, lookUp, textAt } from "./node.ts";

/** The folders at which volumes are mounted in a container; undefined where a template may add some. */
export function mountPaths({ node }: Container): readonly string[] | undefined {
  const found = lookUp(node, "volumeMounts");
  if (found.kind === "unset") return [];
  if (found.kind === "unknown" || found.value.kind !== "sequence" || found.value.isOpen) return undefined;
  const { items } = found.value;
  const paths = items.map(({ value, isConditional }) => (isConditional ? undefined : textAt(value, "mountPath")));
  return paths.includes(undefined)
    ? undefined
    : paths.flatMap((path) => (path === undefined ? [] : normalizePath(path)));
}

/** Whether a container is started with a command, arguments or variables of its own, so that its program may use other folders. */
export function hasOwnCommand({ node }: Container): boolean {
  return ["command", "args", "env", "envFrom"].some((key) => {
    const found = lookUp(node, key);
    return found.kind === "unknown" || (found.kind === "known" && !isNull(found.value));
  });
}

/** Names of the volumes of a pod. */
export function volumeNames({ spec }: Pod): readonly string[] {
  return itemsAt(spec, "volumes").flatMap((volume) => textAt(volume, "name") ?? []);
}
