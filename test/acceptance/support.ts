/** Shared by the acceptance tests, which are played over Socket Mode and over HTTP. */
import { expect } from 'vitest';
import { createLog } from '../../src/ops/log.ts';
import type { Block, Json, User } from '../../src/sandbox/slack/types.ts';
import { isObject } from '../../src/sandbox/slack/types.ts';
import { form, poster } from '../slack/transport/http.support.ts';
import { openBucketWorld } from '../support/bucket-world.ts';
import type { Change, World } from '../support/world.ts';

export const transports = ['socket', 'http'] as const;
export type Transport = (typeof transports)[number];

/** A world whose log is kept, with what the tests ask of it. */
export async function openAcceptance(transport: Transport, change: Change = {}) {
  const lines: Json[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Json) };
  const log = createLog({ level: 'debug', secrets: [], destination });
  const { world } = await openBucketWorld({ ...change, transport, log });
  return { world, lines };
}

/** The ephemeral and direct messages to a person, as text. */
export function privateTexts({ slack }: Pick<World, 'slack'>, user: User): string[] {
  return [...slack.ephemerals(user), ...slack.dms(user)].map((message) => slack.renderText(message));
}

/** The calls that begin a recording. */
export const acquired = ({ agora }: Pick<World, 'agora'>) => agora.requests.filter(({ call }) => call === 'acquire');

/** Posts to the bot as Slack does in HTTP mode. */
export function slackPost({ bot, slack, clock }: World) {
  return poster({ url: `http://127.0.0.1:${bot.port}/slack/events`, signingSecret: slack.signingSecret, clock });
}

/** Slack delivers the latest command or press once more: down every connection, or by another request. */
export async function repeatDelivery(world: World): Promise<void> {
  const { slack } = world;
  const envelope = slack.requestLog.findLast((entry) => entry.kind === 'envelope') ?? expect.fail('nothing came');
  const { envelopeId: envelope_id, type, payload } = envelope;
  if (slack.transport === 'socket') {
    slack.send(JSON.stringify({ envelope_id, type, payload, accepts_response_payload: type === 'slash_commands' }));
    return;
  }
  const fields = type === 'slash_commands' ? (payload as Record<string, string>) : { payload: JSON.stringify(payload) };
  const headers = { 'X-Slack-Retry-Num': '1', 'X-Slack-Retry-Reason': 'http_timeout' };
  const repeated = await slackPost(world)(new URLSearchParams(fields).toString(), { type: form, headers });
  expect(repeated.status).toBe(200);
}

/** `by`: a method of the Web API, `response_url`, or `ack`. `args`: as they were sent. */
export type Said = Readonly<{ by: string; args: Json; text?: string; blocks: readonly Block[] }>;

/** Every message and view that the bot has sent, also what was changed or deleted afterwards. */
export function everythingSaid({ slack }: Pick<World, 'slack'>): Said[] {
  return slack.requestLog.flatMap((entry): Said[] => {
    const [by, args] =
      entry.kind === 'api'
        ? [entry.method, entry.args]
        : entry.kind === 'envelope'
          ? ['ack', entry.ack ?? {}]
          : ['response_url', entry.body];
    const view = isObject(args['view']) ? args['view'] : undefined;
    const { text, blocks } = view ?? args;
    if (text === undefined && blocks === undefined) return [];
    return [
      {
        by,
        args,
        ...(typeof text === 'string' && { text }),
        blocks: Array.isArray(blocks) ? (blocks as Block[]) : [],
      },
    ];
  });
}

/** Every object in a value, at any depth. */
export function objectsIn(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(isObject(value) ? [value] : []), ...Object.values(value).flatMap(objectsIn)];
}
