import type { ConfigLayer } from "./schema.ts";

/** The configurations that `extends` knows by name. */
export const PRESETS: Readonly<Record<string, ConfigLayer>> = {
  /** What holds anyway: every rule that is rarely wrong, each with its own severity. */
  "hullcheck:recommended": {},
  /** Everything: the rules that ask for more work than most want to do, and pods at the restricted level. */
  "hullcheck:strict": {
    rules: { "unpinned-package": "on", "untrusted-registry": "on" },
    podSecurity: { level: "restricted" },
  },
  /** Only what lets an attacker in or a secret out. */
  "hullcheck:minimal": { severity: "error" },
};

/** How the names of presets begin; everything else that is extended is a path. */
export const PRESET_PREFIX = "hullcheck:";
