import {
  type CancellationToken,
  CancellationTokenSource,
  CodeLensRefreshRequest,
  type Diagnostic,
  type DidChangeWatchedFilesParams,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  FileChangeType,
  LSPErrorCodes,
  ResponseError,
  type ResultProgressReporter,
  type WorkDoneProgressReporter,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import { toLspDiagnostics } from "./convert.ts";
import { Pusher } from "./push.ts";
import type { Session, Target } from "./session.ts";
import { type ScanSummary, WorkspaceScan } from "./workspace-scan.ts";

/** Tells the client of findings, in the way it asked for: pushed or pulled, of open documents and of the whole workspace. */
export class Reporting {
  private readonly session: Session;
  private readonly pusher: Pusher;
  private readonly scanner: WorkspaceScan;
  private pullsWorkspace = false;
  /** Files that are not open and have findings published. */
  private readonly published = new Set<string>();

  constructor(session: Session) {
    this.session = session;
    const { nextTurn } = session.platform;
    this.pusher = new Pusher(nextTurn, (uri) => this.publish(uri));
    this.scanner = new WorkspaceScan({
      list: (token) => session.files.list(token),
      check: (uri) => session.checkFile(uri),
      nextTurn,
    });
    session.onNeighboursChanged = () => this.neighboursChanged();
  }

  /** Other files changed something: only what depends on that is told again. */
  private async neighboursChanged(): Promise<void> {
    const { client, connection } = this.session;
    const stale = this.session.staleDocuments();
    if (!client.pullsDiagnostics) await Promise.all(stale.map((uri) => this.pusher.change(uri)));
    else if (stale.length > 0 && client.refreshesDiagnostics) connection.languages.diagnostics.refresh().catch(ignore);
    for (const uri of this.session.staleFiles()) this.scanner.change(uri);
    await this.follow();
  }

  /** A document was opened or edited. */
  async changed(uri: string): Promise<void> {
    this.session.platform.heap.mayGrow();
    if (!this.session.client.pullsDiagnostics || this.session.configs.owns(uri)) await this.pusher.change(uri);
  }

  /** A document was opened: what was published of its file makes room for what is pulled. */
  async opened(uri: string): Promise<void> {
    if (this.session.client.pullsDiagnostics && this.published.has(uri)) await this.send(uri, []);
  }

  async closed(uri: string): Promise<void> {
    if (this.session.configs.owns(uri)) await this.session.configs.check(uri);
    else if (!this.session.client.pullsDiagnostics) await this.send(uri, []);
    await this.session.indexes.filesChanged([{ uri, isThere: true }]);
    this.scanner.change(uri);
    await this.follow();
  }

  async filesChanged({ changes }: DidChangeWatchedFilesParams): Promise<void> {
    if (await this.session.configs.filesChanged(changes.map(({ uri }) => uri))) await this.everythingChanged();
    if (changes.some(({ uri }) => uri.endsWith("/.gitignore"))) {
      this.session.indexes.rebuild();
      this.scanner.changeAll();
    }
    await this.session.indexes.filesChanged(
      changes.map(({ uri, type }) => ({ uri, isThere: type !== FileChangeType.Deleted })),
    );
    if (changes.some(({ type }) => type === FileChangeType.Created)) this.scanner.changeList();
    for (const { uri } of changes) this.scanner.change(uri);
    await this.follow();
  }

  /** Settings or workspace folders are others now. */
  async everythingChanged(): Promise<void> {
    const { client, connection, documents, indexes } = this.session;
    indexes.rebuild();
    this.scanner.changeAll();
    if (this.pullsWorkspace) await this.readMode();
    if (client.refreshesLenses) connection.sendRequest(CodeLensRefreshRequest.type).catch(ignore);
    if (!client.pullsDiagnostics) await Promise.all(documents.keys().map((uri) => this.pusher.change(uri)));
    else if (client.refreshesDiagnostics) connection.languages.diagnostics.refresh().catch(ignore);
    await this.follow();
  }

  /** Answers `textDocument/diagnostic`. */
  async pull(params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport> {
    const { uri } = params.textDocument;
    // The edits that are waiting already are read first, and may bring the news that nobody waits for the answer.
    await this.session.platform.nextTurn();
    await this.session.platform.nextTurn();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "superseded");
    const target = await this.session.target(uri);
    if (target !== undefined) return documentReport(target, params.previousResultId);
    const file = await this.session.checkFile(uri);
    return {
      kind: DocumentDiagnosticReportKind.Full,
      items: file?.items ?? [],
      ...(file !== undefined && { resultId: file.resultId }),
    };
  }

  /** Answers `workspace/diagnostic`. */
  async pullWorkspace(
    { previousResultIds }: WorkspaceDiagnosticParams,
    token: CancellationToken,
    stream: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    this.pullsWorkspace = true;
    for (const uri of this.published) await this.send(uri, []);
    await this.readMode();
    return this.scanner.pull(previousResultIds, token, stream && ((items) => stream.report({ items })));
  }

  /** Checks every file of the workspace because a person asks for it. */
  async scan(token: CancellationToken, progress: WorkDoneProgressReporter): Promise<ScanSummary> {
    progress.begin("Hullcheck", 0, "looking for files", true);
    const summary = await this.scanner.scan(
      token,
      (reports) => this.publishFiles(reports),
      (done, total) => {
        progress.report(Math.floor((done / total) * 100), `${done} of ${total} files`);
      },
    );
    progress.done();
    return summary;
  }

  private async readMode(): Promise<void> {
    const { workspaceScan } = await this.session.settings.of();
    this.scanner.setAutomatic(workspaceScan === "automatic");
  }

  /** After a scan that was asked for, what changes is told to clients that do not pull. */
  private async follow(): Promise<void> {
    if (this.pullsWorkspace) return;
    await this.scanner.follow(new CancellationTokenSource().token, (reports) => this.publishFiles(reports));
  }

  private async publish(uri: string): Promise<void> {
    // What is wrong in a configuration is pushed to every client.
    if (this.session.configs.owns(uri)) return this.session.configs.check(uri);
    const target = await this.session.target(uri);
    if (target === undefined) return;
    const { version } = target;
    await this.session.connection.sendDiagnostics({ uri, version, diagnostics: toLspDiagnostics(target) });
  }

  /** A client that pulls hears of them when it asks next. */
  private publishFiles(reports: readonly WorkspaceDocumentDiagnosticReport[]): void {
    if (this.pullsWorkspace) return;
    for (const report of reports) {
      const isOpen = this.session.documents.get(report.uri) !== undefined;
      if (report.kind === DocumentDiagnosticReportKind.Full && !isOpen) void this.send(report.uri, report.items);
    }
  }

  private async send(uri: string, diagnostics: Diagnostic[]): Promise<void> {
    if (diagnostics.length > 0) this.published.add(uri);
    else this.published.delete(uri);
    await this.session.connection.sendDiagnostics({ uri, diagnostics });
  }
}

/** A client that cannot refresh shows what it has until it asks again. */
function ignore(): void {}

function documentReport(target: Target, previousResultId: string | undefined): DocumentDiagnosticReport {
  const { resultId } = target;
  return resultId === previousResultId
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items: toLspDiagnostics(target) };
}
