import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findSecrets } from "../../../server/src/core/secrets/detect.ts";
import { base62, crc32, hasCrc32Checksum } from "../../../server/src/core/secrets/formats/checksum.ts";
import { FORMATS } from "../../../server/src/core/secrets/formats/index.ts";
import {
  ALNUM,
  BASE64,
  DIGITS,
  HEX,
  joined,
  LETTERS,
  LOWER_ALNUM,
  random,
  UPPER_ALNUM,
  UPPER_HEX,
  URL_SAFE,
  uuid,
} from "./samples.ts";

const BECH32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/** What each provider publishes about its credentials: prefix, characters, length. */
const SAMPLES: ReadonlyMap<string, string> = new Map([
  ["a GitHub token", joined("gh", "p_", random(ALNUM, 36))],
  ["a GitHub fine-grained token", joined("github", "_pat_", random(ALNUM, 22), "_", random(ALNUM, 59))],
  ["a GitLab token", joined("gl", "pat-", random(URL_SAFE, 19), "x")],
  ["a GitLab pipeline trigger token", joined("gl", "ptt-", random(HEX, 40))],
  ["a GitLab CI job token", joined("gl", "cbt-", "64_", random(ALNUM, 20))],
  ["a GitLab runner registration token", joined("GR", "1348941", random(ALNUM, 20))],
  ["a Bitbucket app password", joined("AT", "BB", random(ALNUM, 24), random(UPPER_HEX, 8))],
  ["a Bitbucket access token", joined("ATCTT", "3xFfG", random(URL_SAFE, 160), "=", random(UPPER_HEX, 8))],
  ["an Atlassian API token", joined("ATATT", "3", random(URL_SAFE, 177), "=", random(UPPER_HEX, 8))],
  ["a Sourcegraph token", joined("sg", "p_", random(HEX, 40))],
  [
    "a JetBrains permanent token",
    joined("per", "m-", random(ALNUM, 8), "=.", random(ALNUM, 8), "=.", random(ALNUM, 30)),
  ],
  ["an Amazon Bedrock API key", joined("ABSK", "QmVkcm9ja0FQSUtleS", random(BASE64, 100), "=")],
  ["a Google API key", joined("AI", "za", random(URL_SAFE, 34), "x")],
  ["a Google OAuth client secret", joined("GOC", "SPX-", random(URL_SAFE, 27), "x")],
  ["a Google OAuth access token", joined("ya", "29.", random(URL_SAFE, 99), "x")],
  ["a Microsoft Entra client secret", joined(random(ALNUM, 3), "8Q", "~", random(ALNUM, 34))],
  ["an Azure key", joined(random(ALNUM, 52), "JQQJ", "99BCAC", random(ALNUM, 14), "AZDO", random(ALNUM, 4))],
  ["an Azure container registry password", joined(random(BASE64, 42), "+A", "CRB", random(ALNUM, 5))],
  ["a DigitalOcean token", joined("dop", "_v1_", random(HEX, 64))],
  ["a Cloudflare API token", joined("cf", "ut_", random(ALNUM, 48))],
  ["a Cloudflare origin CA key", joined("v1", ".0-", random(HEX, 24), "-", random(HEX, 146))],
  ["a Heroku API key", joined("HR", "KU-AA", random(URL_SAFE, 57), "x")],
  ["a Fly.io token", joined("fm", "2_", random(BASE64, 180))],
  ["a Netlify token", joined("nf", "p_", random(ALNUM, 36))],
  ["a Render API key", joined("rn", "d_", random(ALNUM, 32))],
  ["a Yandex Cloud API key", joined("AQ", "VN", random(URL_SAFE, 35), "x")],
  ["a Scalingo API token", joined("tk-", "us-", random(ALNUM, 48))],
  ["an npm token", joined("np", "m_", random(ALNUM, 36))],
  ["a PyPI token", joined("py", "pi-AgEIcHlwaS5vcmc", random(URL_SAFE, 150), "x")],
  ["a RubyGems API key", joined("ruby", "gems_", random(HEX, 48))],
  ["a NuGet API key", joined("oy", "2", random(LOWER_ALNUM, 43))],
  ["a crates.io token", joined("ci", "o", random(ALNUM, 32))],
  ["a Docker Hub token", joined("dckr", "_pat_", random(URL_SAFE, 26), "x")],
  ["a Clojars deploy token", joined("CLO", "JARS_", random(LOWER_ALNUM, 60))],
  ["a Packagist token", joined("packagist", "_ort_", random(HEX, 68))],
  ["an Artifactory API key", joined("AK", "Cp", random(ALNUM, 69))],
  ["an Artifactory reference token", joined("cmV", "mdGtu", random(ALNUM, 56))],
  ["a Slack token", joined("xo", "xb-", random(DIGITS, 12), "-", random(DIGITS, 12), "-", random(ALNUM, 24))],
  ["a Slack app token", joined("xa", "pp-1-", random(UPPER_ALNUM, 11), "-", random(DIGITS, 13), "-", random(HEX, 64))],
  ["a Telegram bot token", joined(random("123456789", 9), ":A", "A", random(URL_SAFE, 32), "x")],
  ["a Discord bot token", joined("MTIz", "NDU2Nzg5MDEyMzQ1Njc4", ".", random(ALNUM, 6), ".", random(ALNUM, 38))],
  ["a Stripe secret key", joined("sk", "_live_", random(ALNUM, 24))],
  ["a Stripe webhook secret", joined("wh", "sec_", random(ALNUM, 32))],
  ["a Square access token", joined("EA", "AA", random(URL_SAFE, 59), "x")],
  ["a Square application secret", joined("sq0", "csp-", random(URL_SAFE, 42), "x")],
  ["a Braintree access token", joined("access", "_token$production$", random(LOWER_ALNUM, 16), "$", random(HEX, 32))],
  ["a Shopify token", joined("sh", "pat_", random(HEX, 32))],
  ["a Flutterwave secret key", joined("FLW", "SECK-", random(HEX, 32), "-X")],
  ["a Plaid access token", joined("access-", "production-", uuid())],
  ["an EasyPost API key", joined("EZ", "AK", random(ALNUM, 54))],
  ["a Shippo API token", joined("shippo", "_live_", random(HEX, 40))],
  ["a Duffel access token", joined("duffel", "_live_", random(ALNUM, 43))],
  ["a SendGrid API key", joined("S", "G.", random(URL_SAFE, 22), ".", random(URL_SAFE, 42), "x")],
  ["a Mailgun API key", joined("ke", "y-", random(HEX, 32))],
  ["a Mailchimp API key", joined(random(HEX, 32), "-", "us12")],
  ["a Brevo API key", joined("xkey", "sib-", random(HEX, 64), "-", random(ALNUM, 16))],
  ["a Resend API key", joined("r", "e_", random(ALNUM, 8), "_", random(ALNUM, 24))],
  ["a MailerSend token", joined("ml", "sn.", random(HEX, 64))],
  ["a CircleCI token", joined("CCI", "PAT_", random(ALNUM, 22), "_", random(HEX, 40))],
  ["a Buildkite token", joined("bk", "ua_", random(HEX, 40))],
  ["a SonarQube token", joined("sq", "u_", random(HEX, 40))],
  ["an Octopus Deploy API key", joined("AP", "I-", random(UPPER_ALNUM, 26))],
  ["a Harness token", joined("pa", "t.", random(ALNUM, 22), ".", random(ALNUM, 24), ".", random(ALNUM, 20))],
  ["a Pulumi access token", joined("pu", "l-", random(HEX, 40))],
  ["an HCP Terraform token", joined(random(ALNUM, 14), ".atlas", "v1.", random(ALNUM, 67))],
  ["an Infracost API key", joined("ic", "o-", random(ALNUM, 32))],
  ["a Vault token", joined("hv", "s.", random(URL_SAFE, 94), "x")],
  ["a Vault batch token", joined("hv", "b.", random(URL_SAFE, 150), "x")],
  ["a Doppler token", joined("dp", ".pt.", random(ALNUM, 43))],
  ["a Doppler service token", joined("dp", ".st.prd.", random(ALNUM, 43))],
  ["a 1Password service account token", joined("ops", "_eyJ", random(BASE64, 600))],
  ["an age secret key", joined("AGE-SECRET", "-KEY-1", random(BECH32, 58))],
  ["a Tailscale key", joined("tskey-", "auth-", random(ALNUM, 17), "-", random(ALNUM, 32))],
  ["an OpenShift token", joined("sha", "256~", random(URL_SAFE, 42), "x")],
  ["a Docker Swarm join token", joined("SWM", "TKN-1-", random(LOWER_ALNUM, 50), "-", random(LOWER_ALNUM, 25))],
  ["a Postman API key", joined("PM", "AK-", random(HEX, 24), "-", random(HEX, 34))],
  ["a Prefect API key", joined("pn", "u_", random(ALNUM, 36))],
  ["a New Relic user key", joined("NR", "AK-", random(UPPER_ALNUM, 27))],
  ["a New Relic license key", joined(random(HEX, 36), "NR", "AL")],
  ["a Grafana service account token", joined("gl", "sa_", random(ALNUM, 32), "_", random(HEX, 8))],
  ["a Grafana Cloud token", joined("gl", "c_eyJ", random(BASE64, 120))],
  ["a Sentry token", joined("sntr", "yu_", random(HEX, 64))],
  ["a Dynatrace token", joined("dt0", "c01.", random(UPPER_ALNUM, 24), ".", random(UPPER_ALNUM, 64))],
  ["a Honeycomb key", joined("hc", "aik_", random(LOWER_ALNUM, 58))],
  ["a PostHog personal API key", joined("ph", "x_", random(ALNUM, 43))],
  ["a LaunchDarkly key", joined("sd", "k-", uuid())],
  ["a PlanetScale credential", joined("pscale", "_tkn_", random(ALNUM, 43))],
  ["a Databricks token", joined("da", "pi", random(HEX, 32))],
  ["a Supabase access token", joined("sb", "p_", random(HEX, 40))],
  ["a Neon API key", joined("na", "pi_", random(LOWER_ALNUM, 64))],
  ["an Aiven service password", joined("AV", "NS_", random(ALNUM, 19))],
  ["a ClickHouse Cloud key", joined("4b", "1d", random(ALNUM, 38))],
  ["an Airtable token", joined("pa", "t", random(ALNUM, 14), ".", random(HEX, 64))],
  ["an OpenAI API key", joined("sk", "-", random(ALNUM, 20), "T3Blbk", "FJ", random(ALNUM, 20))],
  ["an Anthropic API key", joined("sk-", "ant-api03-", random(URL_SAFE, 93), "AA")],
  ["a Hugging Face token", joined("h", "f_", random(LETTERS, 34))],
  ["a Groq API key", joined("gs", "k_", random(ALNUM, 52))],
  ["a Replicate token", joined("r", "8_", random(ALNUM, 37))],
  ["a Perplexity API key", joined("pp", "lx-", random(ALNUM, 48))],
  ["an OpenRouter API key", joined("sk-", "or-v1-", random(HEX, 64))],
  ["a Linear API key", joined("lin", "_api_", random(ALNUM, 40))],
  ["a Notion token", joined("nt", "n_", random(DIGITS, 11), random(ALNUM, 35))],
  ["a Figma token", joined("fi", "gd_", random(URL_SAFE, 39), "x")],
  ["a Typeform token", joined("tf", "p_", random(ALNUM, 59))],
  ["a Contentful token", joined("CF", "PAT-", random(URL_SAFE, 42), "x")],
  ["a Mapbox secret token", joined("sk", ".eyJ", random(ALNUM, 70), ".", random(ALNUM, 22))],
  ["a HubSpot token", joined("pat-", "na1-", uuid())],
  ["a JSON Web Token", joined("ey", "J", random(ALNUM, 33), ".ey", "J", random(ALNUM, 60), ".", random(URL_SAFE, 43))],
]);

/** The credentials that show themselves by what stands around them: the text and what must be found in it. */
const IN_CONTEXT: readonly (readonly [what: string, before: string, secret: string, after: string])[] = [
  ["an AWS secret access key", "aws_secret_access_key = ", random(BASE64, 40), "\n"],
  ["an AWS secret access key", joined("AKIA", random(LETTERS.toUpperCase(), 16), ":"), random(BASE64, 40), ""],
  ["an Azure account key", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=", `${random(BASE64, 86)}==`, ";"],
  [
    "an Azure shared access key",
    "Endpoint=sb://a.servicebus.windows.net/;SharedAccessKey=",
    `${random(BASE64, 43)}=`,
    "",
  ],
  [
    "an Azure shared access signature",
    "https://a.blob.core.windows.net/b?sv=2024-01-01&sig=",
    `${random(ALNUM, 43)}%3D`,
    "&se=1",
  ],
  ["a package registry's token", "//npm.acme.io/:_authToken=", random(ALNUM, 30), "\n"],
  ["a registry's user name and password", '{"auths":{"r.acme.io":{"auth": "', random(ALNUM, 24), '"}}}'],
  [
    "a Slack webhook",
    "https://hooks.slack.com/services/",
    `T${random(UPPER_ALNUM, 8)}/B${random(UPPER_ALNUM, 8)}/${random(ALNUM, 24)}`,
    "",
  ],
  ["a Discord webhook", "https://discord.com/api/webhooks/123456789012345678/", random(ALNUM, 68), ""],
  [
    "a Microsoft Teams webhook",
    `https://acme.webhook.office.com/webhookb2/${uuid()}@${uuid()}/IncomingWebhook/`,
    `${random(HEX, 32)}/${uuid()}`,
    "",
  ],
  ["an access token", 'curl -H "Authorization: Bearer ', random(ALNUM, 30), '" https://api.acme.io'],
  ["a user name and password", "Authorization: Basic ", random(ALNUM, 20), "\n"],
  ["a password", "machine acme.io login bot password ", "hunter2", "\n"],
  ["a WireGuard private key", "PrivateKey = ", `${random(BASE64, 42)}A=`, "\n"],
  ["a password in a connection string", "Server=db;User Id=sa;Password=", "hunter2", ";Encrypt=true"],
  ["a password in a connection string", "host=db user=app password=", "hunter2", " sslmode=disable"],
];

describe("credential formats", () => {
  for (const [what, sample] of SAMPLES) {
    it(`finds ${what}`, () => {
      for (const [before, after] of [
        ["", ""],
        ["KEY=", "\n"],
        ['"', '"'],
        ["x: ", ", y"],
      ]) {
        const text = `${before}${sample}${after}`;
        const found = findSecrets(text);
        assert.deepEqual(
          found.map((match) => [match.what, match.kind, text.slice(match.span.start, match.span.end)]),
          [[what, "format", sample]],
        );
      }
    });
  }

  for (const [what, before, secret, after] of IN_CONTEXT) {
    it(`finds ${what} in ${before.trim()}`, () => {
      const text = before + secret + after;
      const found = findSecrets(text);
      assert.deepEqual(
        found.map((match) => [match.what, text.slice(match.span.start, match.span.end)]),
        [[what, secret]],
      );
    });
  }

  it("knows at least 60 providers, each with its source", () => {
    assert.ok(FORMATS.length >= 100);
    assert.equal(new Set(FORMATS.map(({ id }) => id)).size, FORMATS.length);
    for (const { id, source } of FORMATS) assert.match(source, /^https:\/\/[^\s]+$/, id);
    assert.ok(new Set(FORMATS.map(({ source }) => new URL(source).hostname)).size >= 60);
  });

  it("names every format with an article", () => {
    for (const { what } of FORMATS) assert.match(what, /^(?:an? [A-Za-z0-9]|credentials)/);
  });

  it("is silent on a token that is too short, or grows out of another word", () => {
    for (const text of [
      joined("gh", "p_", random(ALNUM, 20)),
      joined("x", "gh", "p_", random(ALNUM, 36)),
      joined("AI", "za", random(ALNUM, 20)),
      joined("sk", "_live_", "short"),
      joined("eyJ", random(ALNUM, 30)),
    ]) {
      assert.deepEqual(findSecrets(text), [], text);
    }
  });

  it("is silent on examples that only show the form", () => {
    for (const text of [
      joined("gh", "p_", "x".repeat(36)),
      joined("gh", "p_", "EXAMPLE", "0".repeat(29)),
      joined("sk", "_live_", "your-key-here-your-key"),
      joined("np", "m_", "X".repeat(36)),
      "Authorization: Bearer $TOKEN",
      "Authorization: Bearer YOUR_ACCESS_TOKEN",
      "Authorization: Bearer <token>",
      "//registry.npmjs.org/:_authToken=${NPM_TOKEN}",
      "//registry.npmjs.org/:_authToken=NPM_TOKEN",
      "Server=db;User Id=sa;Password=${PW}",
      "machine acme.io login bot password PASSWORD",
    ]) {
      assert.deepEqual(findSecrets(text), [], text);
    }
  });

  it("is silent on public material", () => {
    for (const text of [
      joined("pk", "_live_", random(ALNUM, 24)),
      joined("pk", ".eyJ", random(ALNUM, 70), ".", random(ALNUM, 22)),
      joined("AKIA", random(LETTERS.toUpperCase(), 16)),
      `sha256:${random(HEX, 64)}`,
      random(HEX, 40),
      uuid(),
      `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5${random(BASE64, 48)} me@host`,
      `-----BEGIN PUBLIC KEY-----\n${random(BASE64, 64)}\n-----END PUBLIC KEY-----`,
      `-----BEGIN CERTIFICATE-----\n${random(BASE64, 64)}\n-----END CERTIFICATE-----`,
      `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${random(BASE64, 64)}\n-----END PGP PUBLIC KEY BLOCK-----`,
      "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ]) {
      assert.deepEqual(findSecrets(text), [], text);
    }
  });
});

describe("the checksum of GitHub and npm tokens", () => {
  it("is the CRC-32 of what stands before it, in base 62", () => {
    // The check value of CRC-32 (ISO 3309) in every catalogue of checksums.
    assert.equal(crc32("123456789"), 0xcbf43926);
    assert.equal(base62(0), "000000");
    assert.equal(base62(61), "00000z");
    assert.equal(base62(62), "000010");
  });

  it("makes a token certain that would pass for an example", () => {
    const body = "x".repeat(30);
    const token = joined("gh", "p_", body, base62(crc32(body)));
    assert.equal(hasCrc32Checksum(token), true);
    assert.equal(findSecrets(token).length, 1);
    assert.equal(hasCrc32Checksum(joined("gh", "p_", "x".repeat(36))), false);
  });
});
