import { type Resolved, unknown } from "../text/resolved.ts";
import type { Container, ContainerField, KubernetesObject, Pod, Volume } from "./model.ts";
import {
  booleanAt,
  entryAt,
  isNull,
  lookUp,
  type MappingNode,
  mappingAt,
  nodeAt,
  type SequenceNode,
  stringAt,
  textAt,
  type YamlNode,
} from "./node.ts";
import { containerSecurity, unknownSecurity } from "./security.ts";

/** Groups whose kinds of these names are Kubernetes' own or OpenShift's; a Job of another group is something else. */
const WORKLOAD_GROUPS: readonly (string | undefined)[] = [
  "",
  "apps",
  "batch",
  "extensions",
  "apps.openshift.io",
  undefined,
];

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

/**
 * The objects of a document: the root, or what a `List` (or an OpenShift `Template`) holds.
 * Those of a patch (`isPatch`) are completed by what is written elsewhere.
 */
export function readObjects(root: YamlNode | undefined, isPatch: boolean): readonly KubernetesObject[] {
  if (root?.kind !== "mapping") return [];
  if (entryAt(root, "apiVersion") === undefined || entryAt(root, "kind") === undefined) return [];
  return objectsOf(root, isPatch, 0);
}

function objectsOf(root: MappingNode, isPatch: boolean, depth: number): readonly KubernetesObject[] {
  const list = depth < DEEPEST ? listedObjects(root) : undefined;
  if (list === undefined) return [readObject(root, isPatch)];
  return list.items.flatMap(({ value }) => (value.kind === "mapping" ? objectsOf(value, isPatch, depth + 1) : []));
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

function readObject(root: MappingNode, isPatch: boolean): KubernetesObject {
  const kind = textAt(root, "kind") ?? "";
  const apiVersion = textAt(root, "apiVersion");
  const kindSpan = nodeAt(root, "kind")?.span ?? root.span;
  const name = nodeAt(root, "metadata", "name");
  const owner: Owner = {
    kind,
    group: apiVersion === undefined ? undefined : groupOf(apiVersion),
    isPatch,
    name: textAt(root, "metadata", "name"),
    namespace: namespaceOf(root),
    anchor: name === undefined || isNull(name) ? kindSpan : name.span,
  };
  return {
    apiVersion,
    group: owner.group,
    kind,
    kindSpan,
    name: owner.name,
    namespace: owner.namespace,
    anchor: owner.anchor,
    root,
    isPartial: isPatch || root.isOpen || isPatchDirective(root),
    pods: readPods(root, owner),
  };
}

/** What is no DNS label (RFC 1123), such as `$NAMESPACE`, is filled in by another program. */
function namespaceOf(root: MappingNode): string | undefined {
  const text = textAt(root, "metadata", "namespace");
  return text !== undefined && /^[a-z0-9][a-z0-9-]*$/.test(text) ? text : undefined;
}

/** The core group has no name and no slash: `v1`. */
function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

interface Owner extends Pick<Pod, "namespace" | "anchor"> {
  readonly kind: string;
  readonly group: string | undefined;
  readonly isPatch: boolean;
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
  const path = WORKLOAD_GROUPS.includes(owner.group) ? POD_PATHS[owner.kind] : undefined;
  const templates = path === undefined ? findTemplates(root, owner.kind) : templateAt(root, path);
  return templates.map((template) => readPod(template, owner));
}

function templateAt(root: MappingNode, path: readonly string[]): readonly Template[] {
  const spec = mappingAt(root, ...path, "spec");
  return spec === undefined ? [] : [{ metadata: mappingAt(root, ...path, "metadata"), spec, isWhole: true }];
}

/** The mappings around the pod's spec of a workload, from the object's root inwards; none for a custom resource. */
export function aroundPod({ root, kind, group }: KubernetesObject): readonly MappingNode[] {
  const path = WORKLOAD_GROUPS.includes(group) ? POD_PATHS[kind] : undefined;
  if (path === undefined) return [];
  const inner = path.flatMap((_, index) => mappingAt(root, ...path.slice(0, index + 1)) ?? []);
  return [root, ...inner];
}

/** Kinds that hold descriptions or settings of pods, never pods. */
const NO_PODS = /^(?:CustomResourceDefinition|ConfigMap|Secret|Kustomization|.*Policy|.*Config(?:uration)?)$/;

/**
 * Finds the pods of a custom resource by their structure: a mapping with a list of containers that have images. In the `spec` of a
 * template names are enough: an operator may bring the image of its own containers.
 */
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
    const isPodSpec = isTemplate && key === "spec";
    if (hasContainers(node, isPodSpec ? ["image", "name"] : ["image"])) {
      found.push({ metadata: mappingAt(parent, "metadata"), spec: node, isWhole: isPodSpec });
      return;
    }
    for (const entry of node.entries) {
      search(entry.value, entry.key, node, /template$/i.test(key), depth + 1);
    }
  };
  search(root, "", undefined, false, 0);
  return found;
}

function hasContainers(node: MappingNode, marks: readonly string[]): boolean {
  return CONTAINER_FIELDS.some((field) =>
    containerNodes(node, field).some(({ node: found }) => marks.some((mark) => entryAt(found, mark) !== undefined)),
  );
}

interface ContainerNode {
  readonly node: MappingNode;
  readonly isConditional: boolean;
}

/** The mappings of a list of containers, or the one mapping where the field holds a single container. */
function containerNodes(spec: MappingNode, field: ContainerField): readonly ContainerNode[] {
  const entry = entryAt(spec, field);
  if (entry?.value.kind === "mapping") return [{ node: entry.value, isConditional: entry.isConditional }];
  if (entry?.value.kind !== "sequence") return [];
  return entry.value.items.flatMap(({ value, isConditional }) =>
    value.kind === "mapping" ? [{ node: value, isConditional: isConditional || entry.isConditional }] : [],
  );
}

function readPod({ metadata, spec, isWhole }: Template, owner: Owner): Pod {
  const name = owner.name === undefined ? `this ${owner.kind || "workload"}` : `${owner.kind} \`${owner.name}\``.trim();
  const containers = CONTAINER_FIELDS.flatMap((field) =>
    containerNodes(spec, field).map((found) => readContainer(found, spec, field, name, isWhole && !owner.isPatch)),
  );
  const isComplete = isWhole && !owner.isPatch && !spec.isOpen && !isPatchDirective(spec);
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
    userNamespace: userNamespace(booleanAt(spec, "hostUsers")),
    isPodSpec: isWhole,
    isPartial: !isComplete || containers.length === 0 || containers.some(({ node }) => isFragment(node)),
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

const MAY_BE_ABSENT = "a template decides whether the container is there";

function readContainer(
  { node, isConditional }: ContainerNode,
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
    image: isConditional ? unknown(MAY_BE_ABSENT) : stringAt(node, "image"),
    securityContext: mappingAt(node, "securityContext"),
    security: isConditional ? unknownSecurity(MAY_BE_ABSENT) : containerSecurity(node, spec),
    isPartial: !isWhole || isConditional || node.isOpen || isFragment(node),
    isConditional,
  };
}

/** A container without an image is a patch of one that is written elsewhere. */
function isFragment(node: MappingNode): boolean {
  return entryAt(node, "image") === undefined || isPatchDirective(node);
}

/** `$patch: merge` and its like tell that a mapping is part of a strategic merge patch. */
function isPatchDirective(node: MappingNode): boolean {
  return entryAt(node, "$patch") !== undefined;
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

function userNamespace(hostUsers: Resolved<boolean>): Pod["userNamespace"] {
  if (hostUsers.kind === "unknown") return "unknown";
  return hostUsers.kind === "known" && !hostUsers.value ? "yes" : "no";
}

/** Pods from before the `os` field say it by the node they ask for. */
function isWindows(spec: MappingNode): boolean {
  return [textAt(spec, "os", "name"), textAt(spec, "nodeSelector", "kubernetes.io/os")].includes("windows");
}
