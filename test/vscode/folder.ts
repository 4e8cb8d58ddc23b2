import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A new folder on disk, to be opened in an editor. Names are relative to it. */
export class Folder {
  private readonly parent = mkdtempSync(join(tmpdir(), "hullcheck-workspace-"));
  /** Its last part is what the editor shows. */
  readonly path = join(this.parent, "shop");

  constructor(files: Readonly<Record<string, string>> = {}) {
    mkdirSync(this.path);
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), "utf8");
  }

  remove(): void {
    rmSync(this.parent, { recursive: true, force: true });
  }
}
