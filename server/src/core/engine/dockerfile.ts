import { type Config, DEFAULT_CONFIG } from "../config/schema.ts";
import {
  type DockerfileOptions,
  type DockerfileReading,
  interpretDockerfile,
  readDockerfile,
} from "../dockerfile/interpret.ts";
import type { DockerfileModel } from "../dockerfile/model.ts";
import { everyGap } from "../dockerfile/walk.ts";
import { DOCKERFILE_RULES } from "../rules/dockerfile-rules.ts";
import { SUPPRESSION_RULES } from "../rules/suppression-rules.ts";
import type { Source } from "../source.ts";
import { indexLines } from "../text/lines.ts";
import { type Span, span } from "../text/span.ts";
import { dockerfileFacts } from "../workspace/dockerfile-facts.ts";
import type { FileFacts } from "../workspace/facts.ts";
import { fileFacts } from "../workspace/file-facts.ts";
import type { Analysis, AnalyzeOptions, Language, Model, ReadFacts } from "./analysis.ts";
import { judged, ruleContext, rulesToRun, viewOf } from "./judge.ts";
import { movedDiagnostic } from "./moved.ts";
import { checkDockerfile } from "./run-rules.ts";

export { layerReport } from "../dockerfile/layer-report.ts";

/** Dockerfiles. */
export const DOCKERFILE: Language = {
  kind: "dockerfile",
  rules: [...DOCKERFILE_RULES, ...SUPPRESSION_RULES],
  analyze: analyzeDockerfile,
  readFacts,
  factsOf: ({ source, reading }) => (reading === undefined ? [] : factsOf(source, reading.model)),
};

function analyzeDockerfile(source: Source, options: AnalyzeOptions): Analysis {
  const { config = DEFAULT_CONFIG, previous } = options;
  const reading = readDockerfile(source.text, readOptions(config), previous?.reading);
  const { model } = reading;
  const view = viewOf(source, () => factsOf(source, model), options);
  const rules = rulesToRun(DOCKERFILE, options);
  const results = checkDockerfile(model, { active: rules.active, context: ruleContext(source, options), view });
  const checked = { language: DOCKERFILE, source, model, gaps: everyGap(model), rules, results, view };
  return inFile({ ...judged(checked, options), reading }, reading, config);
}

/** What was found in the layout of a Dockerfile, with the places in the file. */
function inFile(
  analysis: Analysis,
  { file, model: { placeInFile: place } }: DockerfileReading,
  config: Config,
): Analysis {
  if (place === undefined) return analysis;
  const move = ({ start, end }: Span): Span => span(place(start), place(end));
  let model: Model | undefined;
  return {
    ...analysis,
    lines: indexLines(file.text),
    diagnostics: analysis.diagnostics.map((diagnostic) => movedDiagnostic(diagnostic, move)),
    suppressed: analysis.suppressed.map((diagnostic) => movedDiagnostic(diagnostic, move)),
    gaps: analysis.gaps.map((gap) => ({ ...gap, span: move(gap.span) })),
    // Few ask for it, and none at every keystroke.
    get model() {
      model ??= interpretDockerfile(file.text, readOptions(config));
      return model;
    },
  };
}

function readOptions({ target }: Config): DockerfileOptions {
  return target === undefined ? {} : { target };
}

function readFacts(source: Source, { config = DEFAULT_CONFIG }: Pick<AnalyzeOptions, "config">): ReadFacts {
  const reading = readDockerfile(source.text, readOptions(config));
  const { model } = reading;
  return { facts: factsOf(source, model), read: { model, reading } };
}

function factsOf(source: Source, model: DockerfileModel): FileFacts {
  return fileFacts({ ...source, model }, () => dockerfileFacts(source.path, model));
}
