import { isPackageCache } from "../shell/effects.ts";
import { isWithin } from "../text/path.ts";
import type { FileCreation, FileOrigin } from "./file-events.ts";
import { fixHiddenFile, type ProposedChange } from "./hidden-file-fix.ts";
import { type HiddenFile, layerHistory } from "./layers.ts";
import type { DockerfileModel } from "./model.ts";
import { type FileSecret, secretOf } from "./secret-files.ts";

/** A file that the image still holds though a later instruction takes it away, with all that takes it away. */
export interface HiddenFileReport {
  readonly creation: FileCreation;
  readonly hidden: readonly [HiddenFile, ...HiddenFile[]];
  readonly change: ProposedChange | undefined;
}

/** The hidden files of the shipped image that are secrets. */
export function hiddenSecrets(model: DockerfileModel): readonly (HiddenFileReport & { readonly secret: FileSecret })[] {
  return grouped(model, (hidden) => secretOfHidden(hidden) !== undefined).map((report) => ({
    ...report,
    secret: secretOfHidden(report.hidden[0]) ?? { what: "a secret", isWeak: false },
    change: firstChange(model, report.hidden, true),
  }));
}

/** The hidden files of the shipped image that are no secrets but take their place in it. */
export function hiddenPlainFiles(model: DockerfileModel): readonly HiddenFileReport[] {
  return grouped(
    model,
    (hidden) => secretOfHidden(hidden) === undefined && isCertain(hidden) && !hidden.isAddition,
  ).map((report) => ({
    ...report,
    change: firstChange(model, report.hidden, false),
  }));
}

function secretOfHidden({ creation, path, how }: HiddenFile): FileSecret | undefined {
  // Of a folder that is moved or replaced nothing is gone.
  if (creation.isDirectory && path === creation.path && how !== "removed") return undefined;
  return secretOf(creation, path);
}

function isCertain({ creation, by, evidence }: HiddenFile): boolean {
  const isSure = creation.certainty === "always" && by.certainty === "always" && evidence !== "perhaps";
  return isSure && hasContent(creation.origin);
}

/** An empty file and a link take no place; caches have a rule of their own. */
function hasContent(origin: FileOrigin): boolean {
  if (origin.kind === "empty" || (origin.kind === "generated" && origin.by === "ln")) return false;
  return origin.kind === "context" || origin.kind === "stage" || origin.kind === "image" || origin.kind === "mount"
    ? true
    : !isPackageCache(origin);
}

/** One report for each place that brings files in: the same word may stand for a file or a folder. */
function grouped(
  model: DockerfileModel,
  isMeant: (hidden: HiddenFile) => boolean,
): readonly Omit<HiddenFileReport, "change">[] {
  if (model.shipped === undefined) return [];
  const groups = new Map<string, [HiddenFile, ...HiddenFile[]]>();
  for (const hidden of layerHistory(model.shipped).hidden.filter(isMeant)) {
    const { start, end } = hidden.creation.span;
    const key = `${start}-${end}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [hidden]);
    else if (!group.some(({ by, path }) => by.span.start === hidden.by.span.start && isWithin(path, hidden.path)))
      group.push(hidden);
  }
  return [...groups.values()].map((group) => ({ creation: group[0].creation, hidden: group }));
}

function firstChange(
  model: DockerfileModel,
  hidden: readonly HiddenFile[],
  isSecret: boolean,
): ProposedChange | undefined {
  for (const candidate of hidden) {
    const change = fixHiddenFile(model, candidate, isSecret);
    if (change !== undefined) return change;
  }
  return undefined;
}
