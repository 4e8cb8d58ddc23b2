import type { DockerfileModel } from "../dockerfile/model.ts";
import type { KubernetesDocument, KubernetesModel } from "../kubernetes/model.ts";
import type { Finding, Rule, RuleContext } from "../rules/rule.ts";
import { compareSpans, shift } from "../text/span.ts";
import type { Questions, RecordingView } from "../workspace/workspace-index.ts";
import { type Diagnostic, faultOf, type RuleFailure } from "./diagnostic.ts";
import { movedDiagnostic } from "./moved.ts";
import type { ActiveRule } from "./select.ts";

/** What rules found, before any comment is heard. */
export interface RuleResults {
  readonly found: readonly Diagnostic[];
  /** The rules that threw: they have no findings. */
  readonly failures: readonly RuleFailure[];
}

/** What decides on the findings of a rule beside the text. */
export interface RunContext {
  readonly active: readonly ActiveRule[];
  readonly context: RuleContext;
  /** The other files, where they are known; only rules that say that they ask for them are given it. */
  readonly view: RecordingView | undefined;
}

/** Runs the rules about Dockerfiles. */
export function checkDockerfile(model: DockerfileModel, { active, context, view }: RunContext): RuleResults {
  return runEach(active, (rule) => {
    const asks = rule.workspace !== undefined && view !== undefined;
    return rule.kind === "dockerfile" ? rule.check(model, asks ? { ...context, workspace: view } : context) : [];
  });
}

/** A rule that throws loses its own findings only. */
function runEach(active: readonly ActiveRule[], check: (rule: Rule) => Iterable<Finding>): RuleResults {
  const found: Diagnostic[] = [];
  const failures: RuleFailure[] = [];
  for (const { rule, severityOverride } of active) {
    const before = found.length;
    try {
      for (const finding of check(rule)) {
        const severity = severityOverride ?? finding.severity ?? rule.severity;
        found.push({ ...finding, message: onOneLine(finding.message), rule, severity });
      }
    } catch (error) {
      found.length = before;
      failures.push({ ruleId: rule.id, error: faultOf(error) });
    }
  }
  return { found, failures };
}

/** A message may quote a name from the file, and a name in YAML may hold a line break. */
function onOneLine(message: string): string {
  return message.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
}

/** What the rules found in the documents of a manifest, for the next version of it to take over where nothing changed. */
export interface KeptFindings {
  readonly key: string;
  readonly active: readonly ActiveRule[];
  readonly byDocument: ReadonlyMap<KubernetesDocument, DocumentFindings>;
}

/** Places are relative to the start of the document. */
interface DocumentFindings {
  /** Of the rules that ask no other file. */
  readonly alone: RuleResults;
  readonly failures: readonly RuleFailure[];
  /** Of all rules, sorted by place. */
  readonly found: readonly Diagnostic[];
  /** What was asked of other files, and of the other documents of this one. */
  readonly asked: Questions | undefined;
  /** The same findings where the document was last, as places of the file. */
  placed: Placed;
}

interface Placed {
  readonly offset: number;
  readonly found: readonly Diagnostic[];
}

export interface ManifestResults extends RuleResults {
  readonly kept: KeptFindings;
}

/** Runs the rules about manifests on every document that is not the same, under the same conditions, as one of `before`. */
export function checkManifest({ parts }: KubernetesModel, run: RunContext, before?: KeptFindings): ManifestResults {
  const key = keyOf(run);
  const known = before?.key === key && areSame(before.active, run.active) ? before.byDocument : undefined;
  const byDocument = new Map<KubernetesDocument, DocumentFindings>();
  const found: Diagnostic[] = [];
  for (const { document, offset } of parts) {
    const findings = byDocument.get(document) ?? findingsIn(document, run, known?.get(document));
    byDocument.set(document, findings);
    for (const diagnostic of placedAt(offset, findings)) found.push(diagnostic);
  }
  const failures = firstFailures(run.active, byDocument.values());
  const failed = new Set(failures.map(({ ruleId }) => ruleId));
  return {
    found: failed.size === 0 ? found : found.filter(({ rule }) => !failed.has(rule.id)),
    failures,
    kept: { key, active: run.active, byDocument },
  };
}

/** A text that is another one where rules may find something else under other conditions, but for what other files say. */
function keyOf({ context, view }: RunContext): string {
  return JSON.stringify([view !== undefined, { ...context, namespaces: [...(context.namespaces ?? [])] }]);
}

function areSame(some: readonly ActiveRule[], others: readonly ActiveRule[]): boolean {
  return (
    some.length === others.length &&
    some.every(
      ({ rule, severityOverride }, i) => rule === others[i]?.rule && severityOverride === others[i]?.severityOverride,
    )
  );
}

function findingsIn(
  document: KubernetesDocument,
  { active, context, view }: RunContext,
  known: DocumentFindings | undefined,
): DocumentFindings {
  if (known !== undefined && (view === undefined || known.asked?.holdFor(view) === true)) return known;
  const asks = ({ rule }: ActiveRule): boolean => view !== undefined && rule.workspace !== undefined;
  const part = view?.part();
  const check = (rules: readonly ActiveRule[], given: RuleContext): RuleResults =>
    runEach(rules, (rule) => (rule.kind === "kubernetes" ? rule.check(document, given) : []));
  const alone =
    known?.alone ??
    check(
      active.filter((entry) => !asks(entry)),
      context,
    );
  const among = part && check(active.filter(asks), { ...context, workspace: part });
  const found = sorted([...alone.found, ...(among?.found ?? [])], active);
  const failures = [...alone.failures, ...(among?.failures ?? [])];
  return { alone, failures, found, asked: part?.questions, placed: { offset: 0, found } };
}

/** Sorted by place; those at the same place in the order of their rules. */
function sorted(found: readonly Diagnostic[], active: readonly ActiveRule[]): readonly Diagnostic[] {
  if (found.length < 2) return found;
  const order = new Map(active.map(({ rule }, index) => [rule, index]));
  return found.toSorted((a, b) => compareSpans(a.span, b.span) || (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0));
}

/** A document that did not move keeps its very findings. */
function placedAt(offset: number, findings: DocumentFindings): readonly Diagnostic[] {
  if (findings.placed.offset !== offset) {
    findings.placed = {
      offset,
      found: findings.found.map((finding) => movedDiagnostic(finding, (place) => shift(place, offset))),
    };
  }
  return findings.placed.found;
}

/** Of each rule that threw, what it threw first. */
function firstFailures(active: readonly ActiveRule[], documents: Iterable<DocumentFindings>): readonly RuleFailure[] {
  const byRule = new Map<string, RuleFailure>();
  for (const { failures } of documents) {
    for (const failure of failures) if (!byRule.has(failure.ruleId)) byRule.set(failure.ruleId, failure);
  }
  return byRule.size === 0 ? [] : active.flatMap(({ rule }) => byRule.get(rule.id) ?? []);
}
