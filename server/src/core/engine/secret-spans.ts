import { DEFAULT_CONFIG } from "../config/schema.ts";
import { findSecrets } from "../secrets/detect.ts";
import type { Span } from "../text/span.ts";
import type { Analysis, AnalyzeOptions, Language } from "./analysis.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** The rules whose findings lie on a credential itself, not on the name or the path of one. */
const VALUE_RULE = /^secret-(?:in-|committed$)/;
/** With the character before it: a name that is declared, or a reference to one. */
const ARGUMENT_NAME = /^\s\w+$|^.["']?\$/s;

/** Where a text holds credentials, whichever rules were switched on for its analysis, made with these options. */
export function secretSpans(analysis: Analysis, options: AnalyzeOptions): readonly Span[] {
  const { source, language } = analysis;
  const complete = language === undefined ? analysis : withValueRules(analysis, language, options);
  const ofRules = [...complete.diagnostics, ...complete.suppressed].filter((found) => isOnValue(found, source.text));
  return [...findSecrets(source.text), ...ofRules].map(({ span }) => span);
}

function isOnValue({ rule, span }: Diagnostic, text: string): boolean {
  if (!VALUE_RULE.test(rule.id)) return false;
  // A build argument without a value is reported at its name, and where something copies it.
  return rule.id !== "secret-in-arg" || !ARGUMENT_NAME.test(text.slice(span.start - 1, span.end));
}

/** The same analysis where every finding of these rules is in it, else one that has them. */
function withValueRules(analysis: Analysis, language: Language, options: AnalyzeOptions): Analysis {
  const { config = DEFAULT_CONFIG, rules = language.rules } = options;
  const valueRules = language.rules.filter(({ id }) => VALUE_RULE.test(id));
  const isComplete =
    config.severity === "information" &&
    valueRules.every((rule) => rules.includes(rule) && config.rules[rule.id] !== "off");
  return isComplete ? analysis : language.analyze(analysis.source, { rules: valueRules, previous: analysis });
}
