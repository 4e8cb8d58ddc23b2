import { type CredentialFormat, prefixed } from "./format.ts";

/** Keys of services that send mail. */
export const MAIL_FORMATS: readonly CredentialFormat[] = [
  prefixed({
    id: "sendgrid-key",
    what: "a SendGrid API key",
    prefix: "SG.",
    body: "[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}",
    source: "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
  }),
  prefixed({
    id: "mailgun-key",
    what: "a Mailgun API key",
    prefix: "key-",
    body: "[a-f0-9]{32}",
    source: "https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth",
  }),
  {
    id: "mailgun-new-key",
    what: "a Mailgun API key",
    gates: ["mailgun"],
    pattern: /mailgun[\w.-]{0,30}["']?\s{0,3}[:=\s]\s{0,3}["']?([a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8})(?![a-f0-9-])/dgi,
    source: "https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth",
  },
  {
    id: "mailchimp-key",
    what: "a Mailchimp API key",
    gates: ["-us"],
    pattern: /(?<![A-Za-z0-9])[a-f0-9]{32}-us\d{1,2}(?![A-Za-z0-9])/dg,
    source: "https://mailchimp.com/developer/marketing/guides/quick-start/",
  },
  prefixed({
    id: "brevo-key",
    what: "a Brevo API key",
    prefix: ["xkeysib-", "xsmtpsib-"],
    body: "[a-f0-9]{64}-[A-Za-z0-9]{16}",
    source: "https://developers.brevo.com/docs/getting-started",
  }),
  prefixed({
    id: "resend-key",
    what: "a Resend API key",
    prefix: "re_",
    body: "[A-Za-z0-9]{8}_[A-Za-z0-9]{24}",
    source: "https://resend.com/docs/api-reference/introduction",
  }),
  prefixed({
    id: "mailersend-token",
    what: "a MailerSend token",
    prefix: "mlsn.",
    body: "[a-f0-9]{64}",
    source: "https://developers.mailersend.com/general.html#authentication",
  }),
];
