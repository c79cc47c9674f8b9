/**
 * The bodies of Agora's notification service (one event each), as far as we read them. As with Agora's responses, fields have
 * changed their names and types over the years: what is not needed is dropped where its shape is wrong.
 * (Agora: Cloud Recording, "Receive notifications" and "Callback events")
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AgoraNotification } from '../recording/agora-notification.ts';
import type { Redact } from '../service/ports.ts';
import { notificationEventOf, uid } from './notification-events.ts';
import { isSid, number, text } from './response-schemas.ts';

/**
 * `ignored`: from another product of Agora, a test of its health check, or an event that changes nothing. `bad`: nothing that
 * Agora sends; `why` is a sentence without any of it.
 */
export type ParsedNotification = Readonly<
  { kind: 'notification'; notification: AgoraNotification } | { kind: 'ignored' } | { kind: 'bad'; why: string }
>;

const cloudRecording = 3;

/** Milliseconds since 1970, as far as a `Date` goes. */
const moment = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,16}$/)
      .transform(Number),
  ])
  .refine((value) => value > 0 && value <= 8.64e15)
  .optional()
  .catch(undefined);

const payload = z.object({
  cname: text,
  /** Only in the tests of the health check. */
  channelName: text,
  uid,
  sid: text,
  sequence: number,
  sendts: moment,
  details: z.unknown().optional(),
});

const envelope = z.object({
  noticeId: text,
  /** Its name until 2020, as was `eventMs`. */
  notificationId: text,
  productId: number,
  eventType: number,
  notifyMs: moment,
  eventMs: moment,
  /** Seen here in 2020, beside the one in the payload. */
  sid: text,
  payload: payload.optional().catch(undefined),
});

/** `redact` removes secrets from Agora's texts before they are stored or posted. */
export function parseNotification(rawBody: Buffer, redact: Redact): ParsedNotification {
  try {
    return read(JSON.parse(rawBody.toString('utf8')), redact);
  } catch {
    // No JSON, or details that are nested too deeply to be written again.
    return bad('The body is not JSON that can be read.');
  }
}

function read(json: unknown, redact: Redact): ParsedNotification {
  const body = envelope.safeParse(json).data;
  if (body === undefined) return bad('The body is not a JSON object.');
  const { productId, eventType, payload: about } = body;
  if (productId === undefined) return bad('The body has no productId.');
  if (productId !== cloudRecording) return { kind: 'ignored' };
  if (eventType === undefined) return bad('The body has no eventType.');
  if (about === undefined) return bad('The body has no payload.');

  const sid = about.sid ?? body.sid ?? '';
  if (sid === '' || isTest(about)) return { kind: 'ignored' };
  const event = notificationEventOf(eventType, about.details, about.uid, redact);
  if (event === undefined) return { kind: 'ignored' };

  const { cname = '', uid: recorder, sequence, sendts } = about;
  // The moment of the event stays the same when it is sent again; `notifyMs` does not.
  const at = sendts ?? body.notifyMs ?? body.eventMs;
  if (!isSid(sid)) return bad('The sid is none of Agora’s.');
  if (cname === '') return bad('The payload has no cname.');
  if (recorder === undefined) return bad('The payload has no uid of a recorder.');
  if (at === undefined) return bad('The body has neither sendts nor notifyMs.');

  const given = body.noticeId ?? body.notificationId ?? '';
  const id = /^[\w.:-]{1,128}$/.test(given) ? given : derivedId([sid, eventType, sequence, about.details]);
  return {
    kind: 'notification',
    notification: { id, sid, cname, uid: recorder, ...(sequence !== undefined && { sequence }), at, event },
  };
}

function bad(why: string): ParsedNotification {
  return { kind: 'bad', why };
}

/**
 * What the Agora Console sends to check that the address responds. A channel may have that name; no recorder of ours that uid.
 */
function isTest(about: z.infer<typeof payload>): boolean {
  const name = 'test_webhook';
  return about.channelName === name || (about.cname === name && about.uid === '12121212');
}

/** The same for every delivery: made of what does not change when a notification is sent again. */
function derivedId(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
