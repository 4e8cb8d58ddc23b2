import type { Container, KubernetesObject, Pod } from "./model.ts";
import { itemsAt, type MappingNode, mappingAt, nodeAt, type ScalarNode, textAt, type YamlNode } from "./node.ts";

/** A text written into a manifest that whoever may read the object can read. */
export type Literal = NamedLiteral | FreeLiteral;

interface LiteralPlace {
  /** Where it stands, as a message begins with it: "Variable `TOKEN` of container `web` of Deployment `shop`". */
  readonly where: string;
  readonly node: ScalarNode;
}

/** A value under a name of the author's choice. */
export interface NamedLiteral extends LiteralPlace {
  readonly kind: "variable" | "flag" | "configuration" | "header";
  readonly name: string;
  /** The entry of `env`, for a variable. */
  readonly entry?: MappingNode;
}

/** A text that only its own form can give away. */
export interface FreeLiteral extends LiteralPlace {
  readonly kind: "argument" | "annotation";
}

/** Every text of an object that programs or people are meant to read as it is. References to other objects are not among them. */
export function* readLiterals(object: KubernetesObject): Iterable<Literal> {
  const who = object.name === undefined ? object.kind : `${object.kind} \`${object.name}\``;
  yield* annotations(mappingAt(object.root, "metadata", "annotations"), who);
  if (object.kind === "ConfigMap") yield* configuration(mappingAt(object.root, "data"), who);
  for (const pod of object.pods) yield* podLiterals(pod, object);
}

function* podLiterals(pod: Pod, object: KubernetesObject): Iterable<Literal> {
  const isOwn = pod.metadata === mappingAt(object.root, "metadata");
  if (!isOwn) yield* annotations(mappingAt(pod.metadata, "annotations"), pod.owner);
  for (const container of pod.containers) {
    yield* variables(container);
    for (const key of ["command", "args"]) yield* argumentsOf(itemsAt(container.node, key), container);
    for (const handler of handlers(container)) {
      yield* argumentsOf(itemsAt(handler, "exec", "command"), container);
      yield* headers(handler, container);
    }
  }
}

function* annotations(mapping: MappingNode | undefined, who: string): Iterable<Literal> {
  for (const { key, value } of mapping?.entries ?? []) {
    if (value.kind === "scalar") yield { kind: "annotation", where: `Annotation \`${key}\` of ${who}`, node: value };
  }
}

function* configuration(data: MappingNode | undefined, who: string): Iterable<Literal> {
  for (const { key, value } of data?.entries ?? []) {
    if (value.kind !== "scalar") continue;
    yield { kind: "configuration", where: `Key \`${key}\` of ${who}`, name: key, node: value };
  }
}

function* variables(container: Container): Iterable<Literal> {
  for (const entry of itemsAt(container.node, "env")) {
    const name = textAt(entry, "name");
    const value = nodeAt(entry, "value");
    if (entry.kind !== "mapping" || name === undefined || value?.kind !== "scalar") continue;
    yield { kind: "variable", where: `Variable \`${name}\` of ${inSentence(container)}`, name, node: value, entry };
  }
}

/** `--name value` is a named value; everything else is judged by itself. */
function* argumentsOf(items: readonly YamlNode[], container: Container): Iterable<Literal> {
  for (const [index, node] of items.entries()) {
    if (node.kind !== "scalar") continue;
    const flag = flagName(items[index - 1]);
    if (flag !== undefined && !node.text.startsWith("-")) {
      yield { kind: "flag", where: `The value of \`${flag}\` in ${inSentence(container)}`, name: flag, node };
    } else {
      yield { kind: "argument", where: `An argument of ${inSentence(container)}`, node };
    }
  }
}

function flagName(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" ? /^--[\w.-]+$/.exec(node.text)?.[0] : undefined;
}

function handlers(container: Container): readonly (YamlNode | undefined)[] {
  const probes = ["livenessProbe", "readinessProbe", "startupProbe"].map((key) => nodeAt(container.node, key));
  return [...probes, nodeAt(container.node, "lifecycle", "postStart"), nodeAt(container.node, "lifecycle", "preStop")];
}

function* headers(handler: YamlNode | undefined, container: Container): Iterable<Literal> {
  for (const header of itemsAt(handler, "httpGet", "httpHeaders")) {
    const name = textAt(header, "name");
    const node = nodeAt(header, "value");
    if (name === undefined || node?.kind !== "scalar") continue;
    yield { kind: "header", where: `Header \`${name}\` of a probe of ${inSentence(container)}`, name, node };
  }
}

function inSentence({ label }: Container): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}
