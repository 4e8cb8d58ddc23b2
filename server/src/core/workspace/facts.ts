import type { FieldPath } from "../kubernetes/set-elsewhere.ts";
import type { Range } from "../text/lines.ts";
import type { Span } from "../text/span.ts";

/** A place in a file of the workspace: as offsets, and as lines for those who do not have its text. */
export interface Place {
  readonly path: string;
  readonly span: Span;
  readonly range: Range;
}

/** What every object of a manifest has. */
export interface ObjectFact {
  /** As a message names it: "NetworkPolicy `web`". */
  readonly label: string;
  readonly name: string | undefined;
  /** As written; undefined where nothing is, or a template fills it in. */
  readonly namespace: string | undefined;
  readonly place: Place;
}

/** A Namespace with the labels by which it chooses a Pod Security level. */
export interface NamespaceFact extends ObjectFact {
  readonly podSecurity: Readonly<Record<string, string>>;
}

export interface AccountFact extends ObjectFact {
  /** Whether pods get its token; "usual" where it does not say. */
  readonly automount: boolean | "usual" | "unknown";
}

/** A Role or ClusterRole. */
export interface RoleFact extends ObjectFact {
  readonly isCluster: boolean;
  /** What its holder gains, each as the end of "whoever has it …". */
  readonly gains: readonly string[];
}

export interface SubjectFact {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** A RoleBinding or ClusterRoleBinding. */
export interface BindingFact extends ObjectFact {
  readonly isCluster: boolean;
  readonly role: { readonly kind: string; readonly name: string };
  readonly subjects: readonly SubjectFact[];
}

/** A pod, or the template of pods. */
export interface PodFact extends ObjectFact {
  readonly labels: Readonly<Record<string, string>>;
  /** A template or an operator may add labels. */
  readonly areLabelsOpen: boolean;
  /** The service account; undefined where a template fills it in. */
  readonly account: string | undefined;
  readonly usesHostNetwork: boolean;
}

/** A label selector; one that a template fills in is open. */
export interface Selector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly SelectorExpression[];
  readonly isOpen: boolean;
}

export interface SelectorExpression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** A NetworkPolicy, or what a network plugin has like it. */
export interface PolicyFact extends ObjectFact {
  /** It holds in every namespace. */
  readonly isCluster: boolean;
  readonly selector: Selector;
  readonly directions: readonly ("ingress" | "egress")[];
}

/** A LimitRange with the limits that containers without their own get. */
export interface LimitsFact extends ObjectFact {
  readonly resources: readonly string[];
}

/** Fields that a patch sets; without a kind or name it is for those that its target names. */
export interface PatchFact {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly fields: readonly FieldPath[];
  readonly place: Place;
}

/** What a patch is applied to; what is undefined may be anything. */
export interface PatchTarget {
  readonly kind: string | undefined;
  readonly name: string | undefined;
}

/** A file that a kustomization applies as a patch. */
export interface PatchFileFact {
  readonly folder: string;
  readonly target: PatchTarget | undefined;
}

/** An entry of a kustomization's `images`. */
export interface ImageOverride {
  readonly name: string;
  readonly newName: string | undefined;
  readonly newTag: string | undefined;
  readonly digest: string | undefined;
  readonly place: Place;
}

export interface KustomizationFact {
  readonly folder: string;
  readonly place: Place;
  readonly namespace: string | undefined;
  /** It brings objects that are not in the workspace: remote bases, charts. */
  readonly isOpen: boolean;
  /** Folders of the components whose changes it applies to all that it takes in. */
  readonly components: readonly string[];
  /** Labels that it puts on pods. */
  readonly labels: Readonly<Record<string, string>>;
  readonly images: readonly ImageOverride[];
  readonly patches: readonly PatchFact[];
  /** The patches that are files of their own. */
  readonly patchFiles: readonly (PatchFileFact & { readonly path: string })[];
}

/** The folder of a kustomization that takes a file or another kustomization in. */
export interface InclusionFact {
  readonly folder: string;
}

/** The chart that a folder holds. */
export interface ChartFact {
  readonly folder: string;
  /** Its objects are not all in its own templates. */
  readonly hasDependencies: boolean;
}

/** Who builds an image, and how: a Compose service, a Skaffold artifact. */
export interface BuildFact {
  /** As written, without tag; undefined where the builder makes the name up. */
  readonly image: string | undefined;
  readonly dockerfile: string;
  readonly context: string;
  readonly target: string | undefined;
  readonly place: Place;
}

/** An image that Skaffold builds, by any means: it deploys manifests with the digest of what it has pushed in place of the name. */
export interface FilledImageFact {
  readonly place: Place;
}

/** The user that an image starts as. */
export interface ImageUserFact {
  readonly kind: "root" | "number" | "name" | "unprivileged" | "unknown";
  /** As a message quotes it: the last `USER`, or the base image. */
  readonly setBy: string;
  readonly uid: number | undefined;
  readonly place: Place;
}

/** A file whose rights are more than those of who starts it. */
export interface PrivilegedFileFact {
  readonly path: string;
  readonly what: "setuid" | "capability";
  /** Names in lower case, `cap_…`; `all` for every one. */
  readonly capabilities: readonly string[];
  readonly place: Place;
}

export interface ImagePathFact {
  readonly path: string;
  readonly place: Place;
}

/** The image that one stage of a Dockerfile makes. */
export interface StageFact {
  readonly name: string | undefined;
  readonly index: number;
  readonly user: ImageUserFact;
  readonly isWindows: boolean;
  /** The image below it, in the parts that facts depend on. */
  readonly base: BaseFact | undefined;
  readonly volumes: readonly ImagePathFact[];
  readonly privileged: readonly PrivilegedFileFact[];
}

export interface BaseFact {
  readonly domain: string | undefined;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly place: Place;
}

export interface DockerfileFact {
  readonly path: string;
  readonly stages: readonly StageFact[];
  /** Index of the stage that is shipped where nobody names a target. */
  readonly shipped: number | undefined;
}

/** A `.dockerignore` or `<Dockerfile>.dockerignore`. */
export interface IgnoreFileFact {
  readonly path: string;
  readonly patterns: readonly string[];
  /** Where a further line can be put, and whether it needs a line break before it. */
  readonly end: Place;
  readonly isLineOpen: boolean;
}

/** A file that is a credential by its name, and by its content where that tells. */
export interface CredentialFact {
  readonly path: string;
  /** In words with an article. */
  readonly what: string;
}

/** An object from which a program of the cluster may make pods that are not written anywhere. */
export type PodSourceFact = ObjectFact;

/** What is known of the files of a workspace, by what it is about. */
export interface FactTables {
  /** By name. */
  readonly namespace: NamespaceFact;
  /** By name. */
  readonly account: AccountFact;
  /** By `<kind>/<name>`. */
  readonly role: RoleFact;
  /** By `account/<name>` of its subjects, and by `role/<kind>/<name>`. */
  readonly binding: BindingFact;
  /** By `account/<name>`, `label/<key>=<value>`, `open-labels`, as what lies in a namespace, and by `folder/<path>` where it names none. */
  readonly pod: PodFact;
  /** By `cluster` where it holds everywhere, else as what lies in a namespace: `namespace/<name>`, `namespace/` where none is written, `*`. */
  readonly policy: PolicyFact;
  /** As what lies in a namespace. */
  readonly limits: LimitsFact;
  /** As what lies in a namespace. */
  readonly podSource: PodSourceFact;
  /** By folder. */
  readonly kustomization: KustomizationFact;
  /** By the path of the file or folder that is taken in. */
  readonly inclusion: InclusionFact;
  /** By path. */
  readonly patchFile: PatchFileFact;
  /** By the path of the file that it stands in. */
  readonly patch: PatchFact;
  /** By folder. */
  readonly chart: ChartFact;
  /** By `image/<repository>` and `dockerfile/<path>`. */
  readonly build: BuildFact;
  /** By name, without tag and digest. */
  readonly filledImage: FilledImageFact;
  /** By path. */
  readonly dockerfile: DockerfileFact;
  /** By path. */
  readonly ignoreFile: IgnoreFileFact;
  /** By every folder that it lies in. */
  readonly credential: CredentialFact;
}

export type FactTable = keyof FactTables;

/** One fact, and the keys by which it is found. */
export type Fact = {
  readonly [T in FactTable]: {
    readonly table: T;
    readonly keys: readonly string[];
    readonly value: FactTables[T];
  };
}[FactTable];

/** Everything that other files may want to know of one file. */
export type FileFacts = readonly Fact[];
