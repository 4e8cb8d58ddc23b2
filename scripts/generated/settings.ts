import { readFileSync } from "node:fs";
import type { Rule } from "../../server/src/core/index.ts";
import { configProperties } from "./config-schema.ts";
import type { GeneratedFile } from "./file.ts";

const MANIFEST = "package.json";
const TEXTS = "package.nls.json";
/** The texts whose keys begin so are made from the code; the others are written by hand. */
const GENERATED = "config.";

/** As much of the extension's manifest as is looked into. */
interface Manifest {
  readonly contributes?: {
    readonly configuration?: { readonly title?: string; readonly properties?: Readonly<Record<string, unknown>> };
  };
}

type Texts = Readonly<Record<string, string>>;

/**
 * The extension's manifest with the settings that stand for the configuration, and the file of its texts with theirs; every
 * other key of both is left as it is.
 */
export function manifestWithSettings(rules: readonly Rule[]): readonly GeneratedFile[] {
  const manifest = JSON.parse(readFileSync(MANIFEST, "utf8")) as Manifest;
  const texts: Record<string, string> = {};
  const settings = Object.entries(configProperties(rules)).map(([key, { description, ...schema }]) => {
    const name = `${GENERATED}${key}`;
    texts[name] = description;
    const translated = withoutTexts(withoutDefault(key, schema), name, texts);
    return [`hullcheck.${key}`, { scope: "resource", markdownDescription: `%${name}%`, ...(translated as object) }];
  });
  const { configuration } = manifest.contributes ?? {};
  const changed = {
    ...manifest,
    contributes: {
      ...manifest.contributes,
      configuration: {
        title: "Hullcheck",
        ...configuration,
        properties: { ...configuration?.properties, ...Object.fromEntries(settings) },
      },
    },
  };
  return [
    { path: MANIFEST, text: json(changed) },
    { path: TEXTS, text: json({ ...writtenTexts(), ...texts }) },
  ];
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function writtenTexts(): Texts {
  const texts = JSON.parse(readFileSync(TEXTS, "utf8")) as Texts;
  return Object.fromEntries(Object.entries(texts).filter(([key]) => !key.startsWith(GENERATED)));
}

/** A schema in which each description is a reference to `texts`, where it is put. */
function withoutTexts(schema: unknown, name: string, texts: Record<string, string>): unknown {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
  const entries = Object.entries(schema).map(([key, value]) => {
    if (key !== "description" || typeof value !== "string") {
      return [key, withoutTexts(value, key === "properties" ? name : `${name}.${key}`, texts)];
    }
    texts[name] = value;
    return [key, `%${name}%`];
  });
  return Object.fromEntries(entries);
}

/** An editor hands out a default as if a person had set it, and what a configuration file says would then be lost. Empty lists and maps say nothing. */
function withoutDefault(key: string, schema: object): object {
  if (key !== "severity" || !("default" in schema)) return schema;
  const { default: _, ...rest } = schema;
  return rest;
}
