/** Tells whether a value is made to be public: keys and certificates to check with, identifiers, documented examples. */
export function isPublicMaterial(value: string): boolean {
  return PUBLIC_FORMS.some((form) => form.test(value));
}

const PUBLIC_FORMS: readonly RegExp[] = [
  /^-----BEGIN (?:RSA |EC |DSA |SSH2 )?(?:PUBLIC KEY|CERTIFICATE|CERTIFICATE REQUEST|NEW CERTIFICATE REQUEST|TRUSTED CERTIFICATE|X509 CRL|PGP PUBLIC KEY BLOCK|PGP SIGNATURE|PGP SIGNED MESSAGE|DH PARAMETERS|EC PARAMETERS)/,
  // sshd(8), "AUTHORIZED_KEYS FILE FORMAT"
  /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) AAAA/,
  /^MI[GI][A-Za-z0-9+/]{3}ANBgkqhkiG9w0BAQEFAA/,
  /^(?:age1[a-z0-9]{58}|minisign|RW[A-Za-z0-9+/]{54})$/,
  // Digests as tools print them.
  /^(?:sha(?:1|224|256|384|512)|md5|blake2b|h1)[:-]/i,
  /^[A-Za-z0-9._/-]+@sha256:[0-9a-f]{64}$/,
  // Stripe, "API keys": publishable keys are meant for the browser. Mapbox, "Access tokens": pk. is the public kind.
  /^pk_(?:live|test)_/,
  /^pk\.eyJ/,
  // AWS IAM, "Identify IAM entities": unique id prefixes; the id of a key is no secret.
  /^(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ANVA|ABIA|ACCA|APKA|ASCA)[A-Z0-9]{12,}$/,
  /^(?:arn|urn):/,
  // AWS documentation's example secret key.
  /^wJalrXUtnFEMI/,
  /EXAMPLE(?:KEY)?$/,
];
