/** The webhook for Agora's notification service: verifies, parses, passes on, and only then responds. */
import type { IncomingHttpHeaders } from 'node:http';
import type { AgoraNotification } from '../recording/agora-notification.ts';
import type { Redact } from '../service/ports.ts';
import { parseNotification } from './parse-notification.ts';
import { signedBy } from './signature.ts';

export type WebhookOptions = Readonly<{
  /** Of the notification service, from the Agora Console; projects may have one each. */
  secrets: readonly string[];
  /** Removes secrets from Agora's texts before they are stored or posted. */
  redact: Redact;
  /**
   * Resolves when the notification is stored. When it rejects, so does the handler: without a 200 Agora sends again, up to
   * three times.
   */
  take(notification: AgoraNotification): Promise<void>;
  log: Readonly<{ warn(details: object, message: string): void }>;
}>;

/** A body as it arrived → HTTP status and JSON. Agora expects 200 and JSON within ten seconds, also for what changes nothing. */
export type WebhookHandler = (rawBody: Buffer, headers: IncomingHttpHeaders) => Promise<Reply>;
type Reply = Readonly<{ status: 200 | 400 | 401; body: object }>;

/** For the log only: an unauthenticated client learns no name of a setting. */
const signatureRemedy = 'Set AGORA_NOTIFY_SECRET to the secret that the Agora Console shows under Notifications.';

export function createWebhookHandler({ secrets, redact, take, log }: WebhookOptions): WebhookHandler {
  return async (rawBody, headers) => {
    if (!secrets.some((secret) => signedBy(secret, rawBody, headers))) {
      log.warn({ bytes: rawBody.length }, `rejected a notification: the signature does not match. ${signatureRemedy}`);
      return { status: 401, body: { error: 'The signature does not match.' } };
    }
    const parsed = parseNotification(rawBody, redact);
    if (parsed.kind === 'bad') {
      log.warn({ why: parsed.why }, 'could not read a notification; the next query will tell what it said');
      return { status: 400, body: { error: `${parsed.why} Send one event of Agora's notification service.` } };
    }
    if (parsed.kind === 'notification') await take(parsed.notification);
    return { status: 200, body: { received: true } };
  };
}
