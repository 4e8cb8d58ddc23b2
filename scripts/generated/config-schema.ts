import { toJsonSchema } from "@valibot/to-json-schema";
import { type Config, configSchema } from "../../server/src/core/config/schema.ts";
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
  target: "The stage of a Dockerfile that is shipped (`docker build --target`), where it is not the last one.",
  trustedRegistries:
    "Where images may come from, for the rule `untrusted-registry`: a registry such as `ghcr.io`, or a path below one such as `ghcr.io/my-org/*`.",
  podSecurity:
    "What pods are to meet where their namespace does not say: a `level` of the Pod Security Standards (`privileged`, `baseline`, `restricted`), and the Kubernetes release (`version`, such as `v1.31` or `latest`) that decides what it asks for.",
};

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
    properties: { $schema: { type: "string" }, ...configProperties(rules) },
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
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
