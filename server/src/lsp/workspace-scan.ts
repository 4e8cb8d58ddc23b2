import {
  type CancellationToken,
  DocumentDiagnosticReportKind,
  type PreviousResultId,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import { uriKey } from "./uris.ts";

/** What a file came to, and under which name the client knows it. */
export interface FileResult {
  readonly uri: string;
  readonly version: number | null;
  readonly resultId: string;
  readonly items: NonNullable<Extract<WorkspaceDocumentDiagnosticReport, { kind: "full" }>["items"]>;
}

export interface ScanHost {
  list(token: CancellationToken): Promise<readonly string[]>;
  /** Checks one file; undefined where it is gone, unreadable or none of ours. */
  check(uri: string): Promise<FileResult | undefined>;
  /** Lets waiting messages be handled between two files. */
  nextTurn(): Promise<void>;
}

export type Report = (reports: WorkspaceDocumentDiagnosticReport[]) => void;
/** Told after each file how many of how many are done. */
export type Progress = (done: number, total: number) => void;

export interface ScanSummary {
  readonly files: number;
  readonly filesWithFindings: number;
}

interface Known {
  readonly uri: string;
  readonly resultId: string;
  readonly isEmpty: boolean;
}

const MOST_REPORTS_AT_ONCE = 20;

/** The findings of all files of the workspace: what is known of each, and which are to be looked at again. */
export class WorkspaceScan {
  private readonly host: ScanHost;
  private readonly known = new Map<string, Known>();
  private readonly pending = new Map<string, string>();
  private files: ReadonlySet<string> = new Set();
  /** Whether the list of files, and whether every file, is to be looked at again. */
  private stale: "nothing" | "list" | "all" = "all";
  private isAutomatic = false;
  private wasAskedFor = false;
  private stream: Report | undefined;
  private running: Promise<void> = Promise.resolve();
  private waiting: (() => void)[] = [];

  constructor(host: ScanHost) {
    this.host = host;
  }

  /** Whether a stream is told of files before somebody asks for a scan. */
  setAutomatic(isAutomatic: boolean): void {
    this.isAutomatic = isAutomatic;
    if (isAutomatic) this.wake();
  }

  /** To be called when anything may have changed: settings, ignore files, folders. */
  changeAll(): void {
    this.stale = "all";
    this.wake();
  }

  /** To be called when files appeared: whether they count is for the list to say. */
  changeList(): void {
    if (this.stale === "nothing") this.stale = "list";
    this.wake();
  }

  /** To be called when a file was written or removed, or closed so that its text on the disk counts again. */
  change(uri: string): void {
    if (!this.files.has(uriKey(uri))) return;
    this.pending.set(uriKey(uri), uri);
    this.wake();
  }

  /**
   * Answers `workspace/diagnostic`. With a stream the findings go there file by file, and where nothing is new the answer
   * waits for news; without one they are all in the answer.
   */
  async pull(
    previous: readonly PreviousResultId[],
    token: CancellationToken,
    stream: Report | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    const told = new Map(previous.map(({ uri, value }) => [uriKey(uri), { uri, value }]));
    this.compare(told);
    if (stream !== undefined) {
      await this.serve(stream, token);
      return { items: [] };
    }
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    await this.work(token, (reports) => items.push(...reports));
    return { items: [...items, ...unchanged(told, items)] };
  }

  private async serve(stream: Report, token: CancellationToken): Promise<void> {
    this.stream = stream;
    try {
      await this.news(token);
      await this.work(token, stream);
    } finally {
      if (this.stream === stream) this.stream = undefined;
    }
  }

  /**
   * Looks at every file, because somebody asks for it, and from then on at those that change. The findings go to the
   * stream that waits for them, else to `report`. Returns the number of ours, and of those with findings.
   */
  async scan(token: CancellationToken, report: Report, progress: Progress): Promise<ScanSummary> {
    this.stale = "all";
    await this.work(token, (reports) => (this.stream ?? report)(reports), progress);
    if (token.isCancellationRequested) {
      this.stale = "nothing";
      this.pending.clear();
    }
    this.wasAskedFor = true;
    const withFindings = [...this.known.values()].filter(({ isEmpty }) => !isEmpty);
    return { files: this.known.size, filesWithFindings: withFindings.length };
  }

  /** After a scan that was asked for: looks at what changed since, where no stream does. */
  async follow(token: CancellationToken, report: Report): Promise<void> {
    if (this.wasAskedFor && this.stream === undefined && this.hasNews()) await this.work(token, report);
  }

  private hasNews(): boolean {
    return (this.isAutomatic || this.wasAskedFor) && (this.stale !== "nothing" || this.pending.size > 0);
  }

  private async news(token: CancellationToken): Promise<void> {
    while (!this.hasNews() && !token.isCancellationRequested) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        token.onCancellationRequested(() => resolve());
      });
    }
  }

  /** One run after the other. */
  private async work(token: CancellationToken, report: Report, progress?: Progress): Promise<void> {
    const run = this.running.then(() => this.workAlone(token, report, progress));
    this.running = run.catch(() => undefined);
    await run;
  }

  /** What the client does not have, or has from an earlier run of the server, is looked at again. */
  private compare(told: ReadonlyMap<string, { readonly uri: string; readonly value: string }>): void {
    for (const [key, { uri, resultId, isEmpty }] of this.known) {
      const value = told.get(key)?.value;
      if (value !== resultId && !(isEmpty && value === undefined)) this.pending.set(key, uri);
    }
    for (const [key, { uri }] of told) {
      if (!this.known.has(key)) {
        this.known.set(key, { uri, resultId: "", isEmpty: false });
        this.pending.set(key, uri);
      }
    }
  }

  private async workAlone(token: CancellationToken, report: Report, progress?: Progress): Promise<void> {
    if (this.stale !== "nothing") await this.list(token);
    const total = this.pending.size;
    let reports: WorkspaceDocumentDiagnosticReport[] = [];
    const flush = (): void => {
      if (reports.length > 0) report(reports);
      reports = [];
    };
    for (const [key, uri] of this.pending) {
      if (token.isCancellationRequested) break;
      this.pending.delete(key);
      reports.push(...(await this.look(key, uri)));
      if (reports.length >= MOST_REPORTS_AT_ONCE) flush();
      progress?.(total - this.pending.size, total);
      await this.host.nextTurn();
    }
    flush();
  }

  private async list(token: CancellationToken): Promise<void> {
    const before = this.stale;
    this.stale = "nothing";
    const uris = await this.host.list(token);
    if (token.isCancellationRequested) {
      this.stale = before;
      return;
    }
    const files = new Map(uris.map((uri) => [uriKey(uri), uri]));
    for (const [key, uri] of files) {
      if (before === "all" || !this.files.has(key)) this.pending.set(key, uri);
    }
    for (const [key, { uri }] of this.known) {
      if (!files.has(key)) this.pending.set(key, uri);
    }
    this.files = new Set(files.keys());
  }

  /** A file without findings is not worth a word, unless it had some. */
  private async look(key: string, uri: string): Promise<WorkspaceDocumentDiagnosticReport[]> {
    const result = this.files.has(key) ? await this.host.check(uri) : undefined;
    const before = this.known.get(key);
    if (result === undefined) {
      this.known.delete(key);
      return before === undefined || before.isEmpty ? [] : [fullReport({ uri, version: null, items: [] })];
    }
    const isEmpty = result.items.length === 0;
    this.known.set(key, { uri, resultId: result.resultId, isEmpty });
    return isEmpty && (before === undefined || before.isEmpty) ? [] : [fullReport(result)];
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}

function fullReport({
  uri,
  version,
  resultId,
  items,
}: Omit<FileResult, "resultId"> & { readonly resultId?: string }): WorkspaceDocumentDiagnosticReport {
  return {
    kind: DocumentDiagnosticReportKind.Full,
    uri,
    version,
    items,
    ...(resultId !== undefined && { resultId }),
  };
}

/** What the client had already and nothing was said of now. */
function unchanged(
  told: ReadonlyMap<string, { readonly uri: string; readonly value: string }>,
  said: readonly WorkspaceDocumentDiagnosticReport[],
): WorkspaceDocumentDiagnosticReport[] {
  const heard = new Set(said.map(({ uri }) => uriKey(uri)));
  return [...told]
    .filter(([key]) => !heard.has(key))
    .map(([, { uri, value }]) => ({
      kind: DocumentDiagnosticReportKind.Unchanged,
      uri,
      version: null,
      resultId: value,
    }));
}
