import { type BrowserContext, chromium } from "playwright-core";
import { requireProgram } from "./process.ts";

/** The path of Debian's Chromium, or of Chrome; throws where neither is there. */
export function browserPath(): string {
  return requireProgram(["chromium", "chromium-browser", "google-chrome"], "chromium");
}

/** Opens Debian's Chromium (or Chrome) without a window, with one empty context in which pages are 1280 × 800. */
export async function openBrowser(): Promise<BrowserContext> {
  const browser = await chromium.launch({
    executablePath: browserPath(),
    args: [
      // Chromium's sandbox does not start for root, which is what containers run as.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--headless",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.on("close", () => browser.close());
  return context;
}
