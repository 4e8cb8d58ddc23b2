// Every regular expression takes time in proportion to the text, so that no file can make the server hang.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { check } from "recheck";
import { globSync } from "tinyglobby";
import { literals, literalsIn, type Pattern } from "./patterns.ts";

/**
 * Those of which the checker says otherwise, or nothing, each with the reason why they are linear. A repetition that may be so long
 * and no longer costs at most that much at each character, but the checker takes hundreds of characters for very many.
 */
const KNOWN: readonly { readonly source: string; readonly why: string }[] = [
  {
    source: String.raw`\[\s*(?:trusted|allow-insecure)=yes\s*\] ?|(?<=\[[^\]\n]{0,200})\b(?:trusted|allow-insecure)=yes\b ?`,
    why: "only a bracket begins the first half, which holds no other; the second looks back at most 200 characters",
  },
  {
    source: String.raw`\bpassword[ \t]{0,8}\([ \t]{0,8}'([^'\n]*)'[ \t]{0,8}\)`,
    why: "the text in quotes ends at the next quote, and a match begins with one",
  },
];

describe("the regular expressions of what ships", () => {
  let all = literals();
  const written = all.length;
  before(async () => {
    all = [...all, ...(await madeAtStart())];
  });
  const unbounded = (): readonly Pattern[] => distinct(all).filter(({ source }) => hasUnboundedRepetition(source));

  it("are all found, and can be compiled", () => {
    assert.ok(written > 700, `${written} are fewer than there were`);
    assert.ok(all.length > written + 100, `${all.length - written} are made of pieces`);
    for (const { source, flags } of all) assert.doesNotThrow(() => new RegExp(source, flags), source);
    assert.deepEqual(literalsIn('a=b/c/d;e=/f[/]\\//g;`${/h/.test("/i/")}/j/`;k("/l/",/m/i)'), [
      { source: "f[/]\\/", flags: "g" },
      { source: "h", flags: "" },
      { source: "m", flags: "i" },
    ]);
  });

  it("are put together when the core is loaded and nowhere else, so never of what a file holds", async () => {
    const files = globSync(["{client,server}/src/**/*.ts"]).filter((file) =>
      /\bRegExp\(/.test(readFileSync(file, "utf8")),
    );
    assert.deepEqual(
      files.filter((file) => !file.startsWith("server/src/core/")),
      [],
    );
    // Not before the core has been loaded in the eye of the test.
    const { analyze } = await import("../../server/src/core/index.ts");
    const { pathFor } = await import("../../scripts/generated/examples.ts");
    const { allExamples } = await import("../examples.ts");
    const made = await madeDuring(async () => {
      for (const { rule, text } of allExamples()) analyze({ path: pathFor(rule, text), text });
    });
    assert.deepEqual(
      made.map(({ source }) => source),
      [],
    );
  });

  it("take linear time", { timeout: 600_000 }, async () => {
    const guilty: string[] = [];
    for (const pattern of unbounded()) {
      if (KNOWN.some(({ source }) => source === pattern.source)) continue;
      // The checker does not know the flags that only change what a match tells.
      const judge = () => check(pattern.source, pattern.flags.replace(/[dv]/g, ""), { timeout: 30_000 });
      // It takes times, too: on a busy machine what is linear may look as if it were not, once.
      const first = await judge();
      const verdict = first.status === "safe" ? first : await judge();
      if (verdict.status === "safe") continue;
      const why = verdict.status === "vulnerable" ? verdict.complexity.summary : "undecided";
      guilty.push(`${pattern.file}: /${pattern.source}/${pattern.flags} is ${why}`);
    }
    assert.deepEqual(guilty, []);
  });

  it("are excused only where they still exist", () => {
    for (const { source } of KNOWN)
      assert.ok(
        unbounded().some((pattern) => pattern.source === source),
        source,
      );
  });

  it("would be caught if they were not", async () => {
    assert.equal((await check("^(?:a|a)+$", "")).status, "vulnerable");
    assert.equal((await check("a+b", "")).status, "vulnerable");
    assert.equal((await check("(?<!a)a+b", "")).status, "safe");
  });

  // The checker leaves a helper process behind, which would keep this one alive.
  after(() => setTimeout(() => process.exit(), 200).unref());
});

/** Those that are put together of pieces when the core is loaded. */
function madeAtStart(): Promise<readonly Pattern[]> {
  return madeDuring(() => import("../../server/src/core/index.ts"));
}

async function madeDuring(work: () => Promise<unknown>): Promise<readonly Pattern[]> {
  const made: Pattern[] = [];
  const Original = globalThis.RegExp;
  globalThis.RegExp = new Proxy(Original, {
    construct: (target, [source, flags], as) => {
      const pattern = Reflect.construct(target, [source, flags], as);
      made.push({ file: "made of pieces", source: pattern.source, flags: pattern.flags });
      return pattern;
    },
  });
  try {
    await work();
  } finally {
    globalThis.RegExp = Original;
  }
  return made;
}

/** Without `*`, `+` and `{n,}` a pattern looks at so many characters from each place and no more. */
function hasUnboundedRepetition(source: string): boolean {
  const plain = source.replace(/\\./g, "x").replace(/\[[^\]]*\]/g, "x");
  return /[*+]|\{\d+,\}/.test(plain);
}

function distinct(patterns: readonly Pattern[]): readonly Pattern[] {
  return [...new Map(patterns.map((pattern) => [`/${pattern.source}/${pattern.flags}`, pattern])).values()];
}
