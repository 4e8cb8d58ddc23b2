import { knownValue } from "../text/resolved.ts";
import { hasOption, readOptions } from "./options.ts";
import type { Invocation } from "./syntax.ts";
import { leadingText } from "./word-text.ts";

const SUMS = /^(?:sha(?:1|224|256|384|512)?sum|shasum|md5sum|b2sum|b3sum|cksum|sha(?:1|256|384|512)|rhash)$/;

/** Programs that do nothing but verify (with these words, where they do other things as well). */
const VERIFIERS: ReadonlyMap<string, RegExp> = new Map([
  ["gpg", /^--verify(?:-files)?$/],
  ["gpg2", /^--verify(?:-files)?$/],
  ["gpgv", /^/],
  ["gpgv2", /^/],
  ["cosign", /^verify/],
  ["slsa-verifier", /^verify/],
  ["gh", /^attestation$/],
  ["notation", /^verify$/],
  ["minisign", /^-[A-Za-z]*V/],
  ["signify", /^-[A-Za-z]*[VC]/],
  ["openssl", /^-verify$/],
  ["rpm", /^(?:-K|--checksig)$/],
  ["rpmkeys", /^(?:-K|--checksig)$/],
  ["dpkg-sig", /^(?:-c|--verify)$/],
  ["debsig-verify", /^/],
  ["jarsigner", /^-verify$/],
]);

/**
 * Tells whether a command compares files with a checksum or a signature: `sha256sum -c`, `gpg --verify`, `cosign verify`, or
 * a checksum that is computed for a comparison (`[ "$(sha256sum f)" = … ]`, `sha256sum f | grep …`).
 */
export function isVerification(invocation: Invocation): boolean {
  const { name = "" } = invocation;
  const words = invocation.args.map(leadingText);
  if (SUMS.test(name)) return isComparison(invocation);
  const pattern = VERIFIERS.get(name);
  return pattern !== undefined && (words.some((word) => pattern.test(word)) || pattern.source === "^");
}

function isComparison(invocation: Invocation): boolean {
  const read = readOptions(invocation, { valued: "a", longValued: ["algorithm"] });
  if (hasOption(read, "c", "check")) return true;
  const next = invocation.pipeline.commands[invocation.index + 1];
  return invocation.context === "substitution" || /^(?:grep|diff|cmp|test|\[)$/.test(next?.name ?? "");
}

/** Tells whether a command only asks whether a URL is there, and takes nothing from it: `wget --spider`, `curl -I`. */
export function isProbe(invocation: Invocation): boolean {
  return invocation.args.some((word) => /^(?:--spider|-I|--head)$/.test(knownValue(word.value) ?? ""));
}
