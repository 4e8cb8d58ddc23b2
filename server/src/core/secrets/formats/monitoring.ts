import { type CredentialFormat, prefixed } from "./format.ts";

const NEW_RELIC = "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/";
const GRAFANA = "https://grafana.com/docs/grafana/latest/administration/service-accounts/";

/** Keys of monitoring and analytics services. */
export const MONITORING_FORMATS: readonly CredentialFormat[] = [
  prefixed({
    id: "new-relic-user-key",
    what: "a New Relic user key",
    prefix: "NRAK-",
    body: "[A-Z0-9]{27}",
    source: NEW_RELIC,
  }),
  prefixed({
    id: "new-relic-insert-key",
    what: "a New Relic insert key",
    prefix: "NRII-",
    body: "[A-Za-z0-9_-]{32}",
    source: NEW_RELIC,
  }),
  {
    id: "new-relic-license-key",
    what: "a New Relic license key",
    gates: ["NRAL"],
    pattern: /(?<![A-Za-z0-9])(?:eu01xx)?[a-f0-9]{30,36}NRAL(?![A-Za-z0-9])/dg,
    source: NEW_RELIC,
  },
  prefixed({
    id: "grafana-service-account-token",
    what: "a Grafana service account token",
    prefix: "glsa_",
    body: "[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}",
    source: GRAFANA,
  }),
  prefixed({
    id: "grafana-cloud-token",
    what: "a Grafana Cloud token",
    prefix: "glc_",
    body: "eyJ[A-Za-z0-9+/]{60,400}={0,3}",
    source:
      "https://grafana.com/docs/grafana-cloud/security-and-account-management/authentication-and-permissions/access-policies/",
  }),
  prefixed({
    id: "grafana-api-key",
    what: "a Grafana API key",
    // `{"k":"` in base64.
    prefix: "eyJrIjoi",
    body: "[A-Za-z0-9+/]{60,400}={0,3}",
    source: "https://grafana.com/docs/grafana/latest/developers/http_api/auth/",
  }),
  prefixed({
    id: "sentry-user-token",
    what: "a Sentry token",
    prefix: "sntryu_",
    body: "[a-f0-9]{64}",
    source: "https://docs.sentry.io/account/auth-tokens/",
  }),
  prefixed({
    id: "sentry-organization-token",
    what: "a Sentry organization token",
    prefix: "sntrys_eyJ",
    body: "[A-Za-z0-9+/]{60,500}={0,2}_[A-Za-z0-9+/]{43}",
    source: "https://docs.sentry.io/account/auth-tokens/",
  }),
  prefixed({
    id: "dynatrace-token",
    what: "a Dynatrace token",
    prefix: ["dt0c01.", "dt0s01.", "dt0s02.", "dt0s16."],
    body: "[A-Z0-9]{8,24}\\.[A-Z0-9]{64}",
    source:
      "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens",
  }),
  {
    id: "honeycomb-key",
    what: "a Honeycomb key",
    // The third letter is the region's; ingest, classic ingest and management keys.
    gates: ["ik_", "ic_", "mk_"],
    pattern: /(?<![A-Za-z0-9])hc[a-z](?:ik|ic|mk)_[a-z0-9]{32,64}(?![A-Za-z0-9])/dg,
    source: "https://docs.honeycomb.io/get-started/configure/environments/manage-api-keys/",
  },
  prefixed({
    id: "posthog-personal-key",
    what: "a PostHog personal API key",
    prefix: "phx_",
    body: "[A-Za-z0-9_-]{40,60}",
    source: "https://posthog.com/docs/api",
  }),
  prefixed({
    id: "launchdarkly-key",
    what: "a LaunchDarkly key",
    prefix: ["sdk-", "api-"],
    body: "[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[a-f0-9]{4}-[a-f0-9]{12}",
    source: "https://launchdarkly.com/docs/home/account/api",
  }),
];
