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
    parsers: { "parse.ts": "yaml" },
  },
  [`${CORE}/engine`]: {
    rooms: [CORE, `${CORE}/config`, `${CORE}/rules`, `${CORE}/workspace`, ...MODELS],
  },
  [CORE]: {
    rooms: [`${CORE}/config`, `${CORE}/engine`, `${CORE}/rules`, `${CORE}/workspace`, ...MODELS],
  },
  "server/src/lsp": {
    rooms: [CORE],
    packages: [...NODE, "vscode-languageserver*", "vscode-jsonrpc*", "valibot"],
  },
  "server/src/cli": {
    rooms: [CORE],
    packages: [...NODE, "commander", "diff", "picocolors", "sarif", "tinyglobby", "valibot"],
  },
  "client/src": { rooms: [], packages: [...NODE, "vscode", "vscode-languageclient*"] },
};

/** Rooms that are open to those who may import their parent: the outside sees one core. */
const OPEN_TO_OUTSIDE = ["server/src/lsp", "server/src/cli"];
/** The registries name every rule of their kind, and only they name rules at all. */
const REGISTRIES: Readonly<Record<string, string>> = {
  [`${CORE}/rules/dockerfile-rules.ts`]: `${CORE}/rules/dockerfile`,
  [`${CORE}/rules/kubernetes-rules.ts`]: `${CORE}/rules/kubernetes`,
  [`${CORE}/rules/suppression-rules.ts`]: `${CORE}/rules/suppression`,
};
/** All registries in one: for those who load the rules of every kind. */
const ALL_RULES = `${CORE}/rules/index.ts`;
/** The whole core in one, which a program that comes in parts must not load. */
const WHOLE = `${CORE}/index.ts`;

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
  if (REGISTRIES[file] === targetRoom) return true;
  if (target in REGISTRIES) return file === ALL_RULES || name === `${CORE}/engine`;
  if (target === ALL_RULES) return [CORE, `${CORE}/engine`].includes(name);
  if (target === WHOLE) return false;
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

/** Types are not there when a program runs, and what `import("…")` names is loaded later. */
const LOADED = /^(?:(?:import|export) (?!type\b).*? from |\} from |import )"(\.[^"]+)";$/gm;

/** The files that a file is loaded with. */
function loadedWith(file: string): ReadonlySet<string> {
  const loaded = new Set([file]);
  for (const path of loaded) {
    const text = readFileSync(path, "utf8").replace(/^import type \{[^}]*\} from .*$/gm, "");
    for (const [, specifier = ""] of text.matchAll(LOADED)) {
      if (specifier.endsWith(".ts")) loaded.add(posix.join(dirname(path), specifier));
    }
  }
  return loaded;
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
    ["rules/dockerfile/root-user.ts", "../dockerfile-rules.ts"],
    ["rules/dockerfile-rules.ts", "./kubernetes/runs-as-root.ts"],
    ["config/file.ts", "../rules/index.ts"],
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
    ["../cli/main.ts", "../core/index.ts"],
    ["../lsp/main.ts", "../core/index.ts"],
    ["../../../client/src/extension.ts", "../../server/src/core/index.ts"],
    ["new-room/file.ts", "../text/span.ts"],
  ];
  for (const [file, specifier] of forbidden) {
    it(`${file} must not import ${specifier}`, () =>
      assert.notEqual(fault(posix.join(CORE, file), specifier), undefined));
  }

  const apart: Readonly<Record<string, readonly string[]>> = {
    "core/engine/dockerfile.ts": ["core/rules/kubernetes/", "core/kubernetes/parse.ts", "core/kubernetes/yaml.ts"],
    "core/engine/kubernetes.ts": ["core/rules/dockerfile/", "core/dockerfile/"],
    "lsp/handlers.ts": [
      "core/engine/kubernetes.ts",
      "core/rules/kubernetes/",
      "core/kubernetes/yaml.ts",
      "core/config/parse.ts",
    ],
    "cli/commands.ts": [
      "core/engine/dockerfile.ts",
      "core/engine/kubernetes.ts",
      "core/rules/rule.ts",
      "core/config/parse.ts",
    ],
  };
  for (const [file, others] of Object.entries(apart)) {
    it(`lead from ${file} to nothing that it is loaded without`, () => {
      const loaded = loadedWith(`server/src/${file}`);
      assert.ok(loaded.size > 20, `only ${loaded.size} files`);
      const found = [...loaded].filter((path) => others.some((other) => path.startsWith(`server/src/${other}`)));
      assert.deepEqual(found, []);
    });
  }

  it("are found in every form", () => {
    const text = `import "a";\nimport type { B } from "b";\nimport {\n  c,\n} from "c";\nexport * from "d";\nexport { e } from "e";\nconst f = await import("f");\n`;
    assert.deepEqual(importsOf(text), ["a", "b", "c", "d", "e", "f"]);
  });
});
