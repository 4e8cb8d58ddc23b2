import { type CredentialFormat, prefixed } from "./format.ts";

const VAULT = "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes";
const DOPPLER = "https://docs.doppler.com/reference/auth-token-formats";
const SONAR = "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/";
const TAILSCALE = "https://tailscale.com/kb/1277/key-prefixes";

/** Tokens of build services, infrastructure tools and secret stores. */
export const DELIVERY_FORMATS: readonly CredentialFormat[] = [
  prefixed({
    id: "circleci-token",
    what: "a CircleCI token",
    prefix: ["CCIPAT_", "CCIPRJ_"],
    body: "[A-Za-z0-9]{20,30}_[a-f0-9]{40}",
    source: "https://circleci.com/docs/managing-api-tokens/",
  }),
  prefixed({
    id: "buildkite-token",
    what: "a Buildkite token",
    prefix: "bkua_",
    body: "[a-z0-9]{40}",
    source: "https://buildkite.com/docs/apis/managing-api-tokens",
  }),
  prefixed({
    id: "sonar-token",
    what: "a SonarQube token",
    prefix: ["squ_", "sqp_", "sqa_"],
    body: "[a-f0-9]{40}",
    source: SONAR,
  }),
  prefixed({
    id: "octopus-key",
    what: "an Octopus Deploy API key",
    prefix: "API-",
    body: "[A-Z0-9]{26,31}",
    source: "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
  }),
  {
    id: "harness-token",
    what: "a Harness token",
    gates: ["pat.", "sat."],
    pattern: /(?<![A-Za-z0-9_.-])(?:pat|sat)\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}(?![A-Za-z0-9])/dg,
    source: "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
  },
  prefixed({
    id: "pulumi-token",
    what: "a Pulumi access token",
    prefix: "pul-",
    body: "[a-f0-9]{40}",
    source: "https://www.pulumi.com/docs/administration/access-identity/access-tokens/",
  }),
  {
    id: "terraform-token",
    what: "an HCP Terraform token",
    gates: [".atlasv1."],
    pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}(?![A-Za-z0-9_=-])/dg,
    source: "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
  },
  prefixed({
    id: "infracost-key",
    what: "an Infracost API key",
    prefix: "ico-",
    body: "[A-Za-z0-9]{32}",
    source: "https://www.infracost.io/docs/",
  }),
  prefixed({ id: "vault-token", what: "a Vault token", prefix: "hvs.", body: "[A-Za-z0-9_-]{24,150}", source: VAULT }),
  prefixed({
    id: "vault-batch-token",
    what: "a Vault batch token",
    prefix: "hvb.",
    body: "[A-Za-z0-9_-]{100,320}",
    source: VAULT,
  }),
  prefixed({
    id: "vault-recovery-token",
    what: "a Vault recovery token",
    prefix: "hvr.",
    body: "[A-Za-z0-9_-]{24,150}",
    source: VAULT,
  }),
  prefixed({
    id: "doppler-token",
    what: "a Doppler token",
    prefix: ["dp.pt.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."],
    body: "[A-Za-z0-9]{40,44}",
    source: DOPPLER,
  }),
  prefixed({
    id: "doppler-service-token",
    what: "a Doppler service token",
    prefix: "dp.st.",
    body: "(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}",
    source: DOPPLER,
  }),
  prefixed({
    id: "1password-service-account-token",
    what: "a 1Password service account token",
    prefix: "ops_eyJ",
    body: "[A-Za-z0-9+/_-]{240,1500}={0,3}",
    source: "https://developer.1password.com/docs/service-accounts/",
  }),
  prefixed({
    id: "1password-secret-key",
    what: "a 1Password secret key",
    prefix: "A3-",
    body: "[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}",
    source: "https://support.1password.com/secret-key-security/",
  }),
  prefixed({
    id: "age-secret-key",
    what: "an age secret key",
    prefix: "AGE-SECRET-KEY-1",
    body: "[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
    source: "https://github.com/FiloSottile/age",
  }),
  prefixed({
    id: "tailscale-key",
    what: "a Tailscale key",
    prefix: ["tskey-auth-", "tskey-api-", "tskey-client-", "tskey-scim-", "tskey-webhook-"],
    body: "[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,50}",
    source: TAILSCALE,
  }),
  {
    id: "openshift-token",
    what: "an OpenShift token",
    gates: ["sha256~"],
    pattern: /(?<![A-Za-z0-9])sha256~[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/dg,
    source:
      "https://docs.redhat.com/en/documentation/openshift_container_platform/4.16/html/authentication_and_authorization/managing-oauth-access-tokens",
  },
  prefixed({
    id: "swarm-join-token",
    what: "a Docker Swarm join token",
    prefix: "SWMTKN-1-",
    body: "[a-z0-9]{50}-[a-z0-9]{25}",
    source: "https://docs.docker.com/reference/cli/docker/swarm/join-token/",
  }),
  prefixed({
    id: "defined-networking-token",
    what: "a Defined Networking token",
    prefix: "dnkey-",
    body: "[A-Za-z0-9_=-]{26}-[A-Za-z0-9_=-]{52}",
    source: "https://docs.defined.net/guides/automating-host-creation/",
  }),
  prefixed({
    id: "postman-key",
    what: "a Postman API key",
    prefix: "PMAK-",
    body: "[a-f0-9]{24}-[a-f0-9]{34}",
    source: "https://learning.postman.com/docs/developer/postman-api/authentication/",
  }),
  prefixed({
    id: "prefect-key",
    what: "a Prefect API key",
    prefix: ["pnu_", "pnb_"],
    body: "[A-Za-z0-9]{36}",
    source: "https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys",
  }),
];
