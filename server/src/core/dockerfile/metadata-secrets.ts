import { findSecrets, judgeNamed } from "../secrets/detect.ts";
import { looksRandom } from "../secrets/entropy.ts";
import type { SecretMatch } from "../secrets/match.ts";
import { compareSpans, type Span, shift, span } from "../text/span.ts";
import type {
  CommandInstruction,
  DockerfileModel,
  DockerWord,
  Instruction,
  LabelInstruction,
  NamedValue,
} from "./model.ts";
import { runSecrets } from "./run-secrets.ts";
import { placeInWord } from "./word-place.ts";

/** A credential in what describes the image, or in a comment. */
export interface MetadataSecret {
  readonly span: Span;
  readonly match: SecretMatch;
  /** The keyword of the instruction, or that it is a comment. */
  readonly place: Instruction["keyword"] | "comment";
  /** The label that holds it. */
  readonly label: { readonly instruction: LabelInstruction; readonly pair: NamedValue } | undefined;
}

type Found = Omit<MetadataSecret, "place">;

/** The credentials in labels, start commands, health checks, triggers and comments, in the order of the file. */
export function metadataSecrets(model: DockerfileModel): readonly MetadataSecret[] {
  const described = model.instructions.flatMap((instruction) =>
    secretsOf(model, instruction).map((found) => ({ ...found, place: instruction.keyword })),
  );
  const comments = commentBlocks(model).flatMap((block) =>
    commentSecrets(block).map((match) => ({
      span: shift(match.span, block.start),
      match,
      place: "comment" as const,
      label: undefined,
    })),
  );
  return [...described, ...comments].sort((a, b) => compareSpans(a.span, b.span));
}

function secretsOf(model: DockerfileModel, instruction: Instruction): readonly Found[] {
  switch (instruction.keyword) {
    case "LABEL":
      return instruction.pairs.flatMap((pair) =>
        pairSecrets(model, pair).map((found) => ({ ...found, label: { instruction, pair } })),
      );
    case "CMD":
    case "ENTRYPOINT":
    case "HEALTHCHECK":
      return commandSecrets(instruction);
    case "STOPSIGNAL":
    case "MAINTAINER":
      return instruction.words.flatMap((word) => wordSecrets(model, word));
    case "ONBUILD":
      return instruction.trigger === undefined ? [] : triggerSecrets(model, instruction.trigger);
    default:
      return [];
  }
}

/** A trigger is read as the instruction that it will be. */
function triggerSecrets(model: DockerfileModel, trigger: Instruction): readonly Found[] {
  switch (trigger.keyword) {
    case "ENV":
    case "ARG":
    case "LABEL":
      return trigger.pairs.flatMap((pair) => pairSecrets(model, pair));
    case "RUN":
      return runSecrets(trigger).map(({ span: place, match }) => ({ span: place, match, label: undefined }));
    case "COPY":
    case "ADD":
      return trigger.sources.flatMap((word) => wordSecrets(model, word));
    default:
      return secretsOf(model, trigger);
  }
}

function pairSecrets(model: DockerfileModel, { name, value }: NamedValue): readonly Found[] {
  const match = value === undefined ? undefined : judgeNamed(name, value.text);
  return value === undefined || match === undefined
    ? []
    : [{ span: placeInWord(model.text, value, match.span), match, label: undefined }];
}

function wordSecrets(model: DockerfileModel, word: DockerWord): readonly Found[] {
  return findSecrets(word.text).map((match) => ({
    span: placeInWord(model.text, word, match.span),
    match,
    label: undefined,
  }));
}

/** What starts in a container takes its credentials as a `RUN` does. */
function commandSecrets({ command, ...instruction }: CommandInstruction): readonly Found[] {
  if (command === undefined) return [];
  return runSecrets({ ...instruction, keyword: "RUN", command, mounts: [] }).map(({ span: place, match }) => ({
    span: place,
    match,
    label: undefined,
  }));
}

interface CommentBlock {
  readonly text: string;
  readonly start: number;
}

/** Comments on neighbouring lines, as one text: a key in a comment takes several lines. */
function commentBlocks({ comments, text, lines }: DockerfileModel): readonly CommentBlock[] {
  const spans: Span[] = [];
  for (const { span: place } of comments) {
    const last = spans[spans.length - 1];
    const isNext = last !== undefined && lines.lineAt(last.end) + 1 === lines.lineAt(place.start);
    if (isNext) spans[spans.length - 1] = span(last.start, place.end);
    else spans.push(place);
  }
  return spans.map(({ start, end }) => ({ text: text.slice(start, end), start }));
}

/** A placeholder in a comment opens nothing. */
function commentSecrets({ text }: CommentBlock): readonly SecretMatch[] {
  const evident = findSecrets(text).filter(({ kind }) => kind !== "weak-default");
  const end = evident.map((match) => match.span);
  const disused = disusedSettings(text).filter(
    (match) => !end.some((other) => other.start < match.span.end && match.span.start < other.end),
  );
  return [...evident, ...disused];
}

/** An instruction that was commented out: `# ENV NAME=value`; anywhere else a value has to look drawn, since comments show usage. */
const SETTING = /(?<![\w.$-])([A-Za-z_][\w.-]{1,60})=(?:"([^"\n]{1,500})"|'([^'\n]{1,500})'|([^\s"'`]{1,500}))/dg;
const DISUSED = /^[ \t]*#+[ \t]*(?:ENV|ARG|LABEL|RUN|export)[ \t]/i;

function disusedSettings(text: string): readonly SecretMatch[] {
  const found: SecretMatch[] = [];
  for (const match of text.matchAll(SETTING)) {
    const value = match[2] ?? match[3] ?? match[4] ?? "";
    const start = (match.indices?.[2] ?? match.indices?.[3] ?? match.indices?.[4])?.[0] ?? 0;
    const judged = judgeNamed(match[1] ?? "", value);
    if (judged === undefined || judged.kind === "weak-default") continue;
    const line = text.slice(text.lastIndexOf("\n", match.index) + 1, match.index);
    if (DISUSED.test(line) || looksRandom(value)) found.push({ ...judged, span: shift(judged.span, start) });
  }
  return found;
}
