import type { WorkspaceFolder } from "vscode-languageserver";
import { isExcluded } from "../core/config/exclude.ts";
import { DEFAULT_CONFIG } from "../core/config/schema.ts";
import type { ConfigFiles, FoundConfig } from "./config-files.ts";
import { type Settings, withConfig } from "./settings.ts";
import type { SettingsStore } from "./settings-store.ts";
import { pathOf } from "./uris.ts";

const NO_CONFIG: FoundConfig = { config: DEFAULT_CONFIG, excludes: () => false };

/** What holds for a document: the editor's settings on top of its configuration file. The same object as long as both are the same. */
export class EffectiveSettings {
  private readonly settings: SettingsStore;
  private readonly configs: ConfigFiles;
  private readonly folders: () => readonly WorkspaceFolder[];
  private readonly made = new WeakMap<Settings, WeakMap<FoundConfig, Made>>();

  constructor(settings: SettingsStore, configs: ConfigFiles, folders: () => readonly WorkspaceFolder[]) {
    this.settings = settings;
    this.configs = configs;
    this.folders = folders;
  }

  /** A document that one of the two excludes is switched off. */
  async of(uri: string): Promise<Settings> {
    const settings = await this.settings.of(uri);
    const found = (settings.enable ? await this.configs.of(uri) : undefined) ?? NO_CONFIG;
    const { checked, excluded } = this.make(settings, found);
    const isOut = found.excludes(uri) || isExcluded(settings.exclude, pathOf(uri, this.folders()));
    return isOut ? excluded : checked;
  }

  private make(settings: Settings, found: FoundConfig): Made {
    const known = this.made.get(settings) ?? new WeakMap<FoundConfig, Made>();
    this.made.set(settings, known);
    const kept = known.get(found);
    if (kept !== undefined) return kept;
    const checked = withConfig(settings, found.config);
    const made = { checked, excluded: { ...checked, enable: false } };
    known.set(found, made);
    return made;
  }
}

interface Made {
  readonly checked: Settings;
  readonly excluded: Settings;
}
