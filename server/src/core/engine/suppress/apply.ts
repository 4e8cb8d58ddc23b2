import type { DockerfileModel } from "../../dockerfile/model.ts";
import type { KubernetesModel } from "../../kubernetes/model.ts";
import type { Rule } from "../../rules/rule.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { ActiveRule } from "../select.ts";
import { mayBeSuppressions } from "./candidates.ts";
import { readForeignSuppressions } from "./foreign.ts";
import { ABOUT_SUPPRESSIONS, type OwnSuppression, readOwnSuppressions } from "./own.ts";
import { type CommentPlaces, commentPlaces, partAt } from "./places.ts";
import { reachOf } from "./reach.ts";
import { covers, type Suppression, type Today } from "./suppression.ts";
import { type RunKnowledge, suppressionUses } from "./uses.ts";

type Model = DockerfileModel | KubernetesModel;

/** What the rules found, before any comment is heard. */
export interface Found {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
  /** The rules that ran. */
  readonly active: readonly ActiveRule[];
  /** All rules about files of this kind, and about suppressions. */
  readonly registry: readonly Rule[];
  /** Ids of those that threw. */
  readonly failed: ReadonlySet<string>;
  readonly today: Today;
  /** Whether the rules could ask for other files. */
  readonly hasWorkspace: boolean;
}

export interface SuppressionResult {
  readonly reported: readonly Diagnostic[];
  readonly suppressed: readonly Diagnostic[];
}

/** Splits findings into those that are reported and those that a comment holds back, and adds those about comments in vain. */
export function suppress(found: Found): SuppressionResult {
  const { model, diagnostics, today } = found;
  const places = commentPlaces(model);
  const context = { places, comments: mayBeSuppressions(model), today };
  const own = readOwnSuppressions(context);
  const result = split(found, diagnostics, [...own, ...readForeignSuppressions(model, context)], places);
  const suppressed = inOrder(result.suppressed, found);
  if (own.length === 0) return { reported: result.reported, suppressed };
  const about = split(found, findingsAbout(own, found, knowledge(found, places, result.held)), own, places);
  // A comment that names the rule about suppressions is judged by what it holds back of the findings just made.
  const last = own.filter(({ ids }) => ids.some(({ id }) => id === ABOUT_SUPPRESSIONS));
  const more = findingsAbout(last, found, { ...knowledge(found, places, about.held), judges: ABOUT_SUPPRESSIONS });
  return {
    reported: [...result.reported, ...about.reported, ...more],
    suppressed: [...suppressed, ...about.suppressed],
  };
}

/** Those of a manifest come document by document; all are told rule by rule. */
function inOrder(diagnostics: readonly Diagnostic[], { active }: Found): readonly Diagnostic[] {
  const order = new Map(active.map(({ rule }, index) => [rule, index]));
  return diagnostics.toSorted((a, b) => (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0));
}

interface Split<T extends Suppression> extends SuppressionResult {
  /** Of each suppression that holds a finding back, the ids of the rules. */
  readonly held: ReadonlyMap<T, ReadonlySet<string>>;
}

/** A finding that several suppressions are about needs each of them. */
function split<T extends Suppression>(
  { model }: Pick<Found, "model">,
  diagnostics: readonly Diagnostic[],
  suppressions: readonly T[],
  places: CommentPlaces,
): Split<T> {
  const held = new Map<T, Set<string>>();
  if (suppressions.length === 0) return { reported: diagnostics, suppressed: [], held };
  const reported: Diagnostic[] = [];
  const suppressed: Diagnostic[] = [];
  const near = finder(suppressions);
  const isReached = reachOf(model, suppressions, places);
  for (const diagnostic of diagnostics) {
    const { rule, span } = diagnostic;
    if (!isReached(span.start)) {
      reported.push(diagnostic);
      continue;
    }
    const lines = places.coveringLines(span.start);
    const holding = near(lines).filter(({ coverage, takes }) => takes(rule) && covers(coverage, span.start, lines));
    (holding.length > 0 ? suppressed : reported).push(diagnostic);
    for (const suppression of holding) held.set(suppression, (held.get(suppression) ?? new Set()).add(rule.id));
  }
  return { reported, suppressed, held };
}

/** Gives the suppressions that may cover a place on these lines, so that not all of them are asked for each finding. */
function finder<T extends Suppression>(suppressions: readonly T[]): (lines: readonly number[]) => readonly T[] {
  const byLine = new Map<number, T[]>();
  const others: T[] = [];
  for (const suppression of suppressions) {
    const { coverage } = suppression;
    if (coverage.kind !== "line") others.push(suppression);
    else byLine.set(coverage.line, [...(byLine.get(coverage.line) ?? []), suppression]);
  }
  return (lines) => [...[...new Set(lines)].flatMap((line) => byLine.get(line) ?? []), ...others];
}

function knowledge(
  { model, active, registry, failed, today, hasWorkspace }: Found,
  places: CommentPlaces,
  held: RunKnowledge["held"],
): RunKnowledge {
  const isComplete = ({ rule }: ActiveRule): boolean =>
    !failed.has(rule.id) &&
    (today !== undefined || rule.exampleSettings?.today === undefined) &&
    (hasWorkspace || rule.workspace !== "needed");
  return {
    kind: model.kind,
    places,
    held,
    registry,
    rules: active.map(({ rule }) => rule),
    completed: new Set(active.filter(isComplete).map(({ rule }) => rule.id)),
    judges: "other rules",
    hasGap: (suppression) => hasGap(model, places, suppression),
  };
}

function findingsAbout(own: readonly OwnSuppression[], { active }: Found, run: RunKnowledge): readonly Diagnostic[] {
  if (own.length === 0) return [];
  return active.flatMap(({ rule, severityOverride }) => {
    if (rule.kind !== "suppression") return [];
    return Array.from(rule.check(suppressionUses(own, run)), (finding) => ({
      ...finding,
      rule,
      severity: severityOverride ?? finding.severity ?? rule.severity,
    }));
  });
}

/** Whether something that a suppression is about could not be read. Of a manifest, one fault may hide the rest of its document. */
function hasGap(model: Model, places: CommentPlaces, { coverage }: OwnSuppression): boolean {
  if (coverage.kind !== "line") return model.gaps.length > 0;
  if (model.kind === "dockerfile") {
    return model.gaps.some(({ span }) => places.coveringLines(span.start).includes(coverage.line));
  }
  return (partAt(model, places.lines.lineStart(coverage.line))?.document.gaps ?? []).length > 0;
}
