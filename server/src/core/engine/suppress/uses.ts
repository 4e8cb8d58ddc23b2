import { RULES } from "../../rules/index.ts";
import type { Rule } from "../../rules/rule.ts";
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
  /** Ids of the rules that ran to their end, whose findings are thus all known. */
  readonly completed: ReadonlySet<string>;
  /** The rules of the run, those that a caller brought along too. */
  readonly rules: readonly Rule[];
  /** Whether some of what a suppression is about could not be read, so that nobody knows what is to be found there. */
  readonly hasGap: (suppression: OwnSuppression) => boolean;
}

/** What every one of our comments came to. `held` has the ids of the rules of which it holds a finding back. */
export function suppressionUses(
  suppressions: readonly OwnSuppression[],
  held: ReadonlyMap<Suppression, ReadonlySet<string>>,
  run: RunKnowledge,
): readonly SuppressionUse[] {
  return suppressions.map((suppression) => {
    const { comment, ids, until } = suppression;
    const ofIt = held.get(suppression) ?? new Set<string>();
    return {
      comment,
      removal: commentRemoval(run.places, comment),
      until,
      rules: ids.map(({ id, span }, index): NamedRuleUse => {
        return { id, span, removal: idRemoval(ids, index), use: useOf(suppression, id, ofIt, run) };
      }),
      holdsAnything: ids.length > 0 ? undefined : holdsAnything(suppression, ofIt, run),
    };
  });
}

function useOf(suppression: OwnSuppression, id: string, held: ReadonlySet<string>, run: RunKnowledge): RuleUse {
  const rule = run.rules.find((candidate) => candidate.id === id) ?? RULES.find((candidate) => candidate.id === id);
  if (rule === undefined) return { kind: "no such rule", nearest: nearestRule(id, run.kind) };
  if (held.has(id)) return { kind: "used" };
  const isTold =
    id !== ABOUT_SUPPRESSIONS && (run.completed.has(id) || isOfOtherKind(rule, run)) && !run.hasGap(suppression);
  return { kind: isTold ? "unused" : "not told" };
}

/** A rule for files of another kind finds nothing here, whether it is switched on or not. */
function isOfOtherKind({ kind }: Rule, run: RunKnowledge): boolean {
  return kind !== run.kind && kind !== "suppression";
}

/** Only a run of all rules tells that none finds anything; those that are off may be meant as well. */
function holdsAnything(
  suppression: OwnSuppression,
  held: ReadonlySet<string>,
  { kind, completed, hasGap }: RunKnowledge,
): boolean | undefined {
  if (held.size > 0) return true;
  const ofKind = RULES.filter((rule) => rule.kind === kind && rule.enabledByDefault !== false);
  return ofKind.every(({ id }) => completed.has(id)) && !hasGap(suppression) ? false : undefined;
}

/** The rule that a word most likely means: the one that another linter has under this id, else the one spelt most like it. */
function nearestRule(word: string, kind: DocumentKind): string | undefined {
  const rules = RULES.filter((rule) => rule.kind === kind);
  const known = rules.find(({ equivalents }) => Object.values({ ...equivalents }).some((ids) => ids?.includes(word)));
  return (
    known?.id ??
    nearest(
      word,
      rules.map(({ id }) => id),
    )
  );
}
