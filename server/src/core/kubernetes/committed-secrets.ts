import { judgeNamed } from "../secrets/detect.ts";
import { looksRandom } from "../secrets/entropy.ts";
import { credentialFile } from "../secrets/files.ts";
import { secretsInFile } from "../secrets/in-file.ts";
import type { SecretMatch } from "../secrets/match.ts";
import { isPlaceholder } from "../secrets/placeholder.ts";
import { isPublicMaterial } from "../secrets/public-material.ts";
import { isReference } from "../secrets/reference.ts";
import { decodeBase64, decodeUtf8 } from "../text/base64.ts";
import { type EmbeddedText, embeddedSpan } from "../text/embedded.ts";
import type { Span } from "../text/span.ts";
import { isKind } from "./kinds.ts";
import type { KubernetesDocument, KubernetesObject } from "./model.ts";
import { entryAt, isNull, mappingAt, type ScalarNode } from "./node.ts";
import { embedScalar } from "./scalar-text.ts";

/** A credential that a Secret in a file really holds. */
export interface CommittedSecret {
  readonly span: Span;
  /** In words with an article: "a password". */
  readonly what: string;
  readonly key: string;
  readonly isEncoded: boolean;
  /** A password that everybody tries first: perhaps only an example. */
  readonly isWeak: boolean;
}

/** The credentials that a Secret holds in readable form. SOPS leaves its mark on what it encrypts. */
export function committedSecrets(document: KubernetesDocument, object: KubernetesObject): readonly CommittedSecret[] {
  if (!isKind(object, "Secret", "") || entryAt(object.root, "sops") !== undefined) return [];
  return ["data", "stringData"].flatMap((field) => {
    const isEncoded = field === "data";
    return (mappingAt(object.root, field)?.entries ?? []).flatMap(({ key, value }) =>
      value.kind === "scalar" && !isNull(value) ? judgeEntry(embedScalar(document, value), value, key, isEncoded) : [],
    );
  });
}

function judgeEntry(
  content: EmbeddedText,
  { text, span }: ScalarNode,
  key: string,
  isEncoded: boolean,
): readonly CommittedSecret[] {
  if (!isEncoded) {
    return judgeText(key, text).map(({ span: place, ...match }) => ({
      ...toCommitted(match, key, false),
      span: embeddedSpan(content, place.start, place.end),
    }));
  }
  const bytes = decodeBase64(text);
  if (bytes === undefined || bytes.length === 0) return [];
  const plain = decodeUtf8(bytes);
  const found = plain === undefined ? undefined : judgeText(key, plain)[0];
  const store = plain === undefined ? credentialFile(key)?.what : undefined;
  if (found !== undefined) return [{ ...toCommitted(found, key, true), span }];
  return store === undefined ? [] : [{ span, what: store, key, isEncoded: true, isWeak: false }];
}

function toCommitted({ what, kind }: Omit<SecretMatch, "span">, key: string, isEncoded: boolean) {
  return {
    what: kind === "weak-default" ? `${what} that everybody tries first` : what,
    key,
    isEncoded,
    isWeak: kind === "weak-default",
  };
}

/** In a Secret a value that a machine drew is a credential whatever its name. */
function judgeText(key: string, text: string): readonly SecretMatch[] {
  const registry = /^\.docker(?:configjson|cfg)$/.test(key) ? registryLogin(text) : undefined;
  if (registry !== undefined) return [registry];
  const named = judgeNamed(key, text);
  if (named !== undefined) return [named];
  const inside = secretsInFile(key, text);
  if (inside.length > 0) return inside;
  const value = text.trim();
  const isDrawn = looksRandom(value) && !isPlaceholder(value) && !isPublicMaterial(value) && !isReference(value);
  const start = text.indexOf(value);
  return isDrawn
    ? [{ span: { start, end: start + value.length }, kind: "named", what: "a value that a machine drew" }]
    : [];
}

/** User and password of a registry, in base64 or side by side (Docker CLI, configuration file). */
function registryLogin(text: string): SecretMatch | undefined {
  const login = /"(?:auth|password|identitytoken)"\s*:\s*"([^"\s]{4,})"/d.exec(text);
  const [start, end] = login?.indices?.[1] ?? [0, 0];
  if (login?.[1] === undefined || isPlaceholder(login[1]) || isReference(login[1])) return undefined;
  return { span: { start, end }, kind: "named", what: "a login to a registry" };
}
