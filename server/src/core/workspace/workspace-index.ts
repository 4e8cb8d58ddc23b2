import { firstIndex } from "../text/first-index.ts";
import type { Fact, FactTable, FactTables, FileFacts } from "./facts.ts";
import { isSame } from "./is-same.ts";
import { OwnTexts } from "./own-texts.ts";

/** What rules ask of the other files of a workspace. */
export interface WorkspaceView {
  /** It knows every file of the workspace, so that what it does not know is not there. */
  readonly isWhole: boolean;
  /** Paths of Dockerfiles that settings name, by the image that they build. */
  readonly builtBy: ReadonlyMap<string, string>;
  /** The facts of a table under a key, those of earlier paths first. */
  find<T extends FactTable>(table: T, key: string): readonly FactTables[T][];
  /** What is made of other files once for all documents of an analysis; a name stands for one way to make it. */
  once<T>(name: string, make: (view: WorkspaceView) => T): T;
}

/** What an answer was made from: it holds as long as that is still so. */
export interface Dependencies {
  isCurrent(): boolean;
  /** The same without what only the next analysis needs, for who keeps those of many files; to be made while it is current. */
  compact(): Dependencies;
}

/** The file that a view is for: its facts are newer than those that the index has of it. */
export interface OwnFacts {
  readonly path: string;
  readonly facts: FileFacts;
}

interface Stamp {
  readonly number: number;
  readonly path: string;
}

/** Facts by file, in the order of their paths: of most keys there is one file, for which a map takes several times the room. */
type ByPath = readonly { readonly path: string; readonly values: readonly unknown[] }[];

/** The facts under one key. */
interface Bucket {
  readonly id: string;
  byPath: ByPath;
  /** Of all paths in their order; undefined while it was not asked for. */
  all: readonly unknown[] | undefined;
  readonly changes: Changes;
}

/** When the facts under a key changed, or under one of several keys that have the same number. */
interface Changes {
  /** The last change, and the last one that another file made. */
  latest: Stamp | undefined;
  earlier: Stamp | undefined;
  /** How many keys there are facts under. */
  keys: number;
}

type Grouped = ReadonlyMap<string, readonly unknown[]>;

const NOTHING: Grouped = new Map();
const NONE: readonly never[] = [];
const NO_SETTINGS: ReadonlyMap<string, string> = new Map();

/**
 * Facts of all files of a workspace, kept as files change. What is asked is found by a key, without looking at other facts.
 * An index that knows only some files is not whole: then what it does not know may be elsewhere.
 */
export class WorkspaceIndex {
  readonly isWhole: boolean;
  /** The keys under which a file has facts. */
  private readonly files = new Map<string, readonly string[]>();
  private readonly buckets = new Map<string, Bucket>();
  private readonly changes = new Map<number, Changes>();
  private count = 0;

  constructor({ isWhole = true }: { readonly isWhole?: boolean } = {}) {
    this.isWhole = isWhole;
  }

  /** A number that changes with the facts. */
  get version(): number {
    return this.count;
  }

  /** The files of which something is known. */
  paths(): Iterable<string> {
    return this.files.keys();
  }

  /** Takes what is known of a file in the place of what was known of it before. */
  update(path: string, facts: FileFacts): void {
    const before = this.files.get(path) ?? NONE;
    const after = group(facts);
    const own = new OwnTexts();
    for (const key of new Set([...before, ...after.keys()])) {
      const known = valuesAt(this.buckets.get(key)?.byPath ?? NONE, path);
      const values = after.get(key);
      if (!isSame(known, values)) this.replace(own.of(key), own.of(path), own.of(values));
    }
    const keys = [...after.keys()].map((key) => this.buckets.get(key)?.id ?? key);
    if (keys.length > 0) this.files.set(own.of(path), keys);
    else this.files.delete(path);
  }

  /** Forgets a file. */
  remove(path: string): void {
    this.update(path, []);
  }

  /** The view for a file: of all others as the index knows them, and of itself as `own` says. */
  view(own?: OwnFacts, builtBy: ReadonlyMap<string, string> = NO_SETTINGS): RecordingView {
    return new RecordingView(this, own?.path, own && group(own.facts), builtBy);
  }

  /** The facts under a key; those that `own` brings in the place of the ones that are known of its path. */
  lookUp(id: string, path: string | undefined, own: readonly unknown[] | undefined): readonly unknown[] {
    const bucket = this.buckets.get(id);
    if (bucket === undefined) return own ?? NONE;
    if (path === undefined || isSame(valuesAt(bucket.byPath, path), own)) return allOf(bucket);
    return together(withValues(bucket.byPath, path, own));
  }

  /** Names the state of what other files say under a key. */
  stampOf(id: string, path: string | undefined): number {
    return stampIn(this.buckets.get(id)?.changes, path);
  }

  /** The same for all keys of a number: those of what is gone are zero, those of what changed higher than all before. */
  stampAt(number: number, path: string | undefined): number {
    return stampIn(this.changes.get(number), path);
  }

  private replace(id: string, path: string, values: readonly unknown[] | undefined): void {
    this.count++;
    const bucket = this.buckets.get(id) ?? this.addBucket(id);
    noteChange(bucket.changes, { number: this.count, path });
    bucket.all = undefined;
    bucket.byPath = withValues(bucket.byPath, path, values);
    if (bucket.byPath.length === 0) this.removeBucket(bucket);
  }

  private addBucket(id: string): Bucket {
    const number = numberOf(id);
    const changes = this.changes.get(number) ?? { latest: undefined, earlier: undefined, keys: 0 };
    changes.keys++;
    this.changes.set(number, changes);
    const bucket: Bucket = { id, byPath: NONE, all: undefined, changes };
    this.buckets.set(id, bucket);
    return bucket;
  }

  private removeBucket({ id, changes }: Bucket): void {
    this.buckets.delete(id);
    changes.keys--;
    if (changes.keys === 0) this.changes.delete(numberOf(id));
  }
}

function noteChange(changes: Changes, stamp: Stamp): void {
  if (changes.latest?.path !== stamp.path) changes.earlier = changes.latest;
  changes.latest = stamp;
}

function stampIn(changes: Changes | undefined, path: string | undefined): number {
  return (changes?.latest?.path === path ? changes?.earlier : changes?.latest)?.number ?? 0;
}

/** A number of 32 bits for a key, FNV-1a over its UTF-16 code units: it takes less room than the key, and few keys have the same. */
function numberOf(id: string): number {
  let number = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) number = Math.imul(number ^ id.charCodeAt(i), 0x01000193);
  return number;
}

function group(facts: FileFacts): Grouped {
  const grouped = new Map<string, Fact["value"][]>();
  for (const { table, keys, value } of facts) {
    for (const key of keys) {
      const id = idOf(table, key);
      const values = grouped.get(id);
      if (values === undefined) grouped.set(id, [value]);
      else values.push(value);
    }
  }
  return grouped;
}

function idOf(table: FactTable, key: string): string {
  return `${table} ${key}`;
}

function allOf(bucket: Bucket): readonly unknown[] {
  bucket.all ??= together(bucket.byPath);
  return bucket.all;
}

function together(byPath: ByPath): readonly unknown[] {
  return byPath.flatMap(({ values }) => values);
}

function valuesAt(byPath: ByPath, path: string): readonly unknown[] | undefined {
  const entry = byPath[placeOf(byPath, path)];
  return entry?.path === path ? entry.values : undefined;
}

/** The same with others of one path; without that path where there are none. */
function withValues(byPath: ByPath, path: string, values: readonly unknown[] | undefined): ByPath {
  const place = placeOf(byPath, path);
  const after = byPath[place]?.path === path ? place + 1 : place;
  return byPath.slice(0, place).concat(values === undefined ? [] : { path, values }, byPath.slice(after));
}

function placeOf(byPath: ByPath, path: string): number {
  return firstIndex(byPath, (entry) => entry.path >= path);
}

/** What a view was asked, and what the answers were made from. */
export class Questions implements Dependencies {
  private readonly index: WorkspaceIndex;
  private readonly path: string | undefined;
  private readonly asked = new Map<string, Answer>();

  constructor(index: WorkspaceIndex, path: string | undefined) {
    this.index = index;
    this.path = path;
  }

  /** Notes a question, and what the file itself has to say to it. */
  note(id: string, own: readonly unknown[] | undefined): void {
    if (!this.asked.has(id)) this.asked.set(id, { stamp: this.index.stampOf(id, this.path), own });
  }

  /** Notes the same questions in the name of others. */
  repeat(listeners: readonly Questions[]): void {
    for (const [id, { own }] of this.asked) for (const questions of listeners) questions.note(id, own);
  }

  /** Whether other files still say what they said when they were asked. */
  isCurrent(): boolean {
    return [...this.asked].every(([id, { stamp }]) => this.index.stampOf(id, this.path) === stamp);
  }

  compact(): Dependencies {
    return new AskedNumbers(this.index, this.path, [...this.asked.keys()].map(numberOf));
  }

  /** Whether a view of the same file would give the same answers now; it is taken for asked then. */
  holdFor(view: RecordingView): boolean {
    const isSameFile = view.questions.index === this.index && view.questions.path === this.path;
    if (!isSameFile || !this.isCurrent()) return false;
    if (![...this.asked].every(([id, { own }]) => view.saysStill(id, own))) return false;
    for (const id of this.asked.keys()) view.questions.note(id, view.ownAt(id));
    return true;
  }
}

/** What was asked, as numbers of its keys. Other keys of the same numbers count too: at worst it is taken for out of date. */
class AskedNumbers implements Dependencies {
  private readonly index: WorkspaceIndex;
  private readonly path: string | undefined;
  private readonly numbers: readonly number[];
  private readonly asOf: number;
  private readonly answered: number | undefined;

  constructor(index: WorkspaceIndex, path: string | undefined, numbers: readonly number[]) {
    this.index = index;
    this.path = path;
    this.numbers = numbers;
    this.asOf = index.version;
    this.answered = this.countAnswered();
  }

  isCurrent(): boolean {
    return this.countAnswered() === this.answered;
  }

  compact(): Dependencies {
    return this;
  }

  /** How many of the numbers other files have facts for; undefined where some changed since. */
  private countAnswered(): number | undefined {
    let count = 0;
    for (const number of this.numbers) {
      const stamp = this.index.stampAt(number, this.path);
      if (stamp > this.asOf) return undefined;
      if (stamp > 0) count++;
    }
    return count;
  }
}

interface Answer {
  readonly stamp: number;
  readonly own: readonly unknown[] | undefined;
}

interface Made {
  readonly value: unknown;
  readonly asked: Questions;
}

/** A view that remembers what it was asked. */
export class RecordingView implements WorkspaceView {
  readonly isWhole: boolean;
  readonly builtBy: ReadonlyMap<string, string>;
  readonly questions: Questions;
  private readonly index: WorkspaceIndex;
  private readonly path: string | undefined;
  private readonly own: Grouped;
  private readonly listeners: readonly Questions[];
  private readonly made: Map<string, Made>;
  private readonly compared = new Map<readonly unknown[], boolean>();

  constructor(
    index: WorkspaceIndex,
    path: string | undefined,
    own: Grouped = NOTHING,
    builtBy: ReadonlyMap<string, string> = NO_SETTINGS,
    listeners: readonly Questions[] = [],
    made = new Map<string, Made>(),
  ) {
    this.isWhole = index.isWhole;
    this.builtBy = builtBy;
    this.index = index;
    this.path = path;
    this.own = own;
    this.questions = new Questions(index, path);
    this.listeners = [this.questions, ...listeners];
    this.made = made;
  }

  find<T extends FactTable>(table: T, key: string): readonly FactTables[T][] {
    const id = idOf(table, key);
    const own = this.own.get(id);
    for (const questions of this.listeners) questions.note(id, own);
    // What is filed under a table is of its type.
    return this.index.lookUp(id, this.path, own) as readonly FactTables[T][];
  }

  /** The same view with questions of its own; what it is asked, this one was asked too. */
  part(): RecordingView {
    return new RecordingView(this.index, this.path, this.own, this.builtBy, this.listeners, this.made);
  }

  once<T>(name: string, make: (view: WorkspaceView) => T): T {
    const known = this.made.get(name);
    if (known !== undefined) {
      known.asked.repeat(this.listeners);
      // What is kept under a name is of its type.
      return known.value as T;
    }
    const view = this.part();
    const value = make(view);
    this.made.set(name, { value, asked: view.questions });
    return value;
  }

  /** Whether the file itself has under a key what it had; all of its documents that asked for the key are given one comparison. */
  saysStill(id: string, before: readonly unknown[] | undefined): boolean {
    const now = this.own.get(id);
    if (before === undefined || now === undefined) return before === now;
    const known = this.compared.get(before) ?? isSame(before, now);
    this.compared.set(before, known);
    return known;
  }

  /** What the file itself has under a key. */
  ownAt(id: string): readonly unknown[] | undefined {
    return this.own.get(id);
  }
}
