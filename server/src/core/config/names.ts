import { baseName } from "../text/path.ts";

/** The names a configuration file may have; in one folder the first one holds. */
export const CONFIG_NAMES = [".hullcheck.yaml", ".hullcheck.yml", ".hullcheck.json"] as const;

/** The file that may hold a configuration among other things, and the key that it then has. */
export const PACKAGE_NAME = "package.json";
export const PACKAGE_KEY = "hullcheck";

/** Tells from the name alone whether a file is a configuration, or a `package.json` that may hold one. */
export function isConfigName(path: string): boolean {
  const name = baseName(path);
  return name === PACKAGE_NAME || CONFIG_NAMES.some((known) => known === name);
}

/** Tells whether a text, which is a `package.json`, may hold a configuration, without reading it whole. */
export function mayHoldConfig(path: string, text: string): boolean {
  return baseName(path) !== PACKAGE_NAME || text.includes(`"${PACKAGE_KEY}"`);
}
