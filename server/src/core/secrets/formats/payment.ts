import { type CredentialFormat, prefixed } from "./format.ts";

const SHOPIFY = "https://shopify.dev/changelog/app-secret-key-length-has-increased";
const SQUARE = "https://developer.squareup.com/docs/build-basics/access-tokens";
const PLAID = "https://plaid.com/docs/api/tokens/";

/** Keys of payment services and shops. */
export const PAYMENT_FORMATS: readonly CredentialFormat[] = [
  prefixed({
    id: "stripe-key",
    what: "a Stripe secret key",
    prefix: ["sk_live_", "sk_test_", "rk_live_", "rk_test_"],
    body: "[A-Za-z0-9]{16,247}",
    source: "https://docs.stripe.com/keys",
  }),
  prefixed({
    id: "stripe-webhook-secret",
    what: "a Stripe webhook secret",
    prefix: "whsec_",
    body: "[A-Za-z0-9+/]{32,64}",
    source: "https://docs.stripe.com/webhooks",
  }),
  prefixed({
    id: "square-access-token",
    what: "a Square access token",
    prefix: "EAAA",
    body: "[A-Za-z0-9_-]{60}",
    source: SQUARE,
  }),
  prefixed({
    id: "square-oauth-secret",
    what: "a Square application secret",
    prefix: "sq0csp-",
    body: "[A-Za-z0-9_-]{43}",
    source: SQUARE,
  }),
  prefixed({
    id: "square-personal-token",
    what: "a Square access token",
    prefix: "sq0atp-",
    body: "[A-Za-z0-9_-]{22}",
    source: SQUARE,
  }),
  {
    id: "braintree-access-token",
    what: "a Braintree access token",
    gates: ["access_token$"],
    pattern: /access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}(?![a-f0-9])/dg,
    source: "https://developer.paypal.com/braintree/docs/guides/authorization/overview",
  },
  prefixed({
    id: "shopify-token",
    what: "a Shopify token",
    prefix: ["shpat_", "shpca_", "shppa_", "shpss_"],
    body: "[A-Fa-f0-9]{32}",
    source: SHOPIFY,
  }),
  prefixed({
    id: "flutterwave-key",
    what: "a Flutterwave secret key",
    prefix: ["FLWSECK-", "FLWSECK_TEST-"],
    body: "[a-f0-9]{32}-X",
    source: "https://developer.flutterwave.com/docs/authentication",
  }),
  prefixed({
    id: "plaid-access-token",
    what: "a Plaid access token",
    prefix: ["access-sandbox-", "access-development-", "access-production-"],
    body: "[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}",
    source: PLAID,
  }),
  prefixed({
    id: "easypost-key",
    what: "an EasyPost API key",
    prefix: ["EZAK", "EZTK"],
    body: "[A-Za-z0-9]{54}",
    source: "https://docs.easypost.com/docs/authentication",
  }),
  prefixed({
    id: "shippo-token",
    what: "a Shippo API token",
    prefix: ["shippo_live_", "shippo_test_"],
    body: "[a-f0-9]{40}",
    source: "https://docs.goshippo.com/docs/guides_general/authentication/",
  }),
  prefixed({
    id: "duffel-token",
    what: "a Duffel access token",
    prefix: ["duffel_live_", "duffel_test_"],
    body: "[A-Za-z0-9_=-]{43}",
    source: "https://duffel.com/docs/api/overview/authentication",
  }),
];
