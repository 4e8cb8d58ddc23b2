import type { SupportedRelease } from "./facts.ts";
import { PRODUCTS, type Product } from "./support-dates.ts";

/** The products in an image, from its name and tag, with the end of their support; empty where the tag names no release we know. */
export function releasesOf(name: string, tag: string | undefined): readonly SupportedRelease[] {
  if (tag === undefined) return [];
  return PRODUCTS.flatMap((product) => {
    const found = releaseIn(product, name, tag);
    const until = found === undefined ? undefined : product.until[found];
    if (found === undefined || until === undefined) return [];
    return { product: product.product, release: found, until, source: product.source };
  });
}

function releaseIn(product: Product, name: string, tag: string): string | undefined {
  const inName = product.name?.exec(name);
  if (inName?.[1] !== undefined) return inName[1];
  if (inName !== null && inName !== undefined) return longestRelease(product, tag);
  return product.inTag === undefined ? undefined : productReleaseInTag(product, product.inTag, tag);
}

/** `3.12.4-slim` is release 3.12, `18-alpine` release 18, `8u312` release 8: the longest release that the tag begins with. */
function longestRelease(product: Product, tag: string): string | undefined {
  const words = tag.replace(/^v(?=\d)/, "");
  return Object.keys(product.until)
    .filter(
      (release) => words === release || (words.startsWith(release) && /^[.\-+_u]/.test(words.slice(release.length))),
    )
    .concat(aliasOf(product, words))
    .sort((a, b) => b.length - a.length)[0];
}

/** The release that a codename stands for, where the tag has one as a word. */
function aliasOf({ codenames = {} }: Product, tag: string): readonly string[] {
  return tag.split(/[-.]/).flatMap((word) => codenames[word] ?? []);
}

/** A distribution that another image's tag names: `20-alpine3.16`, `3.8-buster`. */
function productReleaseInTag(product: Product, inTag: RegExp, tag: string): string | undefined {
  return inTag.exec(tag)?.[1] ?? aliasOf(product, tag)[0];
}
