/** Checks what the page sends. */
import { z } from 'zod';
import type { Action, ClientMessage } from '../protocol.ts';

const json = z.record(z.string(), z.unknown());
const id = z.string().max(100);
/** As much as Slack takes of a field. */
const text = z.string().max(3_000);
const name = z.string().trim().max(80);

const press = z.object({ blockId: id, actionId: id, value: z.string().optional(), option: json.optional() });

/** The longest time that passes at one click: a day. */
const longestPass = 24 * 3_600_000;

/** One for each action: a new one does not compile until it is checked here. */
const actions: Record<Action['type'], z.core.$ZodShape> = {
  type: { text },
  press: { ts: id, press },
  shortcut: { callbackId: id },
  enter: { blockId: id, actionId: id, value: text },
  pressInModal: { press },
  submitModal: {},
  dismissModal: {},
  openHome: {},
  pressInHome: { press },
  enterInHome: { actionId: id, value: text },
  addPerson: { name },
  addChannel: { name, isPrivate: z.boolean() },
  inviteBot: { channelId: id },
  join: { cname: z.string().min(1).max(64) },
  leave: { cname: z.string().min(1).max(64), uid: id.optional() },
  failover: { sid: id },
  killRecorder: { sid: id },
  network: { of: z.enum(['agora', 'slack']), state: z.enum(['up', 'down']) },
  storage: { state: z.enum(['up', 'failing']) },
  pass: { ms: z.number().min(1).max(longestPass) },
  bot: { do: z.enum(['kill', 'start']) },
};

const action = z.union(Object.entries(actions).map(([type, shape]) => z.object({ type: z.literal(type), ...shape })));

const place = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('channel'), channelId: id }),
  z.object({ kind: z.literal('home') }),
]);

const view = z.object({ person: id, place, thread: id.optional(), limit: z.int().min(1).max(5_000) });

const clientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('look'), view }),
  z.object({ type: z.literal('do'), id: z.int(), action }),
]);

/** Undefined for anything that the page does not send. */
export function readClientMessage(raw: string): ClientMessage | undefined {
  let content: unknown;
  try {
    content = JSON.parse(raw);
  } catch {
    return undefined;
  }
  const { data } = clientMessage.safeParse(content);
  return data as ClientMessage | undefined;
}
