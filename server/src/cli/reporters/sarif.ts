import type {
  ArtifactLocation,
  Invocation,
  Location,
  Log,
  Notification,
  PhysicalLocation,
  Region,
  ReportingDescriptor,
  Result,
  Fix as SarifFix,
} from "sarif";
import type { Diagnostic } from "../../core/engine/diagnostic.ts";
import { maskedWords, secretValues, tellableFixes } from "../../core/engine/mask.ts";
import { placeIn } from "../../core/engine/plain.ts";
import { sectionTag } from "../../core/knowledge/standards/standard.ts";
import { citedSections } from "../../core/rules/citations.ts";
import { docsUrl, HOME_URL } from "../../core/rules/docs-url.ts";
import type { Fix, RelatedPlace, Rule, Severity } from "../../core/rules/rule.ts";
import type { Range } from "../../core/text/lines.ts";
import type { Span } from "../../core/text/span.ts";
import { chosenRules } from "../choose-rules.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { CheckedFile, FileNote, Report, Reporter, ReporterOptions } from "./report.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const DRIVER = { name: "Hullcheck", informationUri: HOME_URL };
const ROOT = "%SRCROOT%";
const FINGERPRINT = "hullcheckLine/v1";

const LEVELS = { error: "error", warning: "warning", information: "note" } as const;
/** GitHub sorts by this number (CVSS-like): above 7 is high, above 4 medium. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { error: "8.0", warning: "5.0", information: "2.0" };

/** For code scanning: a SARIF 2.1.0 log, which tells what each of the rules is about. It holds no source text at all. */
export function sarifReporter(all: readonly Rule[]): Reporter {
  return (report, options) => reportSarif(report, chosenRules(all, report.ruleIds), options);
}

function reportSarif(report: Report, rules: readonly Rule[], { version }: ReporterOptions): string {
  const indexOf = new Map(rules.map((rule, index) => [rule.id, index]));
  const log: Log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { ...DRIVER, version, semanticVersion: version, rules: rules.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [ROOT]: { description: { text: "The folder that Hullcheck ran in." } } },
        invocations: [invocation(report)],
        artifacts: report.files.map((file) => ({ location: artifactLocation(file.source.path) })),
        results: report.files.flatMap((file) => fileResults(file, indexOf)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(rule: Rule): ReportingDescriptor {
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: { text: `${rule.why}\n\n${rule.remedy}`, markdown: helpMarkdown(rule) },
    helpUri: docsUrl(rule.id),
    defaultConfiguration: { level: LEVELS[rule.severity], enabled: rule.enabledByDefault !== false },
    properties: {
      tags: ["security", rule.kind, rule.topic, ...citedSections(rule).map(sectionTag)],
      precision: "high",
      "security-severity": SECURITY_SEVERITY[rule.severity],
      "problem.severity": rule.severity === "information" ? "recommendation" : rule.severity,
    },
  };
}

function helpMarkdown(rule: Rule): string {
  const references = rule.references.map(({ title, url }) => `- [${title}](${url})`).join("\n");
  return `${rule.why}\n\n**What to do:** ${rule.remedy}\n\n${references}`;
}

function fileResults(file: CheckedFile, indexOf: ReadonlyMap<string, number>): readonly Result[] {
  const diagnostics = [...file.diagnostics, ...file.suppressed];
  const values = secretValues(file.source.text, file.secrets);
  return diagnostics.map((diagnostic, i) => {
    const fixes = tellableFixes(diagnostic.fixes, values).filter((fix) => fix.edits.length > 0);
    const ruleIndex = indexOf.get(diagnostic.rule.id);
    return {
      ruleId: diagnostic.rule.id,
      ...(ruleIndex !== undefined && { ruleIndex }),
      level: LEVELS[diagnostic.severity],
      message: { text: maskedWords(diagnostic.message, values) },
      locations: [{ physicalLocation: physicalLocation(file, diagnostic.span) }],
      ...relatedLocations(file, diagnostic, values),
      ...(fixes.length > 0 && { fixes: fixes.map((fix) => sarifFix(file, fix, values)) }),
      // Where one result of a run has suppressions, SARIF wants an empty list in the others.
      suppressions: i < file.diagnostics.length ? [] : [{ kind: "inSource", status: "accepted" }],
      partialFingerprints: { [FINGERPRINT]: fingerprintOf(file, diagnostic) },
    };
  });
}

function relatedLocations(
  file: CheckedFile,
  { related = [] }: Diagnostic,
  values: readonly string[],
): Pick<Result, "relatedLocations"> {
  if (related.length === 0) return {};
  return {
    relatedLocations: related.map((place, id) => ({
      id,
      message: { text: maskedWords(place.message, values) },
      physicalLocation: relatedPlace(file, place),
    })),
  };
}

/** Where only offsets are known in another file, they are characters as SARIF counts them here. */
function relatedPlace(file: CheckedFile, { path, span, range }: RelatedPlace): PhysicalLocation {
  if (path === undefined) return physicalLocation(file, span);
  const offsets = { charOffset: span.start, charLength: span.end - span.start };
  return { artifactLocation: artifactLocation(path), region: range === undefined ? offsets : lineRegion(range) };
}

function lineRegion(range: Range): Region {
  const [start, end] = [placeIn(range.start), placeIn(range.end)];
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function sarifFix(file: CheckedFile, fix: Fix, values: readonly string[]): SarifFix {
  return {
    description: { text: maskedWords(fix.title, values) },
    artifactChanges: [
      {
        artifactLocation: artifactLocation(file.source.path),
        replacements: fix.edits.map(({ span, newText }) => ({
          deletedRegion: region(file, span),
          insertedContent: { text: newText },
        })),
      },
    ],
    properties: { safe: fix.safe, ...(fix.note !== undefined && { note: maskedWords(fix.note, values) }) },
  };
}

function physicalLocation(file: CheckedFile, span: Span): PhysicalLocation {
  return { artifactLocation: artifactLocation(file.source.path), region: region(file, span) };
}

function region({ lines }: CheckedFile, { start, end }: Span): Region {
  return lineRegion({ start: lines.positionAt(start), end: lines.positionAt(end) });
}

/** A path below the folder Hullcheck ran in is told relative to it; another one stands for itself. */
function artifactLocation(path: string): ArtifactLocation {
  const uri = path.split("/").map(encodeURIComponent).join("/");
  if (path.startsWith("/")) return { uri: `file://${uri}` };
  if (/^[a-z]:\//i.test(path)) return { uri: `file:///${uri}` };
  return path.startsWith("../") ? { uri } : { uri, uriBaseId: ROOT };
}

function invocation(report: Report): Invocation {
  return {
    executionSuccessful: report.problems.length === 0,
    toolExecutionNotifications: [
      ...report.problems.map((problem) => fileNotification("error", problem)),
      ...report.notes.map((note) => fileNotification("note", note)),
      ...report.files.flatMap(notifications),
    ],
  };
}

function fileNotification(level: "error" | "note", { path, message }: FileNote): Notification {
  return {
    level,
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: artifactLocation(path) } }],
  };
}

function notifications(file: CheckedFile): readonly Notification[] {
  const values = secretValues(file.source.text, file.secrets);
  const at = (span: Span): Location[] => [{ physicalLocation: physicalLocation(file, span) }];
  const gaps = file.gaps.map(
    (gap): Notification => ({
      level: "note",
      message: { text: maskedWords(`Not analysed: ${gap.why}`, values) },
      locations: at(gap.span),
    }),
  );
  const failures = file.failures.map(
    ({ ruleId, error }): Notification => ({
      level: "error",
      message: { text: maskedWords(`The rule failed: ${error}`, values) },
      associatedRule: { id: ruleId },
      locations: at({ start: 0, end: 0 }),
    }),
  );
  return [...gaps, ...failures];
}
