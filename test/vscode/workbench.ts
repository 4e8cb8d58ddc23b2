import { mkdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { eventually } from "./eventually.ts";

/** Where the screenshots of a run go. */
export const pictureFolder = "out/vscode";

/** A VS Code window with one folder open, used as a person would: by keyboard, by mouse, by reading what is shown. */
export class Workbench {
  private constructor(private readonly page: Page) {}

  /** Opens a folder (an absolute path, or that of a `.code-workspace` file) in a new window. */
  static async open(context: BrowserContext, host: string, folder: string): Promise<Workbench> {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const query = folder.endsWith(".code-workspace") ? "workspace" : "folder";
    await page.goto(`http://${host}/?${query}=${encodeURIComponent(folder)}`);
    const window = new Workbench(page);
    const files = page.locator(".monaco-workbench .explorer-folders-view .monaco-list-row").first();
    // On a busy machine VS Code may read a workspace file before it can, and show no folder until it is loaded again.
    try {
      await files.waitFor({ timeout: 25_000 }).catch(async () => {
        await page.reload();
        await files.waitFor({ timeout: 25_000 });
      });
    } catch (error) {
      await window.picture("failed: open a window");
      await window.close();
      throw error;
    }
    return window;
  }

  /** Opens a window without a folder at the address of a workbench. */
  static async openAddress(context: BrowserContext, address: string): Promise<Workbench> {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(address);
    await page.waitForSelector(".monaco-workbench .statusbar-item", { timeout: 40_000 });
    return new Workbench(page);
  }

  /** Leaves the window as a closed tab does, so that its extension host ends. */
  async close(): Promise<void> {
    await this.page.goto("about:blank");
    await this.page.close();
  }

  /** Takes a picture of the window when what moves in it has come to rest. */
  async picture(name: string): Promise<void> {
    await pause(300);
    mkdirSync(pictureFolder, { recursive: true });
    await this.page.screenshot({ path: `${pictureFolder}/${name}.png` });
  }

  /** Makes the window as large as so many pixels. */
  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }

  press(...keys: readonly string[]): Promise<void> {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** Types as a person does, some keys a second. */
  type(text: string): Promise<void> {
    return this.page.keyboard.type(text, { delay: 30 });
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.quickInput(`>${title}`, title);
  }

  async openFile(name: string): Promise<void> {
    await this.quickInput(name, name);
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
    await this.editor().locator(".view-line").first().waitFor();
  }

  /** Puts the cursor at a line and column, both from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.quickInput(`:${line}:${column}`, `${line}`);
  }

  /** Shows the first lines, and leaves the cursor where it is. */
  async scrollToStart(): Promise<void> {
    await this.press(...Array.from({ length: 5 }, () => "Control+ArrowUp"));
    // Where the mouse rests, an explanation would cover the rest.
    await this.page.mouse.move(1, 1);
    await pause(200);
  }

  private async quickInput(text: string, row: string): Promise<void> {
    await this.page.keyboard.press("F1");
    const widget = this.page.locator(".quick-input-widget");
    await widget.locator("input.input").fill(text);
    await widget.locator(".monaco-list-row.focused", { hasText: row }).waitFor();
    await this.page.keyboard.press("Enter");
    await widget.waitFor({ state: "hidden" });
  }

  /** Runs a command that shows a list, and chooses a row of it. */
  async commandWithChoice(title: string, row: string): Promise<void> {
    await this.page.keyboard.press("F1");
    const widget = this.page.locator(".quick-input-widget");
    const focused = widget.locator(".monaco-list-row.focused");
    for (const [text, wanted] of [
      [`>${title}`, title],
      [row, row],
    ] as const) {
      // On a busy machine VS Code learns of an extension's commands only after it has made the list.
      await eventually(async () => {
        await widget.locator("input.input").fill("");
        await widget.locator("input.input").fill(text);
        await focused.filter({ hasText: wanted }).waitFor({ timeout: 3_000 });
      }, 20);
      await this.page.keyboard.press("Enter");
      await focused.filter({ hasText: wanted }).waitFor({ state: "hidden" });
    }
  }

  /** A view of the side bar by its title. */
  view(title: string): Locator {
    return this.page.locator(".pane", { has: this.page.locator(".pane-header", { hasText: title }) });
  }

  /** Everything in front, such as a page that is no text. */
  front(): Locator {
    return this.page.locator(".editor-group-container.active");
  }

  /** The editor in front. */
  editor(): Locator {
    return this.page.locator(".editor-group-container.active .monaco-editor").first();
  }

  /** The lines the editor shows, as a person reads them. */
  async lines(): Promise<readonly string[]> {
    const rows = await this.editor()
      .locator(".view-line")
      .evaluateAll((elements) =>
        elements
          .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? "" }))
          .sort((a, b) => a.top - b.top)
          .map(({ text }) => text.replaceAll("\u00a0", " ")),
      );
    return rows;
  }

  /** The classes that colour the words of each line the editor shows. */
  async colours(): Promise<readonly (readonly string[])[]> {
    return this.editor()
      .locator(".view-line")
      .evaluateAll((elements) =>
        elements
          .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
          .map((element) =>
            Array.from(element.querySelectorAll("span > span"), ({ className }) => className.split(" ")[0] ?? ""),
          ),
      );
  }

  squiggles(severity: "error" | "warning" | "info"): Locator {
    return this.editor().locator(`.squiggly-${severity}`);
  }

  /** Rests the mouse on a place of the editor. */
  async pointAt(place: Locator): Promise<void> {
    const box = await place.boundingBox();
    if (box === null) throw new Error("nothing to point at");
    const middle = box.y + box.height / 2;
    await this.page.mouse.move(box.x + 2, middle - 30);
    await this.page.mouse.move(box.x + Math.min(box.width / 2, 20), middle, { steps: 3 });
  }

  /** The text of the hover that is open or about to open. */
  async hoverText(): Promise<string> {
    const hover = this.page.locator(".monaco-hover:not(.hidden)", { has: this.page.locator(".hover-row") }).first();
    await hover.waitFor();
    return (await hover.allInnerTexts()).join("\n");
  }

  /** Whether the open hover holds more than it shows. */
  async hoverScrolls(): Promise<boolean> {
    const content = this.page.locator(".monaco-hover:not(.hidden) .monaco-hover-content").first();
    return content.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight);
  }

  /** Opens the quick fixes at the cursor with Ctrl+. and returns their titles. */
  async openQuickFixes(): Promise<readonly string[]> {
    const rows = this.page.locator(".action-widget .monaco-list-row.action");
    // While the server starts there are none yet.
    await eventually(async () => {
      await this.page.keyboard.press("Control+.");
      await rows.first().waitFor({ timeout: 3_000 });
    }, 20);
    return rows.allInnerTexts();
  }

  /** Chooses one of the open quick fixes with the arrow keys and Enter. */
  async chooseQuickFix(title: string): Promise<void> {
    const titles = await this.page.locator(".action-widget .monaco-list-row.action").allInnerTexts();
    const focused = this.page.locator(".action-widget .monaco-list-row.focused");
    for (let step = 0; step <= titles.length; step++) {
      if ((await focused.textContent())?.includes(title)) {
        await this.page.keyboard.press("Enter");
        await this.page.locator(".action-widget").waitFor({ state: "hidden" });
        return;
      }
      await this.page.keyboard.press("ArrowDown");
    }
    throw new Error(`no quick fix "${title}" among: ${titles.join(" | ")}`);
  }

  /** The findings in the Problems panel, which it opens, however many of them fit into it: `error: message source(code) [Ln 1, Col 1]`. */
  async problems(): Promise<readonly string[]> {
    const panel = this.page.locator(".markers-panel");
    if (!(await panel.isVisible())) {
      await this.command("Problems: Focus on Problems View");
      await panel.waitFor();
    }
    await panel.hover();
    await this.scrollToTop(panel);
    const found = new Map<number, string | undefined>();
    for (;;) {
      const rows = await panel.locator(".monaco-list-row").evaluateAll((elements) =>
        elements.map((element) => {
          const read = (part: string): string => element.querySelector(part)?.textContent ?? "";
          const severity = ["error", "warning", "info"].find((name) => element.querySelector(`.marker-icon.${name}`));
          return {
            index: Number(element.getAttribute("data-index")),
            isLast: element.getAttribute("data-last-element") === "true",
            finding:
              severity &&
              `${severity}: ${read(".marker-message")} ${read(".marker-source")}(${read(".marker-code")}) ${read(".marker-line")}`,
          };
        }),
      );
      for (const { index, finding } of rows) found.set(index, finding);
      if (rows.length === 0 || rows.some(({ isLast }) => isLast)) break;
      await this.page.mouse.wheel(0, 100);
      await pause(50);
    }
    await this.scrollToTop(panel);
    return [...found.values()].filter((finding) => finding !== undefined);
  }

  private async scrollToTop(list: Locator): Promise<void> {
    const rows = list.locator(".monaco-list-rows .monaco-list-row");
    const first = list.locator('.monaco-list-rows .monaco-list-row[data-index="0"]');
    while ((await rows.count()) > 0 && (await first.count()) === 0) {
      await this.page.mouse.wheel(0, -10_000);
      await pause(50);
    }
  }

  /** The texts of the notifications that are shown. */
  async notifications(): Promise<readonly string[]> {
    return this.page.locator(".notifications-toasts .notification-list-item-message").allInnerTexts();
  }

  notificationButton(title: string): Locator {
    return this.page.locator(".notifications-toasts .monaco-button", { hasText: title });
  }

  /** A text in the output channel in front. */
  output(text: string): Locator {
    return this.page.locator(".output-view .view-line", { hasText: text }).first();
  }

  statusItem(text: string): Locator {
    return this.page.locator(".statusbar-item", { hasText: text });
  }

  /** The line of text that stands above a line of the document. */
  lens(text: string): Locator {
    return this.editor().locator(".codelens-decoration", { hasText: text });
  }
}
