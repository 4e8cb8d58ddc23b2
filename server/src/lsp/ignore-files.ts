import { type IgnoreRule, ignoreVerdict, readIgnoreRules } from "../core/text/ignore-rules.ts";
import { childUri } from "./uris.ts";

/** What the `.gitignore` files of a folder, and of those in it, leave out. They are read when they are first needed. */
export class IgnoreFiles {
  private readonly folderUri: string;
  private readonly read: (uri: string) => Promise<string | undefined>;
  private readonly rules = new Map<string, Promise<readonly IgnoreRule[]>>();
  private readonly verdicts = new Map<string, Promise<boolean>>();

  constructor(folderUri: string, read: (uri: string) => Promise<string | undefined>) {
    this.folderUri = folderUri;
    this.read = read;
  }

  /** Tells whether a path, relative to the folder, is ignored: by itself or with a folder around it, as git sees it. */
  ignores(path: string, isFolder: boolean): Promise<boolean> {
    const key = isFolder ? `${path}/` : path;
    const known = this.verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = this.judge(path, isFolder);
    if (isFolder) this.verdicts.set(key, verdict);
    return verdict;
  }

  private async judge(path: string, isFolder: boolean): Promise<boolean> {
    const parent = parentOf(path);
    if (parent !== "" && (await this.ignores(parent, true))) return true;
    // The file that is nearest decides, where it says anything.
    for (let folder = parent; ; folder = parentOf(folder)) {
      const below = folder === "" ? path : path.slice(folder.length + 1);
      const verdict = ignoreVerdict(await this.rulesIn(folder), below, isFolder);
      if (verdict === "ignored") return true;
      if (verdict === "kept" || folder === "") return false;
    }
  }

  private rulesIn(folder: string): Promise<readonly IgnoreRule[]> {
    const known = this.rules.get(folder);
    if (known !== undefined) return known;
    const uri = childUri(this.folderUri, folder === "" ? ".gitignore" : `${folder}/.gitignore`);
    const read = this.read(uri).then((text = "") => readIgnoreRules(text.replace(/^\ufeff/, "").split(/\r?\n/)));
    this.rules.set(folder, read);
    return read;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
