import type { Rule } from "../../rules/rule.ts";
import { RULE_IDS } from "../../rules/rule-ids.ts";
import type { NamedRuleUse, RuleUse, SuppressionUse } from "../../rules/suppression-use.ts";
import type { DocumentKind } from "../../source.ts";
import { nearest } from "../../text/nearest.ts";
import { commentRemoval, idRemoval } from "./edits.ts";
import { ABOUT_SUPPRESSIONS, type OwnSuppression } from "./own.ts";
import type { CommentPlaces } from "./places.ts";
import type { Suppression } from "./suppression.ts";

/** What is known of a run when its suppressions are judged. */
export interface RunKnowledge {
  readonly kind: DocumentKind;
  readonly places: CommentPlaces;
  /** Of each suppression that holds findings back, the ids of their rules. */
  readonly held: ReadonlyMap<Suppression, ReadonlySet<string>>;
  /** All rules about files of this kind, and about suppressions, whether they ran or not. */
  readonly registry: readonly Rule[];
  /** The rules that ran. */
  readonly rules: readonly Rule[];
  /** Ids of those that ran to their end with all they need, whose findings are thus all known. */
  readonly completed: ReadonlySet<string>;
  /** Findings about suppressions are made last, so the comments that name their rule are judged after all others. */
  readonly judges: "other rules" | typeof ABOUT_SUPPRESSIONS;
  /** Whether some of what a suppression is about could not be read, so that nobody knows what is to be found there. */
  readonly hasGap: (suppression: OwnSuppression) => boolean;
}

/** What each of our comments came to. */
export function suppressionUses(suppressions: readonly OwnSuppression[], run: RunKnowledge): readonly SuppressionUse[] {
  const isFirst = run.judges === "other rules";
  return suppressions.map((suppression) => {
    const { comment, ids, until } = suppression;
    return {
      comment,
      removal: commentRemoval(run.places, comment),
      until: isFirst ? until : undefined,
      rules: ids.map(({ id, span }, index): NamedRuleUse => {
        const isJudged = isFirst === (id !== ABOUT_SUPPRESSIONS);
        const use: RuleUse = isJudged ? useOf(suppression, id, run) : { kind: "not told" };
        return { id, span, removal: idRemoval(ids, index), use };
      }),
      holdsAnything: ids.length > 0 ? undefined : holdsAnything(suppression, run),
    };
  });
}

function useOf(suppression: OwnSuppression, id: string, run: RunKnowledge): RuleUse {
  const isOfKind = [...run.rules, ...run.registry].some((rule) => rule.id === id);
  if (!isOfKind && !RULE_IDS.includes(id)) return { kind: "no such rule", nearest: nearestRule(id, run) };
  if (run.held.get(suppression)?.has(id)) return { kind: "used" };
  const isTold =
    // A rule for files of another kind finds nothing here, whether it is switched on or not.
    isInForce(suppression) && (run.completed.has(id) || !isOfKind) && !run.hasGap(suppression);
  return { kind: isTold ? "unused" : "not told" };
}

/** Of one that is past its end it is enough to say that. */
function isInForce({ until }: OwnSuppression): boolean {
  return until === undefined || until.state === "to come";
}

/** Only a run of all rules tells that none finds anything; those that are off may be meant as well. */
function holdsAnything(
  suppression: OwnSuppression,
  { kind, registry, held, completed, hasGap }: RunKnowledge,
): boolean | undefined {
  if (held.has(suppression)) return true;
  const ofKind = registry.filter((rule) => rule.kind === kind && rule.enabledByDefault !== false);
  return ofKind.every(({ id }) => completed.has(id)) && !hasGap(suppression) ? false : undefined;
}

/** The rule that a word most likely means: the one that another linter has under this id, else the one spelt most like it. */
function nearestRule(word: string, { kind, registry }: RunKnowledge): string | undefined {
  const rules = registry.filter((rule) => rule.kind === kind);
  const known = rules.find(({ equivalents }) => Object.values({ ...equivalents }).some((ids) => ids?.includes(word)));
  return (
    known?.id ??
    nearest(
      word,
      rules.map(({ id }) => id),
    )
  );
}
