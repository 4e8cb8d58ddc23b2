import type { Fact, FactTable, FactTables, FileFacts } from "./facts.ts";
import { isSame } from "./is-same.ts";

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
  /** The same without what only the next analysis needs, for who keeps those of many files. */
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

/** The facts under one key. */
interface Bucket {
  readonly id: string;
  readonly byPath: Map<string, readonly unknown[]>;
  /** Of all paths in their order; undefined while it was not asked for. */
  all: readonly unknown[] | undefined;
  /** The last change, and the last one that another file made. */
  latest: Stamp;
  earlier: Stamp | undefined;
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
    for (const key of new Set([...before, ...after.keys()])) {
      const values = after.get(key);
      if (!isSame(this.buckets.get(key)?.byPath.get(path), values)) this.replace(key, path, values);
    }
    if (after.size > 0)
      this.files.set(
        path,
        Array.from(after.keys(), (key) => this.known(key)),
      );
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
    if (path === undefined || isSame(bucket.byPath.get(path), own)) return allOf(bucket);
    const byPath = new Map(bucket.byPath);
    if (own === undefined) byPath.delete(path);
    else byPath.set(path, own);
    return inOrder(byPath);
  }

  /** Names the state of what other files say under a key. */
  stampOf(id: string, path: string | undefined): number {
    const bucket = this.buckets.get(id);
    if (bucket === undefined) return 0;
    return (bucket.latest.path === path ? bucket.earlier : bucket.latest)?.number ?? 0;
  }

  /** The one text that the index has for a key, so that those who keep it keep it once. */
  known(id: string): string {
    return this.buckets.get(id)?.id ?? id;
  }

  private replace(id: string, path: string, values: readonly unknown[] | undefined): void {
    this.count++;
    const stamp = { number: this.count, path };
    const bucket = this.buckets.get(id) ?? { id, byPath: new Map(), all: undefined, latest: stamp, earlier: undefined };
    this.buckets.set(id, bucket);
    if (bucket.latest.path !== path) bucket.earlier = bucket.latest;
    bucket.latest = stamp;
    bucket.all = undefined;
    if (values === undefined) bucket.byPath.delete(path);
    else bucket.byPath.set(path, values);
    if (bucket.byPath.size === 0) this.buckets.delete(id);
  }
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
  bucket.all ??= inOrder(bucket.byPath);
  return bucket.all;
}

function inOrder(byPath: ReadonlyMap<string, readonly unknown[]>): readonly unknown[] {
  return [...byPath].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, values]) => values);
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
    const stamps = Array.from(this.asked.values(), ({ stamp }) => stamp);
    return new Stamps(
      this.index,
      this.path,
      Array.from(this.asked.keys(), (id) => this.index.known(id)),
      stamps,
    );
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

/** What was asked, and when what it was made from changed last. */
class Stamps implements Dependencies {
  private readonly index: WorkspaceIndex;
  private readonly path: string | undefined;
  private readonly ids: readonly string[];
  private readonly stamps: readonly number[];

  constructor(index: WorkspaceIndex, path: string | undefined, ids: readonly string[], stamps: readonly number[]) {
    this.index = index;
    this.path = path;
    this.ids = ids;
    this.stamps = stamps;
  }

  isCurrent(): boolean {
    return this.ids.every((id, i) => this.index.stampOf(id, this.path) === this.stamps[i]);
  }

  compact(): Dependencies {
    return this;
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
