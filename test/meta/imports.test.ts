// Imports point inward only: who may import what, checked on every source file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { describe, it } from "node:test";
import { globSync } from "tinyglobby";

interface Room {
  /** The other rooms whose files may be imported. */
  readonly rooms: readonly string[];
  /** Packages that any file of the room may import. A name that ends in `*` stands for all that begin so. */
  readonly packages?: readonly string[];
  /** Packages that one file of the room alone knows, by its name. */
  readonly parsers?: Readonly<Record<string, string>>;
  /** Whether its files may import each other. */
  readonly isolated?: boolean;
}

const CORE = "server/src/core";
const FOUNDATIONS = [`${CORE}/text`];
const KNOWLEDGE = [`${CORE}/image`, `${CORE}/shell`, `${CORE}/secrets`, `${CORE}/knowledge`, ...FOUNDATIONS];
const MODELS = [`${CORE}/dockerfile`, `${CORE}/kubernetes`, ...KNOWLEDGE];
const NODE = ["node:*"];

/** Every room by its folder; a file belongs to the innermost one. */
const ROOMS: Readonly<Record<string, Room>> = {
  [`${CORE}/text`]: { rooms: [] },
  [`${CORE}/image`]: { rooms: FOUNDATIONS },
  [`${CORE}/shell`]: { rooms: FOUNDATIONS, parsers: { "parse.ts": "unbash" } },
  [`${CORE}/secrets`]: { rooms: FOUNDATIONS },
  [`${CORE}/knowledge`]: { rooms: FOUNDATIONS },
  [`${CORE}/dockerfile`]: { rooms: KNOWLEDGE, parsers: { "parse.ts": "dockerfile-ast" } },
  [`${CORE}/kubernetes`]: { rooms: KNOWLEDGE, parsers: { "yaml.ts": "yaml" } },
  [`${CORE}/workspace`]: { rooms: MODELS },
  [`${CORE}/rules`]: { rooms: [`${CORE}/workspace`, ...MODELS] },
  [`${CORE}/rules/dockerfile`]: {
    rooms: [`${CORE}/rules`, `${CORE}/workspace`, `${CORE}/dockerfile`, ...KNOWLEDGE],
    isolated: true,
  },
  [`${CORE}/rules/kubernetes`]: {
    rooms: [`${CORE}/rules`, `${CORE}/workspace`, `${CORE}/kubernetes`, ...KNOWLEDGE],
    isolated: true,
  },
  [`${CORE}/rules/suppression`]: { rooms: [`${CORE}/rules`, ...FOUNDATIONS], isolated: true },
  [`${CORE}/config`]: {
    rooms: [`${CORE}/rules`, `${CORE}/kubernetes`, ...FOUNDATIONS],
    packages: ["valibot"],
    parsers: { "parse.ts": "yaml", "exclude.ts": "ignore" },
  },
  [`${CORE}/engine`]: {
    rooms: [CORE, `${CORE}/config`, `${CORE}/rules`, `${CORE}/workspace`, ...MODELS],
  },
  [CORE]: {
    rooms: [`${CORE}/config`, `${CORE}/engine`, `${CORE}/rules`, `${CORE}/workspace`, ...MODELS],
  },
  "server/src/lsp": {
    rooms: [CORE],
    packages: [...NODE, "vscode-languageserver*", "vscode-jsonrpc*", "ignore", "valibot"],
  },
  "server/src/cli": {
    rooms: [CORE],
    packages: [...NODE, "commander", "diff", "ignore", "picocolors", "sarif", "tinyglobby", "valibot"],
  },
  "client/src": { rooms: [], packages: [...NODE, "vscode", "vscode-languageclient*"] },
};

/** Rooms that are open to those who may import their parent: the outside sees one core. */
const OPEN_TO_OUTSIDE = ["server/src/lsp", "server/src/cli"];
/** The registry names every rule, and only the registry and what stands above it name rules at all. */
const REGISTRY = `${CORE}/rules/index.ts`;

/** The core itself is the files right in its folder: a new folder there is a new room. */
function roomOf(path: string): string | undefined {
  if (dirname(path) === CORE) return CORE;
  return Object.keys(ROOMS)
    .filter((room) => room !== CORE)
    .filter((room) => path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Says what is wrong with a file's import of `specifier`; undefined where it is allowed. */
function fault(file: string, specifier: string): string | undefined {
  const name = roomOf(file);
  const room = name === undefined ? undefined : ROOMS[name];
  if (name === undefined || room === undefined)
    return `${file} is in no known room: say in this test what it may import`;
  const isAllowed = specifier.startsWith(".")
    ? mayImportFile(file, name, room, posix.join(dirname(file), specifier))
    : mayImportPackage(file, name, room, specifier);
  return isAllowed ? undefined : `${file} must not import ${specifier}`;
}

function mayImportFile(file: string, name: string, room: Room, target: string): boolean {
  // Both programs say which version they are.
  if (target === "package.json") return OPEN_TO_OUTSIDE.includes(name);
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return false;
  if (file === REGISTRY && targetRoom.startsWith(`${CORE}/rules/`)) return true;
  if (target === REGISTRY) return [CORE, `${CORE}/engine`, `${CORE}/config`].includes(name);
  if (targetRoom === name) return room.isolated !== true;
  if (OPEN_TO_OUTSIDE.includes(name) && targetRoom.startsWith(CORE)) return true;
  return room.rooms.includes(targetRoom);
}

function mayImportPackage(file: string, name: string, room: Room, specifier: string): boolean {
  if (room.parsers?.[posix.relative(name, file)] === specifier) return true;
  return (room.packages ?? []).some((allowed) =>
    allowed.endsWith("*") ? specifier.startsWith(allowed.slice(0, -1)) : specifier === allowed,
  );
}

/** The formatter puts what is imported from at the end of a line; `import("…")` may stand anywhere. */
const IMPORTS = /^(?:(?:import|export)\b.*? from |\} from |import )"([^"]+)";$|\b(?:import|require)\("([^"]+)"\)/gm;

function importsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(IMPORTS), ([, from, call]) => from ?? call ?? "");
}

describe("imports", () => {
  it("point inward in every source file", () => {
    const files = globSync(["server/src/**/*.ts", "client/src/**/*.ts"]);
    const all = files.flatMap((file) =>
      importsOf(readFileSync(file, "utf8")).map((specifier) => ({ file, specifier })),
    );
    assert.ok(all.length > 200, `only ${all.length} imports were found`);
    assert.deepEqual(
      all.flatMap(({ file, specifier }) => fault(file, specifier) ?? []),
      [],
    );
  });

  const forbidden: readonly (readonly [string, string])[] = [
    ["text/span.ts", "node:fs"],
    ["engine/analyze.ts", "vscode"],
    ["engine/analyze.ts", "vscode-languageserver"],
    ["engine/analyze.ts", "../../lsp/main.ts"],
    ["engine/analyze.ts", "../../cli/main.ts"],
    ["rules/dockerfile/root-user.ts", "./setuid-bit.ts"],
    ["rules/dockerfile/root-user.ts", "../../engine/analyze.ts"],
    ["rules/dockerfile/root-user.ts", "../../kubernetes/model.ts"],
    ["rules/dockerfile/root-user.ts", "../kubernetes/runs-as-root.ts"],
    ["rules/dockerfile/root-user.ts", "../index.ts"],
    ["rules/dockerfile/root-user.ts", "dockerfile-ast"],
    ["rules/kubernetes/runs-as-root.ts", "yaml"],
    ["rules/manifest-fix.ts", "./kubernetes/runs-as-root.ts"],
    ["rules/suppression/unused-suppression.ts", "../../engine/suppress/own.ts"],
    ["rules/suppression/unused-suppression.ts", "../dockerfile/root-user.ts"],
    ["config/file.ts", "yaml"],
    ["config/merge.ts", "../engine/analyze.ts"],
    ["rules/rule.ts", "../config/schema.ts"],
    ["dockerfile/model.ts", "dockerfile-ast"],
    ["dockerfile/model.ts", "../kubernetes/model.ts"],
    ["kubernetes/model.ts", "../dockerfile/model.ts"],
    ["kubernetes/parse.ts", "../rules/rule.ts"],
    ["shell/tree.ts", "unbash"],
    ["shell/tree.ts", "../dockerfile/model.ts"],
    ["../lsp/main.ts", "../cli/main.ts"],
    ["../cli/main.ts", "../lsp/main.ts"],
    ["../cli/main.ts", "vscode-languageserver"],
    ["../../../client/src/extension.ts", "../../server/src/core/index.ts"],
    ["new-room/file.ts", "../text/span.ts"],
  ];
  for (const [file, specifier] of forbidden) {
    it(`${file} must not import ${specifier}`, () =>
      assert.notEqual(fault(posix.join(CORE, file), specifier), undefined));
  }

  it("are found in every form", () => {
    const text = `import "a";\nimport type { B } from "b";\nimport {\n  c,\n} from "c";\nexport * from "d";\nexport { e } from "e";\nconst f = await import("f");\n`;
    assert.deepEqual(importsOf(text), ["a", "b", "c", "d", "e", "f"]);
  });
});
