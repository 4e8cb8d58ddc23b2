import type { CredentialFormat } from "./format.ts";

/** Credentials whose form a standard or a program sets, whoever issued them. */
export const PROTOCOL_FORMATS: readonly CredentialFormat[] = [
  {
    id: "json-web-token",
    what: "a JSON Web Token",
    // `{"` in base64.
    gates: ["eyJ"],
    pattern:
      /(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{14,2000}\.eyJ[A-Za-z0-9_-]{14,8000}\.[A-Za-z0-9_-]{16,1500}(?![A-Za-z0-9_-])/dg,
    mayBePublic: true,
    source: "https://www.rfc-editor.org/rfc/rfc7519",
  },
  {
    id: "authorization-bearer",
    what: "an access token",
    gates: ["authorization"],
    pattern:
      /authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:bearer|token|apikey)\s{1,3}["']?([A-Za-z0-9_~+/=.-]{8,2000})/dgi,
    isAnyText: true,
    source: "https://www.rfc-editor.org/rfc/rfc6750",
  },
  {
    id: "authorization-basic",
    what: "a user name and password",
    gates: ["authorization"],
    pattern: /authorization["']?\s{0,3}[:=]\s{0,3}["']?basic\s{1,3}["']?([A-Za-z0-9+/]{8,400}={0,2})/dgi,
    isAnyText: true,
    source: "https://www.rfc-editor.org/rfc/rfc7617",
  },
  {
    id: "netrc-password",
    what: "a password",
    gates: ["machine"],
    // GitHub takes `x-oauth-basic` for a password beside a token.
    pattern:
      /machine\s{1,20}\S{1,200}\s{1,20}login\s{1,20}\S{1,200}\s{1,20}password\s{1,20}(?!x-oauth-basic\b)([^\s"'\\]{1,200})/dg,
    isAnyText: true,
    source: "https://everything.curl.dev/usingcurl/netrc.html",
  },
  {
    id: "wireguard-private-key",
    what: "a WireGuard private key",
    gates: ["PrivateKey", "PresharedKey"],
    pattern: /(?:PrivateKey|PresharedKey)\s{0,3}=\s{0,3}([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)/dg,
    source: "https://man7.org/linux/man-pages/man8/wg.8.html",
  },
];
