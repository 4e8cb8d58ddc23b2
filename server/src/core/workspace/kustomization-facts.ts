import type { KubernetesModel } from "../kubernetes/model.ts";
import { itemsAt, mappingAt, nodeAt, type ScalarNode, textAt, type YamlNode } from "../kubernetes/node.ts";
import { parseKubernetes } from "../kubernetes/parse.ts";
import type { FieldPath } from "../kubernetes/set-elsewhere.ts";
import { span } from "../text/span.ts";
import type { Fact, ImageOverride, KustomizationFact, PatchFact, PatchTarget } from "./facts.ts";
import { isWritten, jsonPatchFields, mergedFields, patchedObject } from "./patch-fields.ts";
import { folderOfPath, resolvePath } from "./paths.ts";
import { type PlaceOf, placesIn } from "./place.ts";
import { readLabels } from "./selector.ts";

/** What a `kustomization.yaml` is to other files: what it takes in, and what it changes of it. */
export function kustomizationFacts(path: string, { parts, lines }: KubernetesModel): readonly Fact[] {
  const [part] = parts;
  const root = part?.document.root;
  if (part === undefined || root?.kind !== "mapping") return [];
  const folder = folderOfPath(path);
  const placeOf = placesIn(path, lines, part.offset);
  const taken = ["resources", "bases", "components", "crds"].flatMap((key) => textsAt(root, key));
  const inside = taken.filter((text) => !isRemote(text)).map((text) => resolvePath(folder, text));
  const patches = readPatches(root, folder, placeOf);
  const fact: KustomizationFact = {
    folder,
    place: placeOf(span(root.span.start, root.span.start)),
    namespace: textAt(root, "namespace"),
    isOpen: taken.some(isRemote) || OPENING.some((key) => isWritten(nodeAt(root, key))),
    components: textsAt(root, "components").flatMap((text) => (isRemote(text) ? [] : resolvePath(folder, text))),
    labels: addedLabels(root),
    images: itemsAt(root, "images").flatMap((item) => readImage(item, placeOf)),
    patches: patches.flatMap(({ inline }) => inline ?? []),
    patchFiles: patches.flatMap(({ file }) => file ?? []),
  };
  return [
    { table: "kustomization", keys: [folder], value: fact },
    { table: "inclusion", keys: [...new Set(inside)], value: { folder } },
    ...fact.patchFiles.map(
      ({ path: file, target }): Fact => ({ table: "patchFile", keys: [file], value: { folder, target } }),
    ),
  ];
}

/** Fields that bring objects which are not in the workspace's files. */
const OPENING = ["helmCharts", "helmChartInflationGenerator", "generators", "transformers"];

/** URLs, and the `github.com/…` form (Kustomize documentation, "Remote targets"). */
function isRemote(text: string): boolean {
  return /:\/\/|^git@|\?ref=|^(?:github|gitlab|bitbucket)\.[a-z]+[/:]/.test(text);
}

function textsAt(node: YamlNode, key: string): readonly string[] {
  return itemsAt(node, key).flatMap((item) => (item.kind === "scalar" && item.text !== "" ? item.text : []));
}

/** `commonLabels`, and `labels` with their pairs. */
function addedLabels(root: YamlNode): Readonly<Record<string, string>> {
  const mappings = [
    mappingAt(root, "commonLabels"),
    ...itemsAt(root, "labels").map((item) => mappingAt(item, "pairs")),
  ];
  return Object.assign({}, ...mappings.map((mapping) => readLabels(mapping).labels));
}

function readImage(node: YamlNode, placeOf: PlaceOf): readonly ImageOverride[] {
  const name = textAt(node, "name");
  if (name === undefined) return [];
  return [
    {
      name,
      newName: textAt(node, "newName"),
      newTag: textAt(node, "newTag"),
      digest: textAt(node, "digest"),
      place: placeOf(node.span),
    },
  ];
}

interface ReadPatch {
  readonly inline?: readonly PatchFact[];
  readonly file?: KustomizationFact["patchFiles"];
}

function readPatches(root: YamlNode, folder: string, placeOf: PlaceOf): readonly ReadPatch[] {
  const file = (path: string, target: PatchTarget | undefined): ReadPatch => ({
    file: [{ path: resolvePath(folder, path), folder, target }],
  });
  const read = (item: YamlNode): ReadPatch => {
    const target = readTarget(nodeAt(item, "target"));
    const path = textAt(item, "path");
    if (path !== undefined) return file(path, target);
    const text = nodeAt(item, "patch");
    return text?.kind === "scalar" ? { inline: inlinePatches(text, target, placeOf) } : {};
  };
  const merges = itemsAt(root, "patchesStrategicMerge").flatMap((item): readonly ReadPatch[] => {
    if (item.kind !== "scalar") return [];
    // One line is the name of a file.
    return [
      item.text.includes("\n") ? { inline: inlinePatches(item, undefined, placeOf) } : file(item.text, undefined),
    ];
  });
  return [...itemsAt(root, "patches").map(read), ...itemsAt(root, "patchesJson6902").map(read), ...merges];
}

function inlinePatches(scalar: ScalarNode, target: PatchTarget | undefined, placeOf: PlaceOf): readonly PatchFact[] {
  const place = placeOf(scalar.span);
  return parseKubernetes(scalar.text).parts.flatMap(({ document: { root } }): readonly PatchFact[] => {
    const named = target ?? patchedObject(root);
    const fields: readonly FieldPath[] | undefined =
      jsonPatchFields(root) ?? (root?.kind === "mapping" ? mergedFields(root) : undefined);
    return fields === undefined ? [] : [{ kind: named?.kind, name: named?.name, fields, place }];
  });
}

/** A target's kind and name are patterns: those that are more than a word may be anything. */
function readTarget(node: YamlNode | undefined): PatchTarget | undefined {
  if (!isWritten(node)) return undefined;
  const word = (key: string): string | undefined => {
    const text = textAt(node, key);
    return text !== undefined && /^[\w-]+$/.test(text) ? text : undefined;
  };
  return { kind: word("kind"), name: word("name") };
}
