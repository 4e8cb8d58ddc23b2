import { type CredentialFormat, prefixed } from "./format.ts";

/** Keys of database and data services. */
export const DATABASE_FORMATS: readonly CredentialFormat[] = [
  prefixed({
    id: "planetscale-credential",
    what: "a PlanetScale credential",
    prefix: ["pscale_tkn_", "pscale_oauth_", "pscale_pw_"],
    body: "[A-Za-z0-9_=.-]{32,64}",
    source: "https://planetscale.com/docs/concepts/service-tokens",
  }),
  prefixed({
    id: "databricks-token",
    what: "a Databricks token",
    prefix: "dapi",
    body: "[a-f0-9]{32}(?:-\\d)?",
    source: "https://docs.databricks.com/aws/en/dev-tools/auth/pat",
  }),
  prefixed({
    id: "supabase-access-token",
    what: "a Supabase access token",
    prefix: "sbp_",
    body: "[a-f0-9]{40}",
    source: "https://supabase.com/docs/reference/api/introduction",
  }),
  prefixed({
    id: "supabase-secret-key",
    what: "a Supabase secret key",
    prefix: "sb_secret_",
    body: "[A-Za-z0-9_-]{22,60}",
    source: "https://supabase.com/docs/guides/api/api-keys",
  }),
  prefixed({
    id: "neon-api-key",
    what: "a Neon API key",
    prefix: "napi_",
    body: "[a-z0-9]{40,80}",
    source: "https://neon.com/docs/manage/api-keys",
  }),
  prefixed({
    id: "aiven-password",
    what: "an Aiven service password",
    prefix: "AVNS_",
    body: "[A-Za-z0-9_-]{19}",
    source: "https://aiven.io/docs/platform/concepts/service-password",
  }),
  prefixed({
    id: "mongodb-atlas-secret",
    what: "a MongoDB Atlas client secret",
    prefix: "mdb_sa_sk_",
    body: "[A-Za-z0-9_-]{40}",
    source: "https://www.mongodb.com/docs/atlas/api/service-accounts-overview/",
  }),
  prefixed({
    id: "clickhouse-cloud-key",
    what: "a ClickHouse Cloud key",
    prefix: "4b1d",
    body: "[A-Za-z0-9]{38}",
    source: "https://clickhouse.com/docs/cloud/manage/openapi",
  }),
  prefixed({
    id: "airtable-token",
    what: "an Airtable token",
    prefix: "pat",
    body: "[A-Za-z0-9]{14}\\.[a-f0-9]{64}",
    source: "https://airtable.com/developers/web/guides/personal-access-tokens",
  }),
  prefixed({
    id: "pinecone-key",
    what: "a Pinecone API key",
    prefix: "pcsk_",
    body: "[A-Za-z0-9]{5,10}_[A-Za-z0-9]{50,75}",
    source: "https://docs.pinecone.io/guides/projects/manage-api-keys",
  }),
  {
    id: "maxmind-license-key",
    what: "a MaxMind license key",
    gates: ["_mmk"],
    pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?![A-Za-z0-9])/dg,
    source: "https://dev.maxmind.com/license-key-validation-api",
  },
];
