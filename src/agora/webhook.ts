/** Where Agora's notification service calls in: checks, reads, hands over, and only then answers. */
import type { IncomingHttpHeaders } from 'node:http';
import type { AgoraNotification } from '../recording/agora-notification.ts';
import { parseNotification } from './parse-notification.ts';
import { redactor } from './redact.ts';
import { signedBy } from './signature.ts';

export type WebhookOptions = Readonly<{
  /** Of the notification service, from the Agora Console. */
  secret: string;
  /** What Agora's words must not carry into a row or a thread, such as an access key of the bucket. */
  hidden: readonly string[];
  /** Resolves when the notice is stored. When it rejects, so does the endpoint: without a 200 Agora sends again, up to three times. */
  take(notification: AgoraNotification): Promise<void>;
  log: Readonly<{ warn(details: object, message: string): void }>;
}>;

/** A body as it arrived → HTTP status and JSON. Agora wants 200 and JSON within ten seconds, also for what changes nothing. */
export type WebhookHandler = (rawBody: Buffer, headers: IncomingHttpHeaders) => Promise<Reply>;
type Reply = Readonly<{ status: 200 | 400 | 401; body: object }>;

const wrongSignature =
  'The signature does not fit: set AGORA_NOTIFY_SECRET to the secret that the Agora Console shows under Notifications.';

export function createWebhookHandler({ secret, hidden, take, log }: WebhookOptions): WebhookHandler {
  const redact = redactor([secret, ...hidden]);
  return async (rawBody, headers) => {
    if (!signedBy(secret, rawBody, headers)) {
      log.warn({ bytes: rawBody.length }, `A notification was refused. ${wrongSignature}`);
      return { status: 401, body: { error: wrongSignature } };
    }
    const parsed = parseNotification(rawBody, redact);
    if (parsed.kind === 'bad') {
      log.warn({ why: parsed.why }, 'A notification of Agora could not be read. What it says will be asked for later');
      return { status: 400, body: { error: `${parsed.why} Send one event of Agora's notification service.` } };
    }
    if (parsed.kind === 'notification') await take(parsed.notification);
    return { status: 200, body: { received: true } };
  };
}
