import { CHAT_FORMATS } from "./chat.ts";
import { CLOUD_FORMATS } from "./cloud.ts";
import { DATABASE_FORMATS } from "./databases.ts";
import { DELIVERY_FORMATS } from "./delivery.ts";
import type { CredentialFormat } from "./format.ts";
import { MAIL_FORMATS } from "./mail.ts";
import { MODEL_FORMATS } from "./models.ts";
import { MONITORING_FORMATS } from "./monitoring.ts";
import { PACKAGE_FORMATS } from "./packages.ts";
import { PAYMENT_FORMATS } from "./payment.ts";
import { PROTOCOL_FORMATS } from "./protocols.ts";
import { SERVICE_FORMATS } from "./services.ts";
import { SOURCE_CONTROL_FORMATS } from "./source-control.ts";

/** Every credential format that is told by its shape. Those of providers come before those of protocols: they say more. */
export const FORMATS: readonly CredentialFormat[] = [
  ...CLOUD_FORMATS,
  ...SOURCE_CONTROL_FORMATS,
  ...PACKAGE_FORMATS,
  ...CHAT_FORMATS,
  ...PAYMENT_FORMATS,
  ...MAIL_FORMATS,
  ...DELIVERY_FORMATS,
  ...MONITORING_FORMATS,
  ...DATABASE_FORMATS,
  ...MODEL_FORMATS,
  ...SERVICE_FORMATS,
  ...PROTOCOL_FORMATS,
];
