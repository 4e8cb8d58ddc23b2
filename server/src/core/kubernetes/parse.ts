import { indexLines, joinLines } from "../text/lines.ts";
import { shift, span } from "../text/span.ts";
import { maskTemplate } from "./helm-mask.ts";
import type { DocumentPart, KubernetesDocument, KubernetesModel } from "./model.ts";
import { type DocumentText, splitAfterEdit, splitDocuments } from "./split.ts";
import { readObjects } from "./workloads.ts";
import { readYaml } from "./yaml.ts";

/** What the neighbourhood of a file tells about it. */
export interface ManifestOptions {
  /** A Kustomize patch: what it does not say, the resource that it patches may say. */
  readonly isPatch?: boolean;
}

/**
 * Reads a file of manifests, YAML or JSON, plain or as a Helm template. Never throws: what it can't read becomes a gap.
 * Documents whose text is one of `previous` are taken from there, so an edit costs one document.
 */
export function parseKubernetes(
  text: string,
  previous?: KubernetesModel,
  { isPatch = false }: ManifestOptions = {},
): KubernetesModel {
  const parts =
    previous?.isPatch === isPatch ? readAgain(text, previous) : readParts(splitDocuments(text), [], isPatch);
  const gaps = parts.flatMap(({ offset, document }) =>
    document.gaps.map((gap) => ({ span: shift(gap.span, offset), why: gap.why })),
  );
  const lines = joinLines(parts.map(({ offset, document }) => ({ offset, lines: document.lines })));
  return { kind: "kubernetes", text, lines, isPatch, parts, gaps };
}

/** The documents of a text after an edit: those that it does not touch are not even looked at. */
function readAgain(text: string, { text: before, parts, isPatch }: KubernetesModel): readonly DocumentPart[] {
  const starts = parts.map(({ offset }) => offset);
  const { kept, between, keptAtEnd } = splitAfterEdit(text, { text: before, starts });
  const behind = parts.length - keptAtEnd;
  const change = text.length - before.length;
  return [
    ...parts.slice(0, kept),
    ...readParts(between, parts.slice(kept, behind), isPatch),
    ...parts.slice(behind).map(({ offset, document }) => ({ offset: offset + change, document })),
  ];
}

/** Equal texts are read once. */
function readParts(texts: readonly DocumentText[], before: readonly DocumentPart[], isPatch: boolean): DocumentPart[] {
  const known = new Map(before.map(({ document }) => [document.text, document]));
  return texts.map(({ offset, text }) => {
    const document = known.get(text) ?? parseDocument(text, isPatch);
    known.set(text, document);
    return { offset, document };
  });
}

function parseDocument(text: string, isPatch: boolean): KubernetesDocument {
  try {
    return readDocument(text, isPatch);
  } catch {
    // The library recurses: nesting of many thousand levels ends its stack.
    const gaps = [{ span: span(0, text.length), why: "this document is nested too deeply to be read" }];
    const lines = indexLines(text);
    return {
      text,
      lines,
      maskedText: text,
      root: undefined,
      objects: [],
      comments: [],
      textBlocks: [],
      gaps,
      isBroken: true,
    };
  }
}

function readDocument(text: string, isPatch: boolean): KubernetesDocument {
  // A lone carriage return is a line break (YAML 1.2.2, section 5.4), but not to the library.
  const masked = maskTemplate(text.replace(/\r(?!\n)/g, "\n"));
  const { root, comments, textBlocks, gaps, isBroken } = readYaml(masked);
  const objects = readObjects(root, isPatch);
  return {
    text,
    lines: indexLines(text),
    maskedText: masked.text,
    root,
    objects,
    comments,
    textBlocks,
    gaps,
    isBroken,
  };
}
