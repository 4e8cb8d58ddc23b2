import type { configFileSchema } from "./schema.ts";

export type ConfigKey = keyof typeof configFileSchema.entries;

/** What each key of a configuration is for, in Markdown: for the JSON Schema, the editor's settings and completion. */
export const CONFIG_DESCRIPTIONS: Readonly<Record<ConfigKey, string>> = {
  extends:
    "What this file is laid upon: a preset, or another configuration file by its path relative to this one; or several of them, of which the later ones win.",
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
