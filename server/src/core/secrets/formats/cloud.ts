import { type CredentialFormat, prefixed } from "./format.ts";

/** Microsoft's published shapes of Azure keys, with the signature at a fixed place. */
const AZURE = "https://github.com/microsoft/security-utilities";
const CLOUDFLARE = "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/";
const DIGITALOCEAN = "https://docs.digitalocean.com/reference/api/create-personal-access-token/";
const YANDEX = "https://yandex.cloud/en/docs/iam/concepts/authorization/api-key";

/** Keys of cloud providers and hosting services. */
export const CLOUD_FORMATS: readonly CredentialFormat[] = [
  {
    id: "aws-secret-access-key",
    what: "an AWS secret access key",
    gates: ["secret"],
    pattern:
      /aws[\w.-]{0,20}secret[\w.-]{0,20}["']?\s{0,3}(?:=>|[:=,\s])\s{0,3}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/dgi,
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
  },
  {
    id: "aws-key-pair",
    what: "an AWS secret access key",
    gates: ["AKIA", "ASIA"],
    pattern:
      /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}\s{0,3}["']?[:,;|\s]\s{0,3}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/dg,
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
  },
  prefixed({
    id: "aws-bedrock-api-key",
    what: "an Amazon Bedrock API key",
    prefix: "ABSKQmVkcm9ja0FQSUtleS",
    body: "[A-Za-z0-9+/]{80,260}={0,2}",
    source: "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
  }),
  prefixed({
    id: "google-api-key",
    what: "a Google API key",
    prefix: "AIza",
    body: "[A-Za-z0-9_-]{35}",
    mayBePublic: true,
    source: "https://cloud.google.com/docs/authentication/api-keys",
  }),
  prefixed({
    id: "google-oauth-client-secret",
    what: "a Google OAuth client secret",
    prefix: "GOCSPX-",
    body: "[A-Za-z0-9_-]{28}",
    source: "https://developers.google.com/identity/protocols/oauth2",
  }),
  prefixed({
    id: "google-oauth-access-token",
    what: "a Google OAuth access token",
    prefix: "ya29.",
    body: "[A-Za-z0-9_-]{30,300}",
    source: "https://developers.google.com/identity/protocols/oauth2",
  }),
  {
    id: "google-oauth-refresh-token",
    what: "a Google OAuth refresh token",
    gates: ["1//0"],
    pattern: /(?<![A-Za-z0-9/])1\/\/0[A-Za-z0-9_-]{60,120}(?![A-Za-z0-9_-])/dg,
    source: "https://developers.google.com/identity/protocols/oauth2",
  },
  {
    id: "azure-account-key",
    what: "an Azure account key",
    gates: ["accountkey="],
    pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/dgi,
    source: "https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage",
  },
  {
    id: "azure-shared-access-key",
    what: "an Azure shared access key",
    gates: ["sharedaccesskey=", "sharedsecretvalue="],
    pattern: /Shared(?:AccessKey|SecretValue)=([A-Za-z0-9+/]{43}=)/dgi,
    source: "https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas",
  },
  {
    id: "azure-shared-access-signature",
    what: "an Azure shared access signature",
    gates: ["sig="],
    pattern: /(?<=[?&])sig=([A-Za-z0-9%+/]{40,90}(?:%3D|=))/dgi,
    source: "https://learn.microsoft.com/azure/storage/common/storage-sas-overview",
  },
  {
    id: "azure-entra-client-secret",
    what: "a Microsoft Entra client secret",
    gates: ["Q~"],
    pattern: /(?<![A-Za-z0-9_~.+/-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.+/-])/dg,
    source: AZURE,
  },
  {
    id: "azure-annotated-key",
    what: "an Azure key",
    gates: ["JQQJ9"],
    pattern:
      /(?<![A-Za-z0-9])[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9][A-L][A-Za-z0-9]{16}[A-Za-z][A-Za-z0-9]{7}(?:[A-Za-z0-9]{2}==)?(?![A-Za-z0-9])/dg,
    source: AZURE,
  },
  {
    id: "azure-container-registry-password",
    what: "an Azure container registry password",
    gates: ["+ACR"],
    pattern: /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}(?![A-Za-z0-9+/])/dg,
    source: AZURE,
  },
  prefixed({
    id: "digitalocean-token",
    what: "a DigitalOcean token",
    prefix: ["dop_v1_", "doo_v1_", "dor_v1_"],
    body: "[a-f0-9]{64}",
    source: DIGITALOCEAN,
  }),
  prefixed({
    id: "cloudflare-api-token",
    what: "a Cloudflare API token",
    prefix: ["cfut_", "cfat_", "cfk_"],
    body: "[A-Za-z0-9_-]{40,60}",
    source: CLOUDFLARE,
  }),
  prefixed({
    id: "cloudflare-origin-ca-key",
    what: "a Cloudflare origin CA key",
    prefix: "v1.0-",
    body: "[a-f0-9]{24}-[a-f0-9]{146}",
    source: "https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/",
  }),
  prefixed({
    id: "heroku-api-key",
    what: "a Heroku API key",
    prefix: "HRKU-",
    body: "[A-Za-z0-9_-]{60}",
    source: "https://devcenter.heroku.com/articles/authentication",
  }),
  prefixed({
    id: "flyio-token",
    what: "a Fly.io token",
    prefix: ["fm1r_", "fm1a_", "fm2_"],
    body: "[A-Za-z0-9+/]{100,900}={0,3}",
    source: "https://fly.io/docs/security/tokens/",
  }),
  prefixed({
    id: "flyio-legacy-token",
    what: "a Fly.io token",
    prefix: "fo1_",
    body: "[A-Za-z0-9_-]{43}",
    source: "https://fly.io/docs/security/tokens/",
  }),
  prefixed({
    id: "netlify-token",
    what: "a Netlify token",
    prefix: ["nfp_", "nfc_", "nfo_", "nfu_", "nfb_"],
    body: "[A-Za-z0-9]{36}",
    source: "https://docs.netlify.com/api/get-started/",
  }),
  prefixed({
    id: "render-api-key",
    what: "a Render API key",
    prefix: "rnd_",
    body: "[A-Za-z0-9]{28,32}",
    source: "https://render.com/docs/api",
  }),
  prefixed({
    id: "yandex-api-key",
    what: "a Yandex Cloud API key",
    prefix: "AQVN",
    body: "[A-Za-z0-9_-]{35,38}",
    source: YANDEX,
  }),
  {
    id: "yandex-iam-token",
    what: "a Yandex Cloud IAM token",
    gates: ["t1."],
    pattern: /(?<![A-Za-z0-9_.-])t1\.[A-Za-z0-9_-]{20,400}={0,2}\.[A-Za-z0-9_-]{86}={0,2}/dg,
    source: "https://yandex.cloud/en/docs/iam/concepts/authorization/iam-token",
  },
  {
    id: "scalingo-token",
    what: "a Scalingo API token",
    gates: ["tk-us-"],
    pattern: /(?<![A-Za-z0-9-])tk-us-[A-Za-z0-9_-]{48}(?![A-Za-z0-9_-])/dg,
    source: "https://developers.scalingo.com/index#authentication",
  },
];
