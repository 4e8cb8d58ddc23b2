import { indexLines } from "../text/lines.ts";
import { shift, span } from "../text/span.ts";
import { maskTemplate } from "./helm-mask.ts";
import type { DocumentPart, KubernetesDocument, KubernetesModel } from "./model.ts";
import { splitDocuments } from "./split.ts";
import { readObjects } from "./workloads.ts";
import { readYaml } from "./yaml.ts";

export { looksLikeKubernetes } from "./recognize.ts";

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
  const kept = previous?.isPatch === isPatch ? previous.parts : [];
  const known = new Map(kept.map(({ document }) => [document.text, document]));
  const parts = splitDocuments(text).map(({ offset, text: part }): DocumentPart => {
    const document = known.get(part) ?? parseDocument(part, isPatch);
    known.set(part, document);
    return { offset, document };
  });
  const gaps = parts.flatMap(({ offset, document }) =>
    document.gaps.map((gap) => ({ span: shift(gap.span, offset), why: gap.why })),
  );
  return { kind: "kubernetes", text, lines: indexLines(text), isPatch, parts, gaps };
}

function parseDocument(text: string, isPatch: boolean): KubernetesDocument {
  try {
    return readDocument(text, isPatch);
  } catch {
    // The library recurses: nesting of many thousand levels ends its stack.
    const gaps = [{ span: span(0, text.length), why: "this document is nested too deeply to be read" }];
    return { text, maskedText: text, root: undefined, objects: [], comments: [], textBlocks: [], gaps };
  }
}

function readDocument(text: string, isPatch: boolean): KubernetesDocument {
  // A lone carriage return is a line break (YAML 1.2.2, section 5.4), but not to the library.
  const masked = maskTemplate(text.replace(/\r(?!\n)/g, "\n"));
  const { root, comments, textBlocks, gaps } = readYaml(masked);
  return { text, maskedText: masked.text, root, objects: readObjects(root, isPatch), comments, textBlocks, gaps };
}
