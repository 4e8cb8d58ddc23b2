import { hasCrc32Checksum } from "./checksum.ts";
import { type CredentialFormat, prefixed } from "./format.ts";

const DOCKER = "https://docs.docker.com/security/access-tokens/";

/** Tokens of package and image registries. */
export const PACKAGE_FORMATS: readonly CredentialFormat[] = [
  prefixed({
    id: "npm-token",
    what: "an npm token",
    prefix: "npm_",
    body: "[A-Za-z0-9]{36}",
    hasChecksum: hasCrc32Checksum,
    source: "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",
  }),
  {
    id: "npmrc-token",
    what: "a package registry's token",
    gates: ["_authtoken", "_auth=", "_auth ", "_password"],
    pattern: /(?<![A-Za-z0-9])_(?:authToken|auth|password)\s{0,3}[=\s]\s{0,3}["']?([A-Za-z0-9+/=_.~-]{8,400})/dgi,
    isAnyText: true,
    source: "https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration",
  },
  prefixed({
    id: "pypi-token",
    what: "a PyPI token",
    // The prefix is the macaroon's location, pypi.org or test.pypi.org, in base64.
    prefix: ["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"],
    body: "[A-Za-z0-9_-]{50,1000}",
    source: "https://pypi.org/help/#apitoken",
  }),
  prefixed({
    id: "rubygems-key",
    what: "a RubyGems API key",
    prefix: "rubygems_",
    body: "[a-f0-9]{48}",
    source: "https://guides.rubygems.org/api-key-scopes/",
  }),
  prefixed({
    id: "nuget-key",
    what: "a NuGet API key",
    prefix: "oy2",
    body: "[a-z0-9]{43}",
    source: "https://learn.microsoft.com/nuget/nuget-org/publish-a-package",
  }),
  prefixed({
    id: "crates-io-token",
    what: "a crates.io token",
    prefix: "cio",
    body: "[A-Za-z0-9]{32}",
    source: "https://github.com/rust-lang/crates.io",
  }),
  prefixed({
    id: "docker-hub-personal-token",
    what: "a Docker Hub token",
    prefix: "dckr_pat_",
    body: "[A-Za-z0-9_-]{27}",
    source: DOCKER,
  }),
  prefixed({
    id: "docker-hub-organization-token",
    what: "a Docker Hub organization token",
    prefix: "dckr_oat_",
    body: "[A-Za-z0-9_-]{27,40}",
    source: "https://docs.docker.com/enterprise/security/access-tokens/",
  }),
  {
    id: "docker-config-auth",
    what: "a registry's user name and password",
    gates: ['auth"', 'auth\\"'],
    pattern: /"auth\\?"\s{0,5}:\s{0,5}\\?"([A-Za-z0-9+/]{8,400}={0,2})\\?"/dg,
    isAnyText: true,
    source: "https://docs.docker.com/reference/cli/docker/login/",
  },
  prefixed({
    id: "clojars-token",
    what: "a Clojars deploy token",
    prefix: "CLOJARS_",
    body: "[a-z0-9]{60}",
    source: "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
  }),
  prefixed({
    id: "packagist-token",
    what: "a Packagist token",
    prefix: ["packagist_ort_", "packagist_out_", "packagist_uut_", "packagist_urt_"],
    body: "[a-f0-9]{68}",
    source: "https://packagist.com/docs/api-authentication",
  }),
  prefixed({
    id: "artifactory-api-key",
    what: "an Artifactory API key",
    prefix: "AKCp",
    body: "[A-Za-z0-9]{69}",
    source: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/api-key",
  }),
  prefixed({
    id: "artifactory-reference-token",
    what: "an Artifactory reference token",
    // `reftkn` in base64.
    prefix: "cmVmdGtu",
    body: "[A-Za-z0-9]{56}",
    source: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/reference-token",
  }),
  prefixed({
    id: "deno-deploy-token",
    what: "a Deno Deploy token",
    prefix: ["ddp_", "ddw_", "ddo_"],
    body: "[A-Za-z0-9]{36}",
    source: "https://docs.deno.com/deploy/",
  }),
  prefixed({
    id: "prefix-dev-key",
    what: "a prefix.dev API key",
    prefix: "pfx_",
    body: "[A-Za-z0-9]{32,60}",
    source: "https://prefix.dev/docs/prefix/api_key_management",
  }),
  {
    id: "bundler-contribsys",
    what: "a login for a gem server",
    gates: ["contribsys"],
    pattern: /CONTRIBSYS__COM\s{0,3}[=\s]\s{0,3}["']?([a-f0-9]{8}:[a-f0-9]{8})(?![a-f0-9])/dgi,
    source: "https://github.com/sidekiq/sidekiq/wiki/Commercial-FAQ",
  },
];
