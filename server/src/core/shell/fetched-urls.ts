import { downloadUrls, isDownload } from "./effects.ts";
import type { Invocation, Word } from "./syntax.ts";
import { isProbe } from "./verification.ts";
import { dropLeading, leadingText } from "./word-text.ts";

/** Programs that fetch code, packages or keys from the URLs among their arguments. */
const FETCHERS: ReadonlySet<string> = new Set([
  ...["git", "svn", "hg", "pip", "pip2", "pip3", "uv", "npm", "pnpm", "yarn", "gem", "bundle", "go", "composer"],
  ...["rpm", "rpmkeys", "yum", "dnf", "microdnf", "yum-config-manager", "helm", "conda", "mamba", "apt-key"],
]);

/** The words of a command that are URLs it fetches from: those of `curl` and `wget`, package sources, repositories, keys. */
export function fetchedUrls(invocation: Invocation): readonly Word[] {
  if (isDownload(invocation)) return isProbe(invocation) ? [] : downloadUrls(invocation);
  if (!FETCHERS.has(moduleName(invocation)) || !fetches(invocation)) return [];
  return invocation.args.flatMap((word, i) => {
    const before = invocation.args[i - 1];
    // A proxy passes on what is fetched from elsewhere.
    const isProxys = /proxy/i.test(before === undefined ? "" : leadingText(before));
    return isProxys ? [] : (urlIn(word) ?? []);
  });
}

/** `git config` and the removal of a source fetch nothing, and a key that is named by its fingerprint cannot be another. */
function fetches({ name, args }: Invocation): boolean {
  const words = args.map(leadingText);
  if (name === "git") return !words.includes("config");
  if (name === "gem" || name === "conda") return !words.some((word) => word === "--remove" || word === "-r");
  return name !== "apt-key" || words.includes("--fetch-keys");
}

/** `python -m pip` is pip. */
function moduleName({ name = "", args }: Invocation): string {
  if (!/^python[0-9.]*$/.test(name)) return name;
  const at = args.findIndex((word) => leadingText(word) === "-m");
  const module = at < 0 ? undefined : args[at + 1];
  return module === undefined ? name : leadingText(module);
}

/** The word where it is a URL, or the part of it that is: `--index-url=http://…`. */
function urlIn(word: Word): Word | undefined {
  const option = /^(?:--(?!\S*proxy)[a-z-]+=)?(?=https?:\/\/)/i.exec(leadingText(word));
  if (option === null) return undefined;
  return option[0] === "" ? word : dropLeading(word, option[0].length);
}
