import * as v from "valibot";
import { POD_SECURITY_LEVELS } from "../kubernetes/pod-security.ts";

/** What a configuration may say of one rule: switch it, or give it another severity. */
const ruleLevel = v.picklist(["off", "on", "error", "warning", "information"]);
const severity = v.picklist(["error", "warning", "information"]);
const podSecurityLevel = v.picklist(POD_SECURITY_LEVELS);
const podSecurityVersion = v.pipe(
  v.string(),
  v.regex(/^(?:latest|v?1\.\d{1,3})$/, "a Kubernetes release such as v1.31, or latest"),
);
const podSecurity = v.strictObject({
  level: v.optional(podSecurityLevel),
  version: v.optional(podSecurityVersion, "latest"),
});
const rules = v.record(v.string(), ruleLevel);
const texts = v.array(v.string());
const textByName = v.record(v.string(), v.string());

/** The one definition of a configuration: types, validation and JSON Schema come from it. */
export const configSchema = v.strictObject({
  rules: v.optional(rules, {}),
  /** Findings below this severity are not reported. */
  severity: v.optional(severity, "information"),
  /** Files that are not checked: patterns as in a `.gitignore`, relative to the configuration's folder. */
  exclude: v.optional(texts, []),
  /** The stage that is shipped, where it is not the last one. */
  target: v.optional(v.string()),
  /** Registries, or paths below one, that images may come from; `*` stands for any part. */
  trustedRegistries: v.optional(texts, []),
  /** What pods are to meet: the level of the Pod Security Standards, and the Kubernetes release (`v1.31`, `latest`) that decides what it asks for. */
  podSecurity: v.optional(podSecurity),
  /** Paths of Dockerfiles by the image that they build, where neither a Compose file nor Skaffold says so. */
  images: v.optional(textByName, {}),
});

/** What one source of configuration says; what it leaves out, another one may say. */
const layerEntries = {
  rules: v.optional(rules),
  severity: v.optional(severity),
  exclude: v.optional(texts),
  target: v.optional(v.string()),
  trustedRegistries: v.optional(texts),
  podSecurity: v.optional(
    v.strictObject({ level: v.optional(podSecurityLevel), version: v.optional(podSecurityVersion) }),
  ),
  images: v.optional(textByName),
} satisfies Record<keyof Config, unknown>;

/** What stands in a configuration file: a layer, and what it is laid upon. */
export const configFileSchema = v.strictObject({
  /** Presets, or paths of other configuration files relative to this one; later ones win over earlier ones, this file over all. */
  extends: v.optional(v.union([v.string(), texts])),
  ...layerEntries,
});

export type Config = v.InferOutput<typeof configSchema>;
export type ConfigLayer = Omit<v.InferOutput<typeof configFileSchema>, "extends">;
export type RuleLevel = v.InferOutput<typeof ruleLevel>;

/** What holds where nobody configured anything. */
export const DEFAULT_CONFIG: Config = v.parse(configSchema, {});

export type ConfigResult =
  | { readonly kind: "config"; readonly config: Config }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** Validates a value from outside (settings, a file); problems name the key and what it takes. */
export function readConfig(value: unknown): ConfigResult {
  const result = v.safeParse(configSchema, value);
  if (result.success) return { kind: "config", config: result.output };
  return {
    kind: "invalid",
    problems: result.issues.map((issue) => `${v.getDotPath(issue) ?? "configuration"}: ${issue.message}`),
  };
}

/** The setting that a level and a release in one word ask for, as Kubernetes writes them: `restricted`, `baseline:v1.31`. Undefined where the text is none. */
export function readPodSecurity(text: string): Config["podSecurity"] {
  const [level, version, ...rest] = text.split(":");
  const result = v.safeParse(podSecurity, { level, ...(version !== undefined && { version }) });
  return result.success && rest.length === 0 ? result.output : undefined;
}
