import { joinPath } from "../text/path.ts";
import { perObject } from "../text/per-object.ts";
import { type ConfigFile, type ConfigProblem, type Extended, problemsOf, readConfigFile } from "./file.ts";
import { mergeConfig } from "./merge.ts";
import { PRESET_PREFIX, PRESETS } from "./presets.ts";
import { type Config, type ConfigLayer, DEFAULT_CONFIG } from "./schema.ts";

/** The texts of files by their absolute paths with `/`; undefined for one that is not there. */
export type ConfigTexts = ReadonlyMap<string, string | undefined>;

/** A problem and the file that it is in. */
export interface FileProblem extends ConfigProblem {
  readonly path: string;
}

/** A configuration with all that it extends. */
export interface ResolvedConfig {
  /** With the defaults, as far as the files could be understood. */
  readonly config: Config;
  /** Of all files, in the order in which they extend each other. */
  readonly problems: readonly FileProblem[];
  /** The files it was read from, those that were looked for in vain too. */
  readonly paths: readonly string[];
}

/** So many files may make a configuration. */
const MOST_FILES = 20;

/** The files that a configuration needs and that are not among the texts yet: read them and ask again, until none is missing. */
export function missingConfigFiles(path: string, texts: ConfigTexts): readonly string[] {
  const missing: string[] = [];
  const seen = new Set([path]);
  for (const current of seen) {
    if (!texts.has(current)) missing.push(current);
    for (const { name } of fileAt(current, texts)?.extended ?? []) {
      if (!name.startsWith(PRESET_PREFIX) && seen.size < MOST_FILES) seen.add(pathFrom(current, name));
    }
  }
  return missing;
}

/** Puts a configuration together: defaults, then what it extends in order, then itself. Undefined where the file holds none. */
export function resolveConfig(path: string, texts: ConfigTexts): ResolvedConfig | undefined {
  if (fileAt(path, texts) === undefined) return undefined;
  const run: Run = { texts, layers: new Map(), problems: [] };
  const layers = layersOf(path, [], run);
  return {
    config: layers.reduce(mergeConfig, DEFAULT_CONFIG),
    problems: run.problems,
    paths: [...run.layers.keys()],
  };
}

interface Run {
  readonly texts: ConfigTexts;
  /** What each file came to, so that none is read twice. */
  readonly layers: Map<string, readonly ConfigLayer[]>;
  readonly problems: FileProblem[];
}

/** What a file comes to, the layer that counts most last. `chain` has the files that led to it. */
function layersOf(path: string, chain: readonly string[], run: Run): readonly ConfigLayer[] {
  const known = run.layers.get(path);
  if (known !== undefined) return known;
  run.layers.set(path, []);
  const file = fileAt(path, run.texts);
  if (file === undefined) return [];
  run.problems.push(...problemsOf(file).map((problem) => ({ ...problem, path })));
  const layers = file.extended.flatMap((extended) => extendedLayers(extended, path, [...chain, path], run));
  // A layer that comes twice undoes the second time what came between; kept both times, it would double at each step.
  const all = [...new Set([file.layer, ...layers.toReversed()])].toReversed();
  run.layers.set(path, all);
  return all;
}

function extendedLayers(
  { name, span, key }: Extended,
  from: string,
  chain: readonly string[],
  run: Run,
): readonly ConfigLayer[] {
  if (name.startsWith(PRESET_PREFIX)) return PRESETS[name] === undefined ? [] : [PRESETS[name]];
  const path = pathFrom(from, name);
  const tell = (message: string): readonly ConfigLayer[] => {
    run.problems.push({ path: from, span, key, message });
    return [];
  };
  if (chain.includes(path)) {
    const others = chain.slice(chain.indexOf(path) + 1).length;
    return tell(others === 0 ? "the file extends itself" : `“${name}” extends this file in turn`);
  }
  const layers = layersOf(path, chain, run);
  const isOneTooMany = !run.texts.has(path) && run.texts.size >= MOST_FILES;
  if (isOneTooMany) return tell(`a configuration has at most ${MOST_FILES} files`);
  if (run.texts.get(path) === undefined) return tell(`there is no file “${name}” to be read`);
  return fileAt(path, run.texts) === undefined ? tell(`“${name}” holds no configuration`) : layers;
}

function fileAt(path: string, texts: ConfigTexts): ConfigFile | undefined {
  const text = texts.get(path);
  if (text === undefined) return undefined;
  const known = readBefore(texts).get(path);
  if (known?.text === text) return known.file;
  const file = readConfigFile(path, text);
  readBefore(texts).set(path, { text, file });
  return file;
}

/** Whoever asks again until nothing is missing does not have each file read again each time. */
const readBefore = perObject((_: ConfigTexts) => new Map<string, ReadFile>());

interface ReadFile {
  readonly text: string;
  readonly file: ConfigFile | undefined;
}

function pathFrom(file: string, name: string): string {
  return joinPath(file.slice(0, file.lastIndexOf("/")), name.replaceAll("\\", "/"));
}
