/** What Slack posts: commands and interactions as forms, events as JSON. */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

/**
 * `key`: the same for every attempt to deliver it, where Slack gives one. `payload`: as Bolt takes it. `limited`: Slack drops
 * events, because there are too many.
 */
export type Delivery = Readonly<
  | { kind: 'payload'; payload: Readonly<Record<string, unknown>>; key?: string }
  | { kind: 'challenge'; challenge: string }
  | { kind: 'limited' }
  | { kind: 'malformed'; why: string }
>;

const text = z.string().min(1);
const person = z.looseObject({ id: text });

const command = z.looseObject({
  command: text,
  text: z.string().optional(),
  team_id: text,
  channel_id: text,
  user_id: text,
  response_url: text,
  trigger_id: text,
});

const interaction = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('block_actions'),
    user: person,
    trigger_id: text,
    actions: z.array(z.looseObject({ type: text, action_id: text })).min(1),
  }),
  z.looseObject({
    type: z.literal('view_submission'),
    user: person,
    trigger_id: text,
    view: z.looseObject({ id: text, callback_id: z.string() }),
  }),
  z.looseObject({ type: z.enum(['view_closed', 'block_suggestion', 'shortcut', 'message_action']), user: person }),
]);

const event = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('event_callback'),
    event_id: text,
    event: z.looseObject({ type: text }),
  }),
  z.looseObject({ type: z.literal('url_verification'), challenge: text }),
  z.looseObject({ type: z.literal('app_rate_limited') }),
]);

/** The media type without its parameters: `; charset=utf-8` changes nothing. */
function mediaType(headers: IncomingHttpHeaders): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

const form = 'application/x-www-form-urlencoded';

/** Slack looks whether the certificate of the address is valid. Nothing else of such a request counts, and it need not be signed. */
export function isCertificateCheck(rawBody: Buffer, headers: IncomingHttpHeaders): boolean {
  // Most requests are none, and people wait for them: the search spares reading the form twice.
  if (!rawBody.includes('ssl_check=1') || mediaType(headers) !== form) return false;
  return new URLSearchParams(rawBody.toString()).get('ssl_check') === '1';
}

/** Never throws. */
export function readDelivery(rawBody: Buffer, headers: IncomingHttpHeaders): Delivery {
  const type = mediaType(headers);
  if (type === 'application/json') return readEvent(parseJson(rawBody.toString()));
  if (type !== form) return { kind: 'malformed', why: 'The content type is neither a form nor JSON.' };
  const fields = new URLSearchParams(rawBody.toString());
  const payload = fields.get('payload');
  return payload === null ? readCommand(Object.fromEntries(fields)) : readInteraction(parseJson(payload));
}

function readCommand(fields: Readonly<Record<string, string>>): Delivery {
  const read = command.safeParse(fields);
  return read.success
    ? { kind: 'payload', payload: fields, key: read.data.trigger_id }
    : { kind: 'malformed', why: 'The form is no slash command.' };
}

function readInteraction(payload: unknown): Delivery {
  const read = interaction.safeParse(payload);
  if (!read.success) return { kind: 'malformed', why: 'The payload is no interaction.' };
  const { trigger_id: key } = read.data;
  return { kind: 'payload', payload: read.data, ...(typeof key === 'string' && { key }) };
}

function readEvent(body: unknown): Delivery {
  const read = event.safeParse(body);
  if (!read.success) return { kind: 'malformed', why: 'The body is no event.' };
  const { data } = read;
  if (data.type === 'url_verification') return { kind: 'challenge', challenge: data.challenge };
  if (data.type === 'app_rate_limited') return { kind: 'limited' };
  return { kind: 'payload', payload: data, key: data.event_id };
}

function parseJson(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}
