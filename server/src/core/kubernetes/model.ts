import type { Gap } from "../text/gap.ts";
import type { LineIndex } from "../text/lines.ts";
import type { Resolved } from "../text/resolved.ts";
import type { Span } from "../text/span.ts";
import type { MappingNode, SequenceNode, YamlNode } from "./node.ts";

/** A file of manifests. */
export interface KubernetesModel {
  readonly kind: "kubernetes";
  readonly text: string;
  readonly lines: LineIndex;
  /** It is a Kustomize patch, so that what it does not say may be said elsewhere. */
  readonly isPatch: boolean;
  readonly parts: readonly DocumentPart[];
  /** What could not be read, in file offsets. */
  readonly gaps: readonly Gap[];
}

/** One YAML document at its place in the file. */
export interface DocumentPart {
  /** Offset in the file of the document's first code unit. */
  readonly offset: number;
  readonly document: KubernetesDocument;
}

/** One YAML document. Every span in it is relative to its own start, so that an unchanged document can be kept. */
export interface KubernetesDocument {
  readonly text: string;
  readonly lines: LineIndex;
  /** The text with its template actions blanked out at the same length: what the values were read from. */
  readonly maskedText: string;
  readonly root: YamlNode | undefined;
  readonly objects: readonly KubernetesObject[];
  readonly comments: readonly Comment[];
  /** Scalars of several lines: a comment can't stand inside them. */
  readonly textBlocks: readonly Span[];
  readonly gaps: readonly Gap[];
  /** It is no YAML, perhaps not yet: where its values end is a guess, and an edit could land inside of one. */
  readonly isBroken: boolean;
}

/** From the `#` to the end of its line. */
export interface Comment {
  readonly span: Span;
}

/** One Kubernetes object; those in a `List` are objects of their own. */
export interface KubernetesObject {
  readonly apiVersion: string | undefined;
  /** The group of `apiVersion`: "" for the core's `v1`, "apps" for `apps/v1`; undefined where a template fills it in. */
  readonly group: string | undefined;
  /** Empty where a template fills it in. */
  readonly kind: string;
  readonly kindSpan: Span;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** Place of the name where there is one, else of the kind: for findings about the object as a whole. */
  readonly anchor: Span;
  readonly root: MappingNode;
  /** Fields that are not written here may come from elsewhere (a patch): their absence says nothing. */
  readonly isPartial: boolean;
  readonly pods: readonly Pod[];
}

/** A pod, or the pod template of a workload. */
export interface Pod {
  /** The owner as a message names it, such as "Deployment `shop`". */
  readonly owner: string;
  /** The pod as a message begins with it: "Pod `shop`", "The pod template of Deployment `shop`". */
  readonly label: string;
  readonly ownerKind: string;
  readonly ownerName: string | undefined;
  readonly namespace: string | undefined;
  /** Place of the owner's name, else of its kind. */
  readonly anchor: Span;
  /** The pod's own metadata (in a workload, the template's). */
  readonly metadata: MappingNode | undefined;
  readonly spec: MappingNode;
  readonly securityContext: MappingNode | undefined;
  /** Of all fields, in the order of the text. */
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  /** Linux-only controls don't apply to it. */
  readonly isWindows: boolean;
  /** Whether its users are mapped to unprivileged ones of the node (`hostUsers: false`). */
  readonly userNamespace: "yes" | "no" | "unknown";
  /** Its fields are those of Kubernetes' own PodSpec; a custom resource may have fields of its own. */
  readonly isPodSpec: boolean;
  /** Fields that are not written here may come from elsewhere (a patch, an operator, a template): their absence says nothing. */
  readonly isPartial: boolean;
}

/** The field a container stands in. Tekton has steps and sidecars, Argo Workflows a single container or script. */
export type ContainerField =
  | "containers"
  | "initContainers"
  | "ephemeralContainers"
  | "steps"
  | "sidecars"
  | "container"
  | "script";

export interface Container {
  readonly field: ContainerField;
  readonly name: string | undefined;
  /** As a message names it: "Container `web` of Deployment `shop`". */
  readonly label: string;
  /** Place for findings about something that is missing: the name, else the image, else the first key. */
  readonly anchor: Span;
  readonly node: MappingNode;
  readonly image: Resolved<string>;
  readonly securityContext: MappingNode | undefined;
  readonly security: ContainerSecurity;
  /** Its own fields that are not written here may come from elsewhere. */
  readonly isPartial: boolean;
  /** A template decides whether it is there, so that its image and all of its security are unknown. */
  readonly isConditional: boolean;
}

/** A value and where it comes from; rules stay silent on unknown. */
export type Effective<T> =
  | { readonly kind: "known"; readonly value: T; readonly from: "container" | "pod"; readonly span: Span }
  | { readonly kind: "unset" }
  | { readonly kind: "unknown"; readonly why: string };

/** What applies to a container after the pod's values were inherited, as the kubelet does it. */
export interface ContainerSecurity {
  readonly privileged: Resolved<boolean>;
  readonly allowPrivilegeEscalation: Resolved<boolean>;
  readonly readOnlyRootFilesystem: Resolved<boolean>;
  readonly procMount: Resolved<string>;
  readonly addedCapabilities: CapabilityList;
  readonly droppedCapabilities: CapabilityList;
  readonly runAsUser: Effective<number>;
  readonly runAsNonRoot: Effective<boolean>;
  readonly seccompProfile: Effective<MappingNode>;
}

export interface CapabilityList {
  readonly names: readonly CapabilityName[];
  /** Undefined where the list is not written. */
  readonly node: SequenceNode | undefined;
  /** A template may add names or write the whole list. */
  readonly isOpen: boolean;
}

export interface CapabilityName {
  /** As written. */
  readonly name: string;
  readonly span: Span;
}

export interface Volume {
  readonly name: string | undefined;
  readonly node: MappingNode;
  /** A template decides whether the volume is there. */
  readonly isConditional: boolean;
}
