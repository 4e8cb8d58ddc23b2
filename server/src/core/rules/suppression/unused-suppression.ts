import type { TextEdit } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";
import { defineSuppressionRule, type Finding, type Fix } from "../rule.ts";
import type { NamedRuleUse, SuppressionEnd, SuppressionUse } from "../suppression-use.ts";

export const unusedSuppression = defineSuppressionRule({
  id: "unused-suppression",
  title: "A suppression holds nothing back",
  severity: "information",
  topic: "suppressions",
  actors: ["inadvertent insider"],
  why: "A suppression that has outlived its reason hides the next mistake: whoever writes the same fault at this place again never hears of it. One that names a rule that does not exist, or whose day has passed, holds nothing back although its author relies on it.",
  remedy:
    "Take out the comment, or the one rule that it need not name. Correct an id that is mistyped. When the day of a suppression has come, decide anew: repair what it was about, or give it another day.",
  *check(uses) {
    for (const use of uses) {
      const { until } = use;
      if (until === undefined || until.state === "to come") yield* needlessness(use);
      else yield endFinding(use, until);
      for (const named of use.rules) {
        if (named.use.kind === "no such rule") yield unknownRule(use, named, named.use.nearest);
      }
    }
  },
  bad: [
    {
      title: "nothing to hold back",
      code: "«# hullcheck-disable-next-line root-user -- the base image is ours»\nFROM debian:12\nUSER 10001\n",
      fixed: "FROM debian:12\nUSER 10001\n",
    },
    {
      title: "one rule too many",
      code: "FROM debian:12\n# hullcheck-disable-next-line setuid-bit, «world-writable» -- needed by the helper\nRUN chmod 4755 /app/helper\nUSER 10001\n",
      fixed:
        "FROM debian:12\n# hullcheck-disable-next-line setuid-bit -- needed by the helper\nRUN chmod 4755 /app/helper\nUSER 10001\n",
    },
    {
      title: "a rule that does not exist",
      code: "FROM debian:12\n# hullcheck-disable-next-line «setuid-bits»\nRUN chmod 4755 /app/helper\nUSER 10001\n",
    },
    {
      title: "its day has passed",
      code: "FROM debian:12\n# hullcheck-disable-next-line setuid-bit «until 2026-06-30» -- until the helper is rewritten\nRUN chmod 4755 /app/helper\nUSER 10001\n",
    },
    {
      title: "its end is no date",
      code: "FROM debian:12\n# hullcheck-disable-next-line setuid-bit «until summer»\nRUN chmod 4755 /app/helper\nUSER 10001\n",
    },
    {
      title: "for a whole file",
      code: "«# hullcheck-disable setuid-bit, root-user»\nFROM debian:12\nUSER 10001\n",
      fixed: "FROM debian:12\nUSER 10001\n",
    },
    {
      title: "behind a value of a manifest",
      code: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop\n      securityContext:\n        privileged: false «# hullcheck-disable-line privileged-container»\n",
      fixed:
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop\n      securityContext:\n        privileged: false\n",
    },
  ],
  good: [
    {
      title: "it holds a finding back",
      code: "FROM debian:12\n# hullcheck-disable-next-line setuid-bit -- the helper drops its rights at once\nRUN chmod 4755 /app/helper\nUSER 10001\n",
    },
    {
      title: "its last day is still to come",
      code: "FROM debian:12\n# hullcheck-disable-next-line setuid-bit until 2027-01-31\nRUN chmod 4755 /app/helper\nUSER 10001\n",
    },
    {
      title: "a rule that is switched off may be on elsewhere",
      code: "FROM debian:12\n# hullcheck-disable-next-line unpinned-package -- rebuilt every night\nRUN npm install -g typescript\nUSER 10001\n",
    },
    {
      title: "comments for other linters",
      code: "FROM debian:12\n# hadolint ignore=DL3002\nUSER 10001\n",
    },
    {
      title: "a container for which it is needed",
      code: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    # hullcheck-disable-next-line privileged-container -- mounts FUSE\n    - name: mounter\n      image: mounter\n      securityContext:\n        privileged: true\n",
    },
  ],
  exampleSettings: { today: "2026-11-24" },
  references: [
    {
      title: "ESLint: Report unused eslint-disable comments",
      url: "https://eslint.org/docs/latest/use/configure/rules#report-unused-eslint-disable-comments",
    },
    { title: "CWE-1164: Irrelevant Code", url: "https://cwe.mitre.org/data/definitions/1164.html" },
  ],
  standards: {},
  equivalents: {},
});

function endFinding(use: SuppressionUse, { text, span, state }: SuppressionEnd): Finding {
  const end = isTellable(text) ? `\`${text}\`` : "Its end";
  return {
    span,
    message:
      state === "past"
        ? `This suppression ended on ${text} and holds nothing back any more.`
        : `${end} is no date such as 2027-01-31, so this suppression holds nothing back.`,
    fixes: [removeComment(use, false)],
  };
}

/** The rules that a comment names without need; one finding where it names no others. */
function* needlessness(use: SuppressionUse): Iterable<Finding> {
  const unused = use.rules.filter(({ use: { kind } }) => kind === "unused");
  if (use.holdsAnything === false) {
    yield needlessComment(use, "No rule finds anything here, so this suppression is not needed.");
  } else if (unused.length > 0 && unused.length === use.rules.length) {
    const [verb, names] = [unused.length === 1 ? "finds" : "find", unused.map(({ id }) => `\`${id}\``).join(" and ")];
    yield needlessComment(use, `${names} ${verb} nothing here, so this suppression is not needed.`);
  } else {
    yield* unused.map((named) => needlessRule(named));
  }
}

function needlessComment(use: SuppressionUse, message: string): Finding {
  return { span: use.comment, message, fixes: [removeComment(use, true)] };
}

function needlessRule({ id, span, removal }: NamedRuleUse): Finding {
  return {
    span,
    message: `\`${id}\` finds nothing here, so this suppression need not name it.`,
    fixes: [{ title: `Remove ${id} from the suppression`, edits: [deletion(removal)], safe: true }],
  };
}

function unknownRule(use: SuppressionUse, named: NamedRuleUse, nearest: string | undefined): Finding {
  const { id, span, removal } = named;
  const what = isTellable(id) ? `There is no rule \`${id}\`` : "This is no rule's id";
  const withoutIt: Fix =
    use.rules.length === 1
      ? removeComment(use, false)
      : { title: "Remove the id from the suppression", edits: [deletion(removal)], safe: false };
  if (nearest === undefined) return { span, message: `${what}, so nothing is held back for it.`, fixes: [withoutIt] };
  const rename: Fix = { title: `Write ${nearest}`, edits: [{ span, newText: nearest }], safe: false };
  return {
    span,
    message: `${what}, so nothing is held back for it: the nearest one is \`${nearest}\`.`,
    fixes: [rename, withoutIt],
  };
}

/** What a person typed may be anything; a secret looks like neither of these. */
function isTellable(word: string): boolean {
  return /^[\w-]{1,15}$|^[a-z]{1,20}(?:-[a-z]{1,20}){1,6}$/.test(word);
}

function removeComment({ removal }: SuppressionUse, safe: boolean): Fix {
  return { title: "Remove the suppression", edits: [deletion(removal)], safe };
}

function deletion(span: Span): TextEdit {
  return { span, newText: "" };
}
