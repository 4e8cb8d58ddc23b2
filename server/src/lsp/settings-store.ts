import { type Connection, MessageType, ShowMessageNotification } from "vscode-languageserver";
import type { Client } from "./capabilities.ts";
import { withoutLinks } from "./note.ts";
import { DEFAULT_SETTINGS, readSettings, type Settings } from "./settings.ts";
import { folderOf } from "./uris.ts";

const SECTION = "hullcheck";

/** The settings of each workspace folder: asked for once, kept until the client says that they changed. */
export class SettingsStore {
  private readonly connection: Connection;
  private readonly client: () => Client;
  private pushed: unknown;
  private kept = new Map<string, Promise<Settings>>();
  private lastProblem = "";

  constructor(connection: Connection, client: () => Client) {
    this.connection = connection;
    this.client = client;
    this.pushed = client().initialSettings;
  }

  /** The settings that hold for a document; for the workspace as a whole without one. */
  of(uri?: string): Promise<Settings> {
    const scope = uri === undefined ? undefined : folderOf(uri, this.client().folders)?.uri;
    const known = this.kept.get(scope ?? "");
    if (known !== undefined) return known;
    const read = this.read(scope);
    this.kept.set(scope ?? "", read);
    return read;
  }

  /** To be called when something changed; `value` is what a client sends that cannot be asked. */
  forget(value?: unknown): void {
    this.kept = new Map();
    if (value !== undefined && value !== null) this.pushed = value;
  }

  private async read(scopeUri: string | undefined): Promise<Settings> {
    const { settings, problems } = readSettings(await this.section(scopeUri));
    this.tell(problems);
    return settings;
  }

  private async section(scopeUri: string | undefined): Promise<unknown> {
    if (!this.client().hasConfiguration) return sectionOf(this.pushed);
    try {
      return await this.connection.workspace.getConfiguration({ section: SECTION, ...(scopeUri && { scopeUri }) });
    } catch {
      this.connection.console.warn("The client did not tell its settings; the defaults hold.");
      return DEFAULT_SETTINGS;
    }
  }

  /** All problems in one message, and the same ones only once. */
  private tell(problems: readonly string[]): void {
    const words = problems.join("; ");
    if (words !== "" && words !== this.lastProblem) {
      void this.connection.sendNotification(ShowMessageNotification.type, {
        type: MessageType.Warning,
        message: withoutLinks(`Hullcheck's settings: ${words}. The defaults hold there.`),
      });
    }
    if (words !== "") this.lastProblem = words;
  }
}

/** Some clients send the section itself, others an object that holds it. */
function sectionOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && SECTION in value ? value[SECTION] : value;
}
