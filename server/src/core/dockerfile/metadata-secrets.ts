import { findSecrets, judgeNamed } from "../secrets/detect.ts";
import { looksRandom } from "../secrets/entropy.ts";
import type { SecretMatch } from "../secrets/match.ts";
import { perObject } from "../text/per-object.ts";
import { compareSpans, type Span, shift } from "../text/span.ts";
import type {
  CommandInstruction,
  Comment,
  DockerfileModel,
  DockerWord,
  Instruction,
  LabelInstruction,
  NamedValue,
} from "./model.ts";
import { runSecrets } from "./run-secrets.ts";
import { pairSecret } from "./variable-uses.ts";
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

interface Found extends Pick<MetadataSecret, "match" | "label"> {
  /** The word that holds it, or its place. */
  readonly place: DockerWord | Span;
}

/** The credentials in labels, start commands, health checks, triggers and comments, in the order of the file. */
export function metadataSecrets(model: DockerfileModel): readonly MetadataSecret[] {
  const described = model.instructions.flatMap((instruction) =>
    secretsOf(instruction).map(({ place, ...found }) => ({
      ...found,
      span: "text" in place ? placeInWord(model.text, place, found.match.span) : place,
      place: instruction.keyword,
    })),
  );
  const comments = commentBlocks(model).flatMap((block) =>
    blockSecrets(block).map((match) => ({
      span: shift(match.span, block.start),
      match,
      place: "comment" as const,
      label: undefined,
    })),
  );
  return [...described, ...comments].sort((a, b) => compareSpans(a.span, b.span));
}

const secretsOf = perObject((instruction: Instruction): readonly Found[] => {
  switch (instruction.keyword) {
    case "LABEL":
      return instruction.pairs.flatMap((pair) =>
        pairSecrets(pair).map((found) => ({ ...found, label: { instruction, pair } })),
      );
    case "CMD":
    case "ENTRYPOINT":
    case "HEALTHCHECK":
      return commandSecrets(instruction);
    case "STOPSIGNAL":
    case "MAINTAINER":
      return instruction.words.flatMap(wordSecrets);
    case "ONBUILD":
      return instruction.trigger === undefined ? [] : triggerSecrets(instruction.trigger);
    default:
      return [];
  }
});

/** A trigger is read as the instruction that it will be. */
function triggerSecrets(trigger: Instruction): readonly Found[] {
  switch (trigger.keyword) {
    case "ENV":
    case "ARG":
    case "LABEL":
      return trigger.pairs.flatMap(pairSecrets);
    case "RUN":
      return runSecrets(trigger).map(({ span: place, match }) => ({ place, match, label: undefined }));
    case "COPY":
    case "ADD":
      return trigger.sources.flatMap(wordSecrets);
    default:
      return secretsOf(trigger);
  }
}

function pairSecrets(pair: NamedValue): readonly Found[] {
  const match = pairSecret(pair);
  return pair.value === undefined || match === undefined ? [] : [{ place: pair.value, match, label: undefined }];
}

function wordSecrets(word: DockerWord): readonly Found[] {
  return findSecrets(word.text).map((match) => ({ place: word, match, label: undefined }));
}

/** What starts in a container takes its credentials as a `RUN` does. */
function commandSecrets({ command, ...instruction }: CommandInstruction): readonly Found[] {
  if (command === undefined) return [];
  return runSecrets({ ...instruction, keyword: "RUN", command, mounts: [] }).map(({ span: place, match }) => ({
    place,
    match,
    label: undefined,
  }));
}

interface CommentBlock {
  readonly first: Comment;
  readonly text: string;
  readonly start: number;
}

/** Comments on neighbouring lines, as one text: a key in a comment takes several lines. */
function commentBlocks({ comments, text, lines }: DockerfileModel): readonly CommentBlock[] {
  const blocks: { first: Comment; last: Comment }[] = [];
  for (const comment of comments) {
    const block = blocks[blocks.length - 1];
    const isNext = block !== undefined && lines.lineAt(block.last.span.end) + 1 === lines.lineAt(comment.span.start);
    if (isNext) block.last = comment;
    else blocks.push({ first: comment, last: comment });
  }
  return blocks.map(({ first, last }) => {
    const { start } = first.span;
    return { first, text: text.slice(start, last.span.end), start };
  });
}

const keptBlocks = new WeakMap<Comment, { readonly text: string; readonly secrets: readonly SecretMatch[] }>();

function blockSecrets({ first, text }: CommentBlock): readonly SecretMatch[] {
  const kept = keptBlocks.get(first);
  if (kept?.text === text) return kept.secrets;
  const secrets = commentSecrets(text);
  keptBlocks.set(first, { text, secrets });
  return secrets;
}

/** A placeholder in a comment opens nothing. */
function commentSecrets(text: string): readonly SecretMatch[] {
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
