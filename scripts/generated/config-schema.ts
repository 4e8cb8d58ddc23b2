import { toJsonSchema } from "@valibot/to-json-schema";
import { CONFIG_DESCRIPTIONS } from "../../server/src/core/config/descriptions.ts";
import { PRESETS } from "../../server/src/core/config/presets.ts";
import { type Config, configFileSchema, configSchema } from "../../server/src/core/config/schema.ts";
import type { Rule } from "../../server/src/core/index.ts";

/** A JSON Schema, as far as a configuration needs it. */
export interface PropertySchema {
  readonly description: string;
  readonly [keyword: string]: unknown;
}

/** Each key of a configuration with its schema; the rules' ids are spelt out so that an editor completes them. */
export function configProperties(rules: readonly Rule[]): Readonly<Record<string, PropertySchema>> {
  const { properties = {} } = toJsonSchema(configSchema, { typeMode: "input" });
  const keys = Object.keys(configSchema.entries) as (keyof Config)[];
  const entries = keys.map(
    (key) => [key, { description: CONFIG_DESCRIPTIONS[key], ...(properties[key] as object) }] as const,
  );
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
    description: CONFIG_DESCRIPTIONS.extends,
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
