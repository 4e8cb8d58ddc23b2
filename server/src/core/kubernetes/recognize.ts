/**
 * Tells from the text alone whether some document of it has `apiVersion` and `kind` at its top level.
 * Neither other YAML (Compose files, workflows, chart values) nor other JSON has both.
 */
export function looksLikeKubernetes(text: string): boolean {
  return isJsonObject(text) ? hasTopLevelJsonKeys(text) : hasTopLevelYamlKeys(text);
}

function isJsonObject(text: string): boolean {
  return /^\uFEFF?(?:---)?[ \t\r\n]*\{(?!\{)/.test(text);
}

function hasTopLevelYamlKeys(text: string): boolean {
  let found = new Set<string>();
  for (const [line, key] of text.matchAll(/^\uFEFF?(?:---(?=\s|$)|["']?(apiVersion|kind)["']?[ \t]*:(?=\s|$))/gm)) {
    if (key === undefined && line.endsWith("---")) found = new Set();
    else if (key !== undefined) found.add(key);
    if (found.size === 2) return true;
  }
  return false;
}

function hasTopLevelJsonKeys(text: string): boolean {
  const found = new Set<string>();
  let depth = 0;
  for (const [token, key] of text.matchAll(/"((?:[^"\\\r\n]|\\.)*)(?:"(?:[ \t]*:)?)?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth === 1 && token.endsWith(":") && (key === "apiVersion" || key === "kind")) found.add(key);
    if (found.size === 2) return true;
  }
  return false;
}
