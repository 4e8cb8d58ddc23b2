import { explainCapability } from "../knowledge/capabilities.ts";
import type { Explanation, PlacedExplanation } from "../knowledge/explanation.ts";
import { explainPodField, explainSecurityField } from "../knowledge/fields.ts";
import { shift, touches } from "../text/span.ts";
import type { KubernetesDocument, KubernetesModel, Pod } from "./model.ts";
import type { MappingEntry, MappingNode, YamlNode } from "./node.ts";

/** What stands at an offset of a manifest, as far as it says something about security. */
export function explainManifest(model: KubernetesModel, offset: number): PlacedExplanation | undefined {
  for (const { document, offset: start } of model.parts) {
    const isInside = start <= offset && offset <= start + document.text.length;
    const found = isInside ? explainDocument(document, offset - start) : undefined;
    if (found !== undefined) return { ...found, span: shift(found.span, start) };
  }
  return undefined;
}

function explainDocument({ objects }: KubernetesDocument, offset: number): PlacedExplanation | undefined {
  for (const pod of objects.flatMap(({ pods }) => pods)) {
    const found = explainPod(pod, offset);
    if (found !== undefined) return found;
  }
  return undefined;
}

function explainPod({ spec, securityContext, containers }: Pod, offset: number): PlacedExplanation | undefined {
  const contexts = [securityContext, ...containers.map((container) => container.securityContext)];
  const context = contexts.find((candidate) => candidate !== undefined && touches(candidate.span, offset));
  const inContext = context && explainContext(context, offset, []);
  if (inContext !== undefined) return inContext;
  const holders = [spec, ...containers.map(({ node }) => node)];
  const entry = holders.flatMap(({ entries }) => entries).find((candidate) => isAt(candidate, offset));
  return entry && placed(entry, offset, explainPodField(entry.key, scalarText(entry.value)));
}

function explainContext(context: MappingNode, offset: number, path: readonly string[]): PlacedExplanation | undefined {
  for (const entry of context.entries) {
    const here = [...path, entry.key];
    if (isAt(entry, offset)) {
      return placed(entry, offset, explainSecurityField(here.join("."), scalarText(entry.value)));
    }
    if (!touches(entry.value.span, offset)) continue;
    if (entry.value.kind === "mapping") return explainContext(entry.value, offset, here);
    if (path[0] === "capabilities") return explainListed(entry.value, offset);
  }
  return undefined;
}

/** A capability in a list of them. */
function explainListed(list: YamlNode, offset: number): PlacedExplanation | undefined {
  const items = list.kind === "sequence" ? list.items : [];
  const value = items.map((item) => item.value).find((item) => item.kind === "scalar" && touches(item.span, offset));
  const explanation = value && explainCapability(scalarText(value) ?? "");
  return value && explanation && { ...explanation, span: value.span };
}

/** Whether the offset is at the key of an entry, or at its value where that is one word. */
function isAt({ keySpan, value }: MappingEntry, offset: number): boolean {
  return touches(keySpan, offset) || (value.kind === "scalar" && touches(value.span, offset));
}

function placed(
  { keySpan, value }: MappingEntry,
  offset: number,
  explanation: Explanation | undefined,
): PlacedExplanation | undefined {
  return explanation && { ...explanation, span: touches(keySpan, offset) ? keySpan : value.span };
}

function scalarText(node: YamlNode): string | undefined {
  return node.kind === "scalar" ? node.text : undefined;
}
