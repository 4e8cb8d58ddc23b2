import type { DockerfileModel } from "../dockerfile/model.ts";
import type { PodSecurityControlName } from "../knowledge/pod-security/controls.ts";
import type { SectionId, StandardKey } from "../knowledge/standards/standards.ts";
import type { KubernetesDocument, Pod } from "../kubernetes/model.ts";
import type { ControlLevel, PodSecurityPolicy } from "../kubernetes/pod-security.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Position, Range } from "../text/lines.ts";
import type { Span } from "../text/span.ts";
import type { WorkspaceView } from "../workspace/workspace-index.ts";
import type { SuppressionUse } from "./suppression-use.ts";
import type { Topic } from "./topics.ts";

export type Severity = "error" | "warning" | "information";

/** Who gains something from the weakness; shown on the rule's page. */
export type ThreatActor =
  | "external attacker"
  | "internal attacker"
  | "malicious insider"
  | "inadvertent insider"
  | "compromised application process";

/** A change that removes a finding. Only safe ones take part in fix-all: the program still does what it did. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly safe: boolean;
  /** It also changes other places, which use the same text through an anchor. */
  readonly isShared?: boolean;
  /** What the person has to do besides, such as the `docker build --secret` line. */
  readonly note?: string;
  /** What it puts into other files; a safe fix changes no other file. */
  readonly additions?: readonly FileAddition[];
}

/** Text to put into another file, or a file to make. */
export interface FileAddition {
  readonly path: string;
  /** Undefined where the file is not there yet. */
  readonly at: Position | undefined;
  readonly text: string;
}

/** Another place that belongs to a finding; in another file where `path` is given. */
export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
  readonly path?: string;
  /** The same place by lines, where it is in another file. */
  readonly range?: Range;
}

/** One place where a rule is broken. The message is one sentence and never holds a secret. */
export interface Finding {
  readonly span: Span;
  readonly message: string;
  /** Overrides the rule's severity where the catalogue names two. */
  readonly severity?: Severity;
  readonly related?: readonly RelatedPlace[];
  /** The first one is preferred. */
  readonly fixes?: readonly Fix[];
}

/** `«…»` in `code` marks each span that must be reported; `fixed` is the text after fix-all with this rule alone. */
export interface BadExample {
  readonly title: string;
  readonly code: string;
  readonly fixed?: string;
  /** The other files of the workspace, by path. */
  readonly files?: ExampleFiles;
}

export type ExampleFiles = Readonly<Record<string, string>>;

/** Code on which the rule must stay silent. */
export interface GoodExample {
  readonly title: string;
  readonly code: string;
  /** The other files of the workspace, by path. */
  readonly files?: ExampleFiles;
}

export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** Ids of the same check in other linters, so that people and their inline suppressions find their way. */
export interface Equivalents {
  readonly hadolint?: readonly string[];
  readonly buildkit?: readonly string[];
  readonly trivy?: readonly string[];
  readonly checkov?: readonly string[];
  readonly kubeLinter?: readonly string[];
  readonly kubeScore?: readonly string[];
  readonly polaris?: readonly string[];
  readonly kubescape?: readonly string[];
  readonly sonar?: readonly string[];
}

/**
 * The sections of published standards that a rule answers to. Those of the Pod Security Standards are not among them: a rule that
 * decides one of their controls says so in `podSecurity`.
 */
export type RuleStandards = {
  readonly [Key in Exclude<StandardKey, "podSecurity">]?: readonly [SectionId<Key>, ...SectionId<Key>[]];
};

/** What a run tells the rules beside the text. */
export interface RuleSettings {
  /** The day of the run as an ISO 8601 date; without it, rules about dates are silent. */
  readonly today?: string;
  /** Where images may come from; empty where nobody said so. */
  readonly trustedRegistries?: readonly string[];
}

/** Settings of the run that a rule may ask for. */
export interface RuleContext extends RuleSettings {
  /** Path of the file being checked, as given. */
  readonly path: string;
  /** The Pod Security level and version that pods are to meet; nobody chose one where it is absent. */
  readonly podSecurity?: PodSecurityPolicy;
  /** What the namespaces of the workspace ask of their pods instead, by name. */
  readonly namespaces?: ReadonlyMap<string, PodSecurityPolicy>;
  /** The other files, for rules that say that they ask for them; without it only this file is known. */
  readonly workspace?: WorkspaceView;
}

interface RuleText {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Opt-in rules are silent until a configuration switches them on. */
  readonly enabledByDefault?: boolean;
  /** It asks for other files: it finds nothing where they are not known ("needed"), or judges with them where they are ("asked"). */
  readonly workspace?: "needed" | "asked";
  readonly topic: Topic;
  readonly actors: readonly ThreatActor[];
  /** Why it matters: which attacker gains what. Markdown. */
  readonly why: string;
  /** What to do, in words, for the page and for findings without a fix. Markdown. */
  readonly remedy: string;
  readonly bad: readonly [BadExample, ...BadExample[]];
  readonly good: readonly [GoodExample, ...GoodExample[]];
  /** The settings under which the examples hold, where they need any. */
  readonly exampleSettings?: RuleSettings;
  readonly references: readonly [Reference, ...Reference[]];
  readonly standards: RuleStandards;
  readonly equivalents: Equivalents;
}

export interface DockerfileRule extends RuleText {
  readonly kind: "dockerfile";
  readonly check: (model: DockerfileModel, context: RuleContext) => Iterable<Finding>;
}

/** Its spans are relative to the start of the YAML document, so that an unchanged document keeps its findings. */
export interface KubernetesRule extends RuleText {
  readonly kind: "kubernetes";
  readonly check: (document: KubernetesDocument, context: RuleContext) => Iterable<Finding>;
  /** The controls of the Pod Security Standards that the rule decides, for one pod alone. */
  readonly podSecurity?: PodSecurityControl;
}

/** A part of the Pod Security Standards. */
export interface PodSecurityControl {
  readonly controls: readonly [PodSecurityControlName, ...PodSecurityControlName[]];
  /** The lowest level that asks for one of them. */
  readonly level: ControlLevel;
  readonly checkPod: (document: KubernetesDocument, pod: Pod, policy: PodSecurityPolicy) => Iterable<PodFinding>;
}

/** A finding that may break another level than most findings of its rule do. */
export interface PodFinding extends Finding {
  readonly level?: ControlLevel;
}

/**
 * A rule about the comments that hold findings back. The engine runs it last, in files of every kind, with what each comment came to.
 */
export interface SuppressionRule extends RuleText {
  readonly kind: "suppression";
  readonly check: (uses: readonly SuppressionUse[]) => Iterable<Finding>;
}

export type Rule = DockerfileRule | KubernetesRule | SuppressionRule;

/** Declares a rule about Dockerfiles; one file holds one rule. */
export function defineDockerfileRule(rule: Omit<DockerfileRule, "kind">): DockerfileRule {
  return { kind: "dockerfile", ...rule };
}

/** Declares a rule about Kubernetes manifests; one file holds one rule. */
export function defineKubernetesRule(rule: Omit<KubernetesRule, "kind">): KubernetesRule {
  return { kind: "kubernetes", ...rule };
}

/** Declares a rule about suppressions; one file holds one rule. */
export function defineSuppressionRule(rule: Omit<SuppressionRule, "kind">): SuppressionRule {
  return { kind: "suppression", ...rule };
}
