import { distinctCharacters } from "./entropy.ts";

/** Words that say that a value is to be replaced, or only shows the form. */
const PLACEHOLDER_WORDS = new Set(
  (
    "changeme changeit changethis change replaceme replace replacethis placeholder example examples sample dummy fake mock test testing tests tbd todo " +
    "fixme foo bar foobar baz xxx insert your yours my redacted removed hidden masked fill here edit set update unset blank none null nil undefined " +
    "default temp temporary something anything whatever value string secret token password key goes put enter some any the a me this it to be with in not"
  ).split(" "),
);

/** Words of which one alone makes the whole a placeholder, whatever stands around it. */
const TELLING_WORDS = new Set(
  "changeme changeit changethis replaceme replacethis placeholder example dummy fake todo fixme tbd redacted your insert masked".split(
    " ",
  ),
);

/**
 * Passwords that images and manuals come with, and plain counting: they open a service, and everybody tries them first
 * (documentation of the official database, broker and object store images).
 */
const DEFAULT_PASSWORDS = new Set(
  (
    "password pass passwd pwd admin administrator root toor user guest secret test demo default changeme changeit changethis letmein welcome qwerty " +
    "postgres postgresql mysql mariadb mongo mongodb redis rabbitmq oracle tomcat jenkins docker vagrant ubuntu raspberry sa system manager minio minioadmin " +
    "elastic grafana nexus sonar keycloak wordpress drupal joomla android password1 password123 admin123 mysecretpassword my-secret-pw " +
    "1234 12345 123456 1234567 12345678 123456789 1234567890 000000 111111 123123 654321"
  ).split(" "),
);

/** `mypassword`, `db_password1`: a password that says what it is. */
const OWN_NAME =
  /^(?:my|your|the|some|db|database|root|user|admin|app|test|postgres|mysql)?[-_]?(?:password|passwd|passw0rd|pwd)[-_]?\d{0,4}$/i;

/** Splits a value into the lower-case words it is made of. */
function words(value: string): readonly string[] {
  return value
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
}

/** Tells whether a value only holds the place of the real one: `changeme`, `<token>`, `your-key-here`, `xxxxxxxx`, `***`. */
export function isPlaceholder(value: string): boolean {
  if (value.length >= 3 && distinctCharacters(value) <= 2) return true;
  if (/^[.\u2026*_#?-]+$/.test(value) || /^\[[^\]]*\]$/.test(value)) return true;
  if (/x{4}|X{4}|\*{3}|\.{3}|\u2026/.test(value)) return true;
  const parts = words(value);
  if (parts.length === 0) return false;
  if (parts.some((word) => TELLING_WORDS.has(word))) return true;
  return !/\d{3}/.test(value) && parts.every((word) => PLACEHOLDER_WORDS.has(word));
}

/** Tells whether a password is one that comes with a service or that everybody tries first. */
export function isDefaultPassword(value: string): boolean {
  return DEFAULT_PASSWORDS.has(value.toLowerCase()) || OWN_NAME.test(value);
}

/** Tells whether a string of a provider's format only shows the format: the letters of a made-up one repeat or say so. */
export function isExample(credential: string): boolean {
  if (/example|placeholder|changeme|your[-_]|xxxxx|\*{3}|\.{3}|redacted|dummy/i.test(credential)) return true;
  return distinctCharacters(credential.slice(-20)) <= 4 || /(.)\1{9}/.test(credential);
}

/** Tells whether a value is a name in capitals, as usage texts write it: `PASSWORD`, `NPM_TOKEN`. */
export function isSchematic(value: string): boolean {
  return /^[A-Z]+(?:_[A-Z]+)*$/.test(value);
}
