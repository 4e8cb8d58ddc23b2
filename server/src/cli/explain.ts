import pc from "picocolors";
import { loadRules } from "../core/engine/load.ts";
import { sectionText } from "../core/knowledge/standards/standard.ts";
import { citedSections } from "../core/rules/citations.ts";
import { docsUrl } from "../core/rules/docs-url.ts";
import { readMarks } from "../core/rules/example.ts";
import type { Equivalents, Rule, Severity } from "../core/rules/rule.ts";
import { TOPICS } from "../core/rules/topics.ts";
import { noSuchRule } from "./choose-rules.ts";
import { CLEAN, type ExitCode, type Terminal, wrongUse } from "./terminal.ts";

type Colors = ReturnType<typeof pc.createColors>;

/** `hullcheck explain`: the page of a rule, named by its id or by that of the same check in another linter. */
export async function explain(id: string, terminal: Terminal): Promise<ExitCode> {
  const all = await loadRules();
  const own = all.find((rule) => rule.id === id.toLowerCase());
  const rules = own === undefined ? all.filter((rule) => foreignIds(rule).includes(id.toLowerCase())) : [own];
  if (rules.length === 0) return wrongUse(terminal, noSuchRule(id));
  const look: Look = { colors: pc.createColors(terminal.color), width: Math.min(terminal.width, WIDEST_TEXT) };
  terminal.out(rules.map((rule) => page(rule, look)).join("\n"));
  return CLEAN;
}

const WIDEST_TEXT = 100;

interface Look {
  readonly colors: Colors;
  readonly width: number;
}

function foreignIds({ equivalents }: Rule): readonly string[] {
  return Object.values(equivalents).flatMap((ids: readonly string[]) => ids.map((id) => id.toLowerCase()));
}

function page(rule: Rule, look: Look): string {
  const { colors, width } = look;
  const heading = (text: string): string => `\n${colors.bold(text)}`;
  const level = rule.enabledByDefault === false ? `${rule.severity}, off by default` : rule.severity;
  const lines = [
    `${colors.bold(rule.id)} (${severityPaint(rule.severity, colors)(level)})`,
    ...wrapped(rule.title, width),
    ...wrapped(`Topic: ${TOPICS[rule.topic]}.`, width),
    heading("Why it matters"),
    ...markdown(rule.why, width),
    ...wrapped(`Who gains: ${rule.actors.join(", ")}.`, width),
    heading("What to do"),
    ...markdown(rule.remedy, width),
    ...rule.bad.flatMap(({ title, code, fixed }) => [
      heading(`Bad: ${title}`),
      ...markedCode(code, colors),
      ...(fixed === undefined ? [] : ["", "  fixed:", ...plainCode(fixed)]),
    ]),
    ...rule.good.flatMap(({ title, code }) => [heading(`Good: ${title}`), ...plainCode(code)]),
    heading("References"),
    ...rule.references.map(({ title, url }) => `- ${title}: ${colors.underline(url)}`),
    ...standardLines(rule, heading),
    ...equivalentLines(rule.equivalents, heading),
    "",
    colors.dim(docsUrl(rule.id)),
  ];
  return `${lines.join("\n")}\n`;
}

function severityPaint(severity: Severity, colors: Colors): (text: string) => string {
  return { error: colors.red, warning: colors.yellow, information: colors.blue }[severity];
}

function standardLines(rule: Rule, heading: (text: string) => string): readonly string[] {
  const lines = citedSections(rule).map((section) => `- ${section.standard.name}: ${sectionText(section)}`);
  return lines.length === 0 ? [] : [heading("In standards"), ...lines];
}

const LINTERS: Readonly<Record<keyof Equivalents, string>> = {
  hadolint: "hadolint",
  buildkit: "Docker build checks",
  trivy: "Trivy",
  checkov: "Checkov",
  kubeLinter: "kube-linter",
  kubeScore: "kube-score",
  polaris: "Polaris",
  kubescape: "Kubescape",
  sonar: "Sonar",
};

function equivalentLines(equivalents: Equivalents, heading: (text: string) => string): readonly string[] {
  const lines = Object.entries(LINTERS).flatMap(([key, name]) => {
    const ids = equivalents[key as keyof Equivalents] ?? [];
    return ids.length === 0 ? [] : [`- ${name}: ${ids.join(", ")}`];
  });
  return lines.length === 0 ? [] : [heading("In other linters"), ...lines];
}

/** The lines of an example, indented; under each marked place `^^^`. */
function markedCode(code: string, colors: Colors): readonly string[] {
  const { text, spans } = readMarks(code);
  let start = 0;
  return text
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const from = start;
      start += line.length + 1;
      const marks = Array.from(line, (char, i) => {
        const isMarked = spans.some((span) => span.start <= from + i && from + i < span.end && char.trim() !== "");
        return isMarked ? "^" : " ";
      });
      const marker = marks.join("").trimEnd();
      return marker === "" ? [`  ${line}`] : [`  ${line}`, `  ${colors.red(marker)}`];
    });
}

function plainCode(code: string): readonly string[] {
  return code
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`);
}

/** Markdown as it reads in a terminal: paragraphs and list items wrapped, code as it is. */
function markdown(text: string, width: number): readonly string[] {
  let isCode = false;
  return text.split("\n").flatMap((line) => {
    if (line.trimStart().startsWith("```")) {
      isCode = !isCode;
      return [];
    }
    return isCode ? [`  ${line}`] : wrapped(line, width);
  });
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
