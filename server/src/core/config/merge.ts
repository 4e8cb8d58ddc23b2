import type { Config, ConfigLayer } from "./schema.ts";

/**
 * A configuration with what a layer says on top: for each rule, image and part of `podSecurity` by itself. More files are excluded; an
 * empty list of registries says nothing.
 */
export function mergeConfig(base: Config, layer: ConfigLayer): Config {
  const { severity, target, trustedRegistries = [], podSecurity } = layer;
  return {
    ...base,
    rules: { ...base.rules, ...layer.rules },
    images: { ...base.images, ...layer.images },
    exclude: [...base.exclude, ...(layer.exclude ?? [])],
    ...(severity !== undefined && { severity }),
    ...(target !== undefined && { target }),
    ...(trustedRegistries.length > 0 && { trustedRegistries }),
    ...(podSecurity !== undefined && { podSecurity: { version: "latest", ...base.podSecurity, ...podSecurity } }),
  };
}
