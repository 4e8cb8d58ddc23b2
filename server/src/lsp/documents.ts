import type { RemoteConsole } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { type Analysis, type Language, notOurs } from "../core/engine/analysis.ts";
import { detect, mayBeManifest } from "../core/engine/detect.ts";
import { DOCKERFILE } from "../core/engine/dockerfile.ts";
import type { WorkspaceIndex } from "../core/workspace/workspace-index.ts";
import { configOf, type Settings } from "./settings.ts";

/** Texts beyond this are not read as source text, here as at the command line (there in bytes). */
const MOST_CHARACTERS = 5 * 1024 * 1024;

/** The day of the server's clock, as the core wants it. */
export function today(): string {
  return new Date().toISOString().slice(0, "2026-01-31".length);
}

/** The analysis of one version of a document under some settings. */
export interface Version {
  readonly analysis: Analysis;
  readonly settings: Settings;
  /** The other files, where they were known. */
  readonly workspace: WorkspaceIndex | undefined;
  readonly version: number;
  /** Names this analysis for `previousResultId`. */
  readonly resultId: string;
}

/** What is known of a text before it is analysed. */
export interface Known {
  readonly languageId?: string;
  readonly previous?: Analysis | undefined;
  readonly workspace: WorkspaceIndex | undefined;
}

/** Whether an analysis still holds as far as other files are concerned. */
function isCurrent({ workspace, analysis }: Version, now: WorkspaceIndex | undefined): boolean {
  return workspace === now && (analysis.dependencies?.isCurrent() ?? true);
}

/** Analyses texts and keeps what an open document came to, so that the next version builds on it. */
export class Analyses {
  private readonly console: Pick<RemoteConsole, "error" | "warn">;
  private readonly open = new Map<string, Version>();
  private readonly told = new Set<string>();
  /** What manifests are checked with, once one was seen. */
  private manifests: Language | undefined;
  private readonly run = Date.now().toString(36);
  private count = 0;

  constructor(console: Pick<RemoteConsole, "error" | "warn">) {
    this.console = console;
  }

  /** Loads what such a file is checked with; to be awaited before one is. */
  async prepare(path: string, languageId?: string): Promise<void> {
    if (mayBeManifest(path, languageId)) this.manifests ??= (await import("./on-demand.ts")).KUBERNETES;
  }

  /** What the document, as it is now, comes to. */
  of(document: TextDocument, path: string, settings: Settings, workspace: WorkspaceIndex | undefined): Version {
    const { uri, version, languageId } = document;
    const kept = this.open.get(uri);
    if (kept?.version === version && kept.settings === settings && isCurrent(kept, workspace)) return kept;
    const analysis = this.check(path, document.getText(), settings, {
      languageId,
      previous: kept?.analysis,
      workspace,
    });
    const result = { analysis, settings, workspace, version, resultId: this.nextResultId() };
    this.open.set(uri, result);
    return result;
  }

  /** Whether other files changed something for a document since it was looked at. */
  isStale(uri: string, workspace: WorkspaceIndex | undefined): boolean {
    const kept = this.open.get(uri);
    return kept !== undefined && !isCurrent(kept, workspace);
  }

  /** What a text comes to that is not open. */
  check(path: string, text: string, settings: Settings, { languageId, previous, workspace }: Known): Analysis {
    if (!settings.enable || text.length > MOST_CHARACTERS) return this.notChecked(path, text, settings);
    const options = {
      config: configOf(settings),
      today: today(),
      ...(languageId !== undefined && { languageId }),
      ...(previous !== undefined && { previous }),
      ...(workspace !== undefined && { workspace }),
    };
    try {
      const kind = detect(path, text, languageId);
      const language = kind === "dockerfile" ? DOCKERFILE : this.manifests;
      if (kind === undefined || language === undefined) return notOurs({ path, text });
      const analysis = language.analyze({ path, text }, options);
      for (const { ruleId } of analysis.failures) this.tellFailure(ruleId, path);
      return analysis;
    } catch {
      this.tellOnce(`analysis ${path}`, "error", `${path} could not be analysed: a fault in Hullcheck.`);
      return NOTHING;
    }
  }

  /** To be called when a document is closed. */
  forget(uri: string): void {
    this.open.delete(uri);
  }

  /** A name for the next result, unlike any that an earlier run of the server gave. */
  nextResultId(): string {
    this.count++;
    return `${this.run}-${this.count}`;
  }

  private notChecked(path: string, text: string, { enable }: Settings): Analysis {
    if (enable) {
      this.tellOnce(`size ${path}`, "warn", `${path} is not checked: ${text.length} characters are too many.`);
    }
    return NOTHING;
  }

  /** The rule's own words stay unsaid: they could quote the text. */
  private tellFailure(ruleId: string, path: string): void {
    this.tellOnce(
      `rule ${ruleId}`,
      "error",
      `The rule ${ruleId} failed on ${path}; the other rules ran. A fault in Hullcheck.`,
    );
  }

  private tellOnce(key: string, level: "error" | "warn", words: string): void {
    if (this.told.has(key)) return;
    this.told.add(key);
    this.console[level](words);
  }
}

/** The analysis of a text that is none of ours. */
const NOTHING: Analysis = notOurs({ path: "", text: "" });
