import type { TextEdit } from "../text/edit.ts";
import { span } from "../text/span.ts";
import type { KubernetesDocument } from "./model.ts";

/**
 * The edit that puts a further YAML document behind one. Undefined for JSON, and where a template decides what is written: the new
 * document would not be its to decide.
 */
export function appendedDocument(
  { text, root, isBroken }: KubernetesDocument,
  lines: readonly string[],
): TextEdit | undefined {
  if (isBroken || root?.kind !== "mapping" || root.style === "flow" || text.includes("{{") || /^\.\.\./m.test(text))
    return undefined;
  const lineBreak = /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
  const isOpen = !/[\r\n]$/.test(text);
  const newText = ["---", ...lines].map((line) => line + lineBreak).join("");
  return { span: span(text.length, text.length), newText: (isOpen ? lineBreak : "") + newText };
}
