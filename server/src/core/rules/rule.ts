import type { DockerfileModel } from "../dockerfile/model.ts";
import type { KubernetesDocument } from "../kubernetes/model.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";

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
  /** What the person has to do besides, such as the `docker build --secret` line. */
  readonly note?: string;
}

/** Another place that belongs to a finding; in another file where `path` is given. */
export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
  readonly path?: string;
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
}

/** Code on which the rule must stay silent. */
export interface GoodExample {
  readonly title: string;
  readonly code: string;
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

/** Settings of the run that a rule may ask for. */
export interface RuleContext {
  /** Path of the file being checked, as given. */
  readonly path: string;
}

interface RuleText {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Opt-in rules are silent until a configuration switches them on. */
  readonly enabledByDefault?: boolean;
  readonly actors: readonly ThreatActor[];
  /** Why it matters: which attacker gains what. Markdown. */
  readonly why: string;
  /** What to do, in words, for the page and for findings without a fix. Markdown. */
  readonly remedy: string;
  readonly bad: readonly [BadExample, ...BadExample[]];
  readonly good: readonly [GoodExample, ...GoodExample[]];
  readonly references: readonly [Reference, ...Reference[]];
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
}

export type Rule = DockerfileRule | KubernetesRule;

/** Declares a rule about Dockerfiles; one file holds one rule. */
export function defineDockerfileRule(rule: Omit<DockerfileRule, "kind">): DockerfileRule {
  return { kind: "dockerfile", ...rule };
}

/** Declares a rule about Kubernetes manifests; one file holds one rule. */
export function defineKubernetesRule(rule: Omit<KubernetesRule, "kind">): KubernetesRule {
  return { kind: "kubernetes", ...rule };
}
