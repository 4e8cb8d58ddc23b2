import { DEFAULT_CONFIG } from "../config/schema.ts";
import { RULES } from "../rules/index.ts";
import { findSecrets } from "../secrets/detect.ts";
import type { Span } from "../text/span.ts";
import { type Analysis, type AnalyzeOptions, analyze } from "./analyze.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** The rules whose findings lie on a credential itself, not on the name or the path of one. */
const VALUE_RULE = /^secret-(?:in-|committed$)/;
/** With the character before it: a name that is declared, or a reference to one. */
const ARGUMENT_NAME = /^\s\w+$|^.["']?\$/s;
const VALUE_RULES = RULES.filter(({ id }) => VALUE_RULE.test(id));

/** Where a text holds credentials, whichever rules were switched on for its analysis, made with these options. */
export function secretSpans(analysis: Analysis, options: AnalyzeOptions): readonly Span[] {
  const { source } = analysis;
  const complete = ranValueRules(options) ? analysis : analyze(source, { rules: VALUE_RULES, previous: analysis });
  const ofRules = [...complete.diagnostics, ...complete.suppressed].filter((found) => isOnValue(found, source.text));
  return [...findSecrets(source.text), ...ofRules].map(({ span }) => span);
}

function isOnValue({ rule, span }: Diagnostic, text: string): boolean {
  if (!VALUE_RULE.test(rule.id)) return false;
  // A build argument without a value is reported at its name, and where something copies it.
  return rule.id !== "secret-in-arg" || !ARGUMENT_NAME.test(text.slice(span.start - 1, span.end));
}

/** Whether every finding of these rules is in the analysis. */
function ranValueRules({ config = DEFAULT_CONFIG, rules = RULES }: AnalyzeOptions): boolean {
  return (
    config.severity === "information" &&
    VALUE_RULES.every((rule) => rules.includes(rule) && config.rules[rule.id] !== "off")
  );
}
