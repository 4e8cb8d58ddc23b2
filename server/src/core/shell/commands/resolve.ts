import type { Gap } from "../../text/gap.ts";
import { isWithin, joinPath } from "../../text/path.ts";
import { isPattern } from "../../text/pattern.ts";
import { knownValue } from "../../text/resolved.ts";
import { expandBraces } from "../braces.ts";
import type { FileEffect, Invocation, TouchedPath, Word } from "../syntax.ts";
import type { Place, SingleTouch, Touch, Transfer } from "./place.ts";

interface ResolvedPaths {
  readonly paths: readonly TouchedPath[];
  readonly gaps: readonly Gap[];
}

interface ResolvedTouch {
  readonly effects: readonly FileEffect[];
  readonly gaps: readonly Gap[];
}

/** Folders of the running kernel, no part of an image (Filesystem Hierarchy Standard 3.0). */
const KERNEL_FOLDERS = ["/dev", "/proc", "/sys"];

/** A touch with its paths made absolute: one effect for each path that braces stand for, none for devices. */
export function resolveTouch(touch: Touch, invocation: Invocation): ResolvedTouch {
  if ("source" in touch) return resolveTransfer(touch, invocation);
  return resolveSingle(touch, invocation);
}

function resolveSingle(touch: SingleTouch, invocation: Invocation): ResolvedTouch {
  const { paths, gaps } = resolvePlace(touch.target, invocation);
  const certainty = touch.certainty ?? invocation.certainty;
  const effects = paths
    .filter(({ path }) => touch.kind === "mode" || touch.kind === "owner" || !isKernels(path))
    .map((target): FileEffect => {
      if (touch.kind !== "write") return { ...touch, target, certainty };
      const { mode, isDirectory = false, ...rest } = touch;
      return { ...rest, target, isDirectory, certainty, ...(mode === undefined ? {} : { mode }) };
    });
  return { effects, gaps };
}

/** Braces in the source make several transfers to the one target. */
function resolveTransfer(touch: Transfer, invocation: Invocation): ResolvedTouch {
  const certainty = touch.certainty ?? invocation.certainty;
  const source = resolvePlace(touch.source, invocation);
  const target = resolvePlace(touch.target, invocation);
  const effects = source.paths.flatMap((from, i): readonly FileEffect[] => {
    const to = target.paths[target.paths.length === source.paths.length ? i : 0];
    return to === undefined || isKernels(to.path) ? [] : [transfer(touch.kind, from, to, certainty)];
  });
  return { effects, gaps: [...source.gaps, ...target.gaps] };
}

function transfer(
  kind: "move" | "copy",
  source: TouchedPath,
  target: TouchedPath,
  certainty: Invocation["certainty"],
): FileEffect {
  if (!isKernels(source.path)) return { kind, source, target, certainty };
  return { kind: "write", target, how: "truncate", origin: { kind: "empty" }, isDirectory: false, certainty };
}

function isKernels(path: string): boolean {
  return KERNEL_FOLDERS.some((folder) => isWithin(folder, path));
}

function resolvePlace(place: Place, invocation: Invocation): ResolvedPaths {
  const { word } = place;
  const values = place.path === undefined ? wordValues(word) : [place.path];
  if (values === undefined) return gap(word, `the value of \`${shown(word)}\` is not known`);
  const mayBePattern = place.isPattern ?? (place.path === undefined && word.parts.some(({ kind }) => kind === "glob"));
  const paths: TouchedPath[] = [];
  for (const value of values) {
    const path = place.derive === undefined ? value : place.derive(value);
    if (path === undefined || path === "" || path === "-") continue;
    const absolute = absolutePath(path, place.directory, invocation);
    if (absolute === undefined) return gap(word, `the directory that \`${shown(word)}\` starts from is not known`);
    paths.push({ span: (place.shownAt ?? word).span, path: absolute, isPattern: mayBePattern && isPattern(absolute) });
  }
  return { paths, gaps: [] };
}

function gap(word: Word, why: string): ResolvedPaths {
  return { paths: [], gaps: [{ span: word.span, why }] };
}

/** A gap names the word, which is cut where it is long; it may hold no secret, so only unknown words and paths come here. */
function shown(word: Word): string {
  return word.raw.length <= 40 ? word.raw : `${word.raw.slice(0, 40)}…`;
}

function wordValues(word: Word): readonly string[] | undefined {
  const value = knownValue(word.value);
  if (value === undefined) return undefined;
  const braces = word.parts.flatMap((part) => (part.kind === "braces" ? [part.text] : []));
  return expandBraces(value, braces);
}

function absolutePath(path: string, directory: Word | undefined, invocation: Invocation): string | undefined {
  if (path.startsWith("/")) return joinPath("/", path);
  if (path.startsWith("~/")) return below(knownValue(invocation.home), path.slice(2));
  return below(directoryPath(directory, invocation), path);
}

function directoryPath(directory: Word | undefined, { cwd }: Invocation): string | undefined {
  if (directory === undefined) return knownValue(cwd);
  const path = knownValue(directory.value);
  return path?.startsWith("/") === true ? path : path === undefined ? undefined : below(knownValue(cwd), path);
}

function below(directory: string | undefined, path: string): string | undefined {
  return directory === undefined ? undefined : joinPath(directory, path);
}
