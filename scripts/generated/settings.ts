import { readFileSync } from "node:fs";
import type { Rule } from "../../server/src/core/index.ts";
import { configProperties } from "./config-schema.ts";
import type { GeneratedFile } from "./file.ts";

const MANIFEST = "package.json";

/** As much of the extension's manifest as is looked into. */
interface Manifest {
  readonly contributes?: {
    readonly configuration?: { readonly title?: string; readonly properties?: Readonly<Record<string, unknown>> };
  };
}

/** The extension's manifest with the settings that stand for the configuration; every other key is left as it is. */
export function manifestWithSettings(rules: readonly Rule[]): GeneratedFile {
  const manifest = JSON.parse(readFileSync(MANIFEST, "utf8")) as Manifest;
  const settings = Object.entries(configProperties(rules)).map(([key, { description, ...schema }]) => [
    `hullcheck.${key}`,
    { scope: "resource", markdownDescription: description, ...withoutDefault(key, schema) },
  ]);
  const { configuration } = manifest.contributes ?? {};
  const text = JSON.stringify(
    {
      ...manifest,
      contributes: {
        ...manifest.contributes,
        configuration: {
          title: "Hullcheck",
          ...configuration,
          properties: { ...configuration?.properties, ...Object.fromEntries(settings) },
        },
      },
    },
    null,
    2,
  );
  return { path: MANIFEST, text: `${text}\n` };
}

/** An editor hands out a default as if a person had set it, and what a configuration file says would then be lost. Empty lists and maps say nothing. */
function withoutDefault(key: string, schema: object): object {
  if (key !== "severity" || !("default" in schema)) return schema;
  const { default: _, ...rest } = schema;
  return rest;
}
