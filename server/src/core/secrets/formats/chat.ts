import { type CredentialFormat, prefixed } from "./format.ts";

const SLACK = "https://api.slack.com/concepts/token-types";

/** Tokens and hooks of messengers. */
export const CHAT_FORMATS: readonly CredentialFormat[] = [
  prefixed({
    id: "slack-token",
    what: "a Slack token",
    prefix: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-"],
    body: "[A-Za-z0-9-]{20,250}",
    source: SLACK,
  }),
  prefixed({
    id: "slack-app-token",
    what: "a Slack app token",
    prefix: "xapp-",
    body: "\\d-[A-Z0-9]{8,14}-\\d{10,15}-[a-f0-9]{40,90}",
    source: SLACK,
  }),
  prefixed({
    id: "slack-rotating-token",
    what: "a Slack token",
    prefix: ["xoxe-", "xoxe.xoxb-", "xoxe.xoxp-"],
    body: "\\d-[A-Za-z0-9]{100,220}",
    source: SLACK,
  }),
  {
    id: "slack-webhook",
    what: "a Slack webhook",
    gates: ["hooks.slack.com/"],
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9+/]{40,60})/dg,
    source: "https://api.slack.com/messaging/webhooks",
  },
  {
    id: "discord-bot-token",
    what: "a Discord bot token",
    // The first part is the bot's number in base64: 17 to 19 digits, so only a few letters can stand at each place.
    gates: ["M", "N", "O"],
    pattern:
      /(?<![A-Za-z0-9_.-])(?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){5,6}(?:[MNO][DTjz][AEIMQUYcgk]|[MNO][AQgw])?\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}(?![A-Za-z0-9_.-])/dg,
    source: "https://discord.com/developers/docs/reference#authentication",
  },
  {
    id: "discord-webhook",
    what: "a Discord webhook",
    gates: ["/api/webhooks/"],
    pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/([A-Za-z0-9_-]{60,80})/dg,
    source: "https://discord.com/developers/docs/resources/webhook",
  },
  {
    id: "telegram-bot-token",
    what: "a Telegram bot token",
    gates: [":AA"],
    pattern: /(?<![A-Za-z0-9])(?:bot)?(\d{8,10}:AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])/dg,
    source: "https://core.telegram.org/bots/api#authorizing-your-bot",
  },
  {
    id: "teams-webhook",
    what: "a Microsoft Teams webhook",
    gates: ["webhook.office.com/"],
    pattern:
      /webhook\.office\.com\/webhookb2\/[a-f0-9-]{36}@[a-f0-9-]{36}\/IncomingWebhook\/([a-f0-9]{32}\/[a-f0-9-]{36})/dg,
    source: "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
  },
  {
    id: "google-chat-webhook",
    what: "a Google Chat webhook",
    gates: ["chat.googleapis.com/"],
    pattern:
      /chat\.googleapis\.com\/v1\/spaces\/[A-Za-z0-9_-]{5,30}\/messages\?key=[A-Za-z0-9_-]{30,50}&token=([A-Za-z0-9_%-]{30,60})/dg,
    source: "https://developers.google.com/workspace/chat/quickstart/webhooks",
  },
];
