import { existsSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_NAMES } from "../core/config/names.ts";
import { writeOutput } from "./files.ts";
import { CLEAN, type ExitCode, type Terminal, wrongUse } from "./terminal.ts";

const START = `# Hullcheck's settings for this folder and all below it.
# hullcheck --list-rules lists the rules, hullcheck explain RULE says what one is about.

# What it is laid upon: hullcheck:recommended, hullcheck:strict, hullcheck:minimal, or another file.
# extends: hullcheck:recommended

# Files that are not checked, as in a .gitignore.
# exclude: ["charts/vendored/", "*.generated.yaml"]

# Findings below this severity are not reported: error, warning or information.
severity: information

# The stage of a Dockerfile that is shipped, where it is not the last one.
# target: production

# A rule is switched off or on, or gets another severity.
rules: {}
#  unpinned-base-image: off
#  untrusted-registry: on
#  root-user: error
`;

/** `hullcheck init`: writes a configuration to start from, where there is none yet. */
export function init(terminal: Terminal): ExitCode {
  const there = CONFIG_NAMES.find((name) => existsSync(join(terminal.cwd, name)));
  if (there !== undefined) return wrongUse(terminal, `${there}: is there already`);
  const [name] = CONFIG_NAMES;
  const written = writeOutput(join(terminal.cwd, name), START);
  if (written.kind === "failed") return wrongUse(terminal, `${name}: ${written.why}`);
  terminal.out(`${name} written.\n`);
  return CLEAN;
}
