import type { Resolved } from "../text/resolved.ts";
import type { Container, ContainerField, KubernetesObject, Pod, Volume } from "./model.ts";
import {
  booleanAt,
  entryAt,
  isNull,
  itemsAt,
  lookUp,
  type MappingNode,
  mappingAt,
  nodeAt,
  type SequenceNode,
  stringAt,
  textAt,
  type YamlNode,
} from "./node.ts";
import { containerSecurity } from "./security.ts";

/** Path from an object to its pod template; the template's metadata lies beside the last `spec`. */
const POD_PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ["template"],
  Deployment: ["spec", "template"],
  ReplicaSet: ["spec", "template"],
  ReplicationController: ["spec", "template"],
  StatefulSet: ["spec", "template"],
  DaemonSet: ["spec", "template"],
  Job: ["spec", "template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  DeploymentConfig: ["spec", "template"],
};

const CONTAINER_FIELDS: readonly ContainerField[] = [
  "initContainers",
  "containers",
  "ephemeralContainers",
  "steps",
  "sidecars",
  "container",
  "script",
];

/** How deep a custom resource is searched for pods. */
const DEEPEST = 40;

/** The objects of a document: the root, or what a `List` (or an OpenShift `Template`) holds. */
export function readObjects(root: YamlNode | undefined): readonly KubernetesObject[] {
  if (root?.kind !== "mapping") return [];
  if (entryAt(root, "apiVersion") === undefined || entryAt(root, "kind") === undefined) return [];
  return objectsOf(root, 0);
}

function objectsOf(root: MappingNode, depth: number): readonly KubernetesObject[] {
  const list = depth < DEEPEST ? listedObjects(root) : undefined;
  if (list === undefined) return [readObject(root)];
  return list.items.flatMap(({ value }) => (value.kind === "mapping" ? objectsOf(value, depth + 1) : []));
}

function listedObjects(root: MappingNode): SequenceNode | undefined {
  const kind = textAt(root, "kind") ?? "";
  const list = kind.endsWith("List")
    ? nodeAt(root, "items")
    : kind === "Template"
      ? nodeAt(root, "objects")
      : undefined;
  return list?.kind === "sequence" ? list : undefined;
}

function readObject(root: MappingNode): KubernetesObject {
  const kind = textAt(root, "kind") ?? "";
  const kindSpan = nodeAt(root, "kind")?.span ?? root.span;
  const name = nodeAt(root, "metadata", "name");
  const owner: Owner = {
    kind,
    name: textAt(root, "metadata", "name"),
    namespace: textAt(root, "metadata", "namespace"),
    anchor: name === undefined || isNull(name) ? kindSpan : name.span,
  };
  return {
    apiVersion: textAt(root, "apiVersion"),
    kind,
    kindSpan,
    name: owner.name,
    namespace: owner.namespace,
    anchor: owner.anchor,
    root,
    pods: readPods(root, owner),
  };
}

interface Owner extends Pick<Pod, "namespace" | "anchor"> {
  readonly kind: string;
  readonly name: string | undefined;
}

/** A pod template as it was found in an object. */
interface Template {
  readonly metadata: MappingNode | undefined;
  readonly spec: MappingNode;
  /** Whether the pod is what is written here, not something an operator builds on. */
  readonly isWhole: boolean;
}

function readPods(root: MappingNode, owner: Owner): readonly Pod[] {
  const path = POD_PATHS[owner.kind];
  const templates = path === undefined ? findTemplates(root, owner.kind) : templateAt(root, path);
  return templates.map((template) => readPod(template, owner));
}

function templateAt(root: MappingNode, path: readonly string[]): readonly Template[] {
  const spec = mappingAt(root, ...path, "spec");
  return spec === undefined ? [] : [{ metadata: mappingAt(root, ...path, "metadata"), spec, isWhole: true }];
}

/** Kinds that hold descriptions or settings of pods, never pods. */
const NO_PODS = /^(?:CustomResourceDefinition|ConfigMap|Secret|Kustomization|.*Policy|.*Config(?:uration)?)$/;

/** Finds the pods of a custom resource by their structure: a mapping with a list of containers that have images. */
function findTemplates(root: MappingNode, kind: string): readonly Template[] {
  if (NO_PODS.test(kind)) return [];
  const found: Template[] = [];
  const seen = new Set<YamlNode>();
  const search = (node: YamlNode, key: string, parent: MappingNode | undefined, isTemplate: boolean, depth: number) => {
    if (depth > DEEPEST || seen.has(node)) return;
    seen.add(node);
    if (node.kind === "sequence") {
      for (const item of node.items) search(item.value, key, undefined, false, depth + 1);
    }
    if (node.kind !== "mapping") return;
    if (hasContainers(node)) {
      found.push({ metadata: mappingAt(parent, "metadata"), spec: node, isWhole: isTemplate && key === "spec" });
      return;
    }
    for (const entry of node.entries) {
      search(entry.value, entry.key, node, /template$/i.test(key), depth + 1);
    }
  };
  search(root, "", undefined, false, 0);
  return found;
}

function hasContainers(node: MappingNode): boolean {
  return CONTAINER_FIELDS.some((field) =>
    containerNodes(node, field).some((container) => entryAt(container, "image") !== undefined),
  );
}

/** The mappings of a list of containers, or the one mapping where the field holds a single container. */
function containerNodes(spec: MappingNode, field: ContainerField): readonly MappingNode[] {
  const single = mappingAt(spec, field);
  const nodes = single === undefined ? itemsAt(spec, field) : [single];
  return nodes.filter((node) => node.kind === "mapping");
}

function readPod({ metadata, spec, isWhole }: Template, owner: Owner): Pod {
  const name = owner.name === undefined ? `this ${owner.kind || "workload"}` : `${owner.kind} \`${owner.name}\``.trim();
  const containers = CONTAINER_FIELDS.flatMap((field) =>
    containerNodes(spec, field).map((node) => readContainer(node, spec, field, name, isWhole)),
  );
  const hasFragment = containers.some((container) => isFragment(container.node));
  return {
    owner: name,
    label: owner.kind === "Pod" ? name.replace(/^this/, "This") : `The pod template of ${name}`,
    ownerKind: owner.kind,
    ownerName: owner.name,
    namespace: owner.namespace,
    anchor: owner.anchor,
    metadata,
    spec,
    securityContext: mappingAt(spec, "securityContext"),
    containers: containers.sort((a, b) => a.node.span.start - b.node.span.start),
    volumes: readVolumes(spec),
    isWindows: isWindows(spec),
    hasUserNamespace: isFalse(booleanAt(spec, "hostUsers")),
    isPartial: !isWhole || spec.isOpen || hasFragment || containers.length === 0,
  };
}

const NOUNS: Readonly<Record<ContainerField, string>> = {
  containers: "Container",
  initContainers: "Init container",
  ephemeralContainers: "Ephemeral container",
  steps: "Step",
  sidecars: "Sidecar",
  container: "Container",
  script: "Script",
};

function readContainer(
  node: MappingNode,
  spec: MappingNode,
  field: ContainerField,
  owner: string,
  isWhole: boolean,
): Container {
  const name = textAt(node, "name");
  const place = [nodeAt(node, "name"), nodeAt(node, "image")].find((value) => value !== undefined && !isNull(value));
  return {
    field,
    name,
    label: `${NOUNS[field]}${name === undefined ? "" : ` \`${name}\``} of ${owner}`,
    anchor: place?.span ?? node.entries[0]?.keySpan ?? node.span,
    node,
    image: stringAt(node, "image"),
    securityContext: mappingAt(node, "securityContext"),
    security: containerSecurity(node, spec),
    isPartial: !isWhole || node.isOpen || isFragment(node),
  };
}

/** A container without an image is a patch of one that is written elsewhere. */
function isFragment(node: MappingNode): boolean {
  return entryAt(node, "image") === undefined;
}

function readVolumes(spec: MappingNode): readonly Volume[] {
  const sequence = nodeAt(spec, "volumes");
  if (sequence?.kind !== "sequence") return [];
  const isConditional = lookUp(spec, "volumes").kind === "unknown";
  return sequence.items.flatMap((item) =>
    item.value.kind === "mapping"
      ? [{ name: textAt(item.value, "name"), node: item.value, isConditional: isConditional || item.isConditional }]
      : [],
  );
}

function isFalse(resolved: Resolved<boolean>): boolean {
  return resolved.kind === "known" && !resolved.value;
}

/** Pods from before the `os` field say it by the node they ask for. */
function isWindows(spec: MappingNode): boolean {
  return [textAt(spec, "os", "name"), textAt(spec, "nodeSelector", "kubernetes.io/os")].includes("windows");
}
