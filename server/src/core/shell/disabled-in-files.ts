import type { Skipped } from "./disabled-checks.ts";

/** A line of a program's configuration that switches a check off. */
export interface DisablingLine {
  /** The file's absolute path. */
  readonly path: RegExp;
  /** What is looked for (with the flag `g`), and what it is to be instead. */
  readonly pattern: RegExp;
  readonly instead: string;
  readonly skips: Skipped;
}

const OFF = "(?:0|false|no|off)\\b";

/** sources.list(5), apt.conf(5), dnf.conf(5), yum.conf(5), pacman.conf(5), and the documentation of the other programs. */
export const DISABLING_LINES: readonly DisablingLine[] = [
  {
    path: /\/sources\.list(?:$|\.d(?:\/|$))/,
    pattern: /\[\s*(?:trusted|allow-insecure)=yes\s*\] ?|(?<=\[[^\]\n]{0,200})\b(?:trusted|allow-insecure)=yes\b ?/g,
    instead: "",
    skips: "signature",
  },
  {
    path: /\/sources\.list\.d(?:\/|$)/,
    pattern: /\b(?:Trusted|Allow-Insecure):\s{0,9}yes\b/g,
    instead: "",
    skips: "signature",
  },
  {
    path: /\/apt\.conf(?:$|\.d(?:\/|$))/,
    pattern: /\bAPT::Get::AllowUnauthenticated\s{1,9}\\?"?(?:true|yes|1)\b\\?"?\s{0,9};?/g,
    instead: "",
    skips: "signature",
  },
  {
    path: /\/apt\.conf(?:$|\.d(?:\/|$))/,
    pattern: /\bAcquire::https::(?:[\w.-]{1,99}::)?Verify-(?:Peer|Host)\s{1,9}\\?"?(?:false|no|0)\b\\?"?\s{0,9};?/g,
    instead: "",
    skips: "certificate",
  },
  {
    path: /\.repo$|\/(?:yum|dnf)(?:\/[^/]+)?\.conf$|\/yum\.repos\.d(?:\/|$)/,
    pattern: new RegExp(`(?<![\\w-])gpgcheck\\s{0,9}=\\s{0,9}${OFF}`, "gi"),
    instead: "gpgcheck=1",
    skips: "signature",
  },
  {
    path: /\.repo$|\/(?:yum|dnf)(?:\/[^/]+)?\.conf$|\/yum\.repos\.d(?:\/|$)/,
    pattern: new RegExp(`(?<![\\w-])sslverify\\s{0,9}=\\s{0,9}${OFF}`, "gi"),
    instead: "sslverify=1",
    skips: "certificate",
  },
  {
    path: /\/pacman\.conf$/,
    pattern: /\bSigLevel\s{0,9}=\s{0,9}Never\b/g,
    instead: "SigLevel = Required DatabaseOptional",
    skips: "signature",
  },
  {
    path: /\/\.?gemrc$/,
    pattern: /:ssl_verify_mode:\s{0,9}0\b/g,
    instead: ":ssl_verify_mode: 1",
    skips: "certificate",
  },
  {
    path: /\/\.?npmrc$/,
    pattern: new RegExp(`(?<![\\w-])strict-ssl\\s{0,9}=\\s{0,9}${OFF}`, "gi"),
    instead: "strict-ssl=true",
    skips: "certificate",
  },
  {
    path: /\/\.yarnrc(?:\.yml)?$/,
    pattern: /\bstrict-ssl"? false\b|\benableStrictSsl: false\b/g,
    instead: "",
    skips: "certificate",
  },
  {
    path: /\/pip\.(?:conf|ini)$/,
    pattern: /(?<![\w-])trusted-host\s{0,9}=[^\n"'\\]{0,200}/g,
    instead: "",
    skips: "certificate",
  },
  { path: /\/\.curlrc$/, pattern: /(?<![\w-])(?:insecure|-k)\b/g, instead: "", skips: "certificate" },
  { path: /\/\.?wgetrc$/, pattern: /\bcheck_certificate\s{0,9}=\s{0,9}off\b/gi, instead: "", skips: "certificate" },
  {
    path: /\/\.condarc$/,
    pattern: /\bssl_verify: (?:false|no)\b/gi,
    instead: "ssl_verify: true",
    skips: "certificate",
  },
  {
    path: /\/\.?gitconfig$/,
    pattern: /\bsslVerify\s{0,9}=\s{0,9}(?:false|0|no|off)\b/gi,
    instead: "sslVerify = true",
    skips: "certificate",
  },
];
