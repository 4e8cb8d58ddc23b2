import { toJsonSchema } from "@valibot/to-json-schema";
import { PRESETS } from "../../server/src/core/config/presets.ts";
import { type Config, configFileSchema, configSchema } from "../../server/src/core/config/schema.ts";
import type { Rule } from "../../server/src/core/index.ts";

/** A JSON Schema, as far as a configuration needs it. */
export interface PropertySchema {
  readonly description: string;
  readonly [keyword: string]: unknown;
}

const DESCRIPTIONS: Readonly<Record<keyof Config, string>> = {
  rules:
    "Rules by their id: `off` and `on` switch one, `error`, `warning` and `information` switch it on and set its severity.",
  severity: "Findings below this severity are not reported.",
  exclude:
    "Files that are not checked, as patterns like those of a `.gitignore`: `charts/vendored/`, `*.generated.yaml`, `/legacy/Dockerfile`.",
  target: "The stage of a Dockerfile that is shipped (`docker build --target`), where it is not the last one.",
  trustedRegistries:
    "Where images may come from, for the rule `untrusted-registry`: a registry such as `ghcr.io`, or a path below one such as `ghcr.io/my-org/*`.",
  podSecurity:
    "What pods are to meet where their namespace does not say: a `level` of the Pod Security Standards (`privileged`, `baseline`, `restricted`), and the Kubernetes release (`version`, such as `v1.31` or `latest`) that decides what it asks for.",
  images:
    "The Dockerfile that an image is built from, by the image's name without a tag: `registry.example.com/shop` from `services/shop/Dockerfile`.",
};

const EXTENDS_DESCRIPTION =
  "What this file is laid upon: a preset, or another configuration file by its path relative to this one; or several of them, of which the later ones win.";

/** Each key of a configuration with its schema; the rules' ids are spelt out so that an editor completes them. */
export function configProperties(rules: readonly Rule[]): Readonly<Record<string, PropertySchema>> {
  const { properties = {} } = toJsonSchema(configSchema, { typeMode: "input" });
  const keys = Object.keys(configSchema.entries) as (keyof Config)[];
  const entries = keys.map((key) => [key, { description: DESCRIPTIONS[key], ...(properties[key] as object) }] as const);
  return Object.fromEntries(
    entries.map(([key, schema]) => [key, key === "rules" ? withRuleIds(schema, rules) : schema]),
  );
}

/** The schema of a configuration file, as a JSON document. */
export function configSchemaText(rules: readonly Rule[]): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Hullcheck configuration",
    type: "object",
    properties: { $schema: { type: "string" }, extends: extendsSchema(), ...configProperties(rules) },
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** Names the presets, so that an editor completes them. */
function extendsSchema(): PropertySchema {
  const { properties = {} } = toJsonSchema(configFileSchema, { typeMode: "input" });
  const name = { anyOf: [{ enum: Object.keys(PRESETS) }, { type: "string" }] };
  const [single, several] = (properties.extends as { readonly anyOf: readonly object[] }).anyOf;
  return {
    description: EXTENDS_DESCRIPTION,
    anyOf: [
      { ...single, ...name },
      { ...several, items: name },
    ],
  };
}

function withRuleIds(
  { propertyNames: _, additionalProperties: level, ...schema }: PropertySchema,
  rules: readonly Rule[],
): PropertySchema {
  const entries = rules.map(({ id, title, severity, enabledByDefault }) => {
    const usual = enabledByDefault === false ? "off" : severity;
    return [id, { ...(level as object), description: `${title}. Usually \`${usual}\`.` }];
  });
  return {
    ...schema,
    description: schema.description,
    properties: Object.fromEntries(entries),
    additionalProperties: false,
  };
}
