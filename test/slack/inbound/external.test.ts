/** People of another workspace, in a channel that is shared through Slack Connect. */
import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { expect, it } from 'vitest';
import { realClock } from '../../../src/sandbox/movable-clock.ts';
import { createRateLimiter } from '../../../src/slack/delivery/rate-limiter.ts';
import { noNames } from '../../../src/slack/inbound/names.ts';
import { registerInbound } from '../../../src/slack/inbound/register.ts';
import { createSingleWorkspace } from '../../../src/slack/transport/kept-workspaces.ts';
import { createFakeBuckets, nothingConfigured } from '../../support/buckets.ts';
import {
  aRecording,
  FakeRecordingService,
  healthy,
  keptAudit,
  noHomes,
  noSchedules,
  noSteps,
  noUsageService,
  quiet,
} from './support.ts';

type Handler = (event: object) => Promise<void>;

/** What Slack delivers, given to the listeners without a connection. */
function listeners(externalUsers = false) {
  const service = new FakeRecordingService(aRecording());
  const replies: string[] = [];
  const handlers = new Map<string, Handler>();
  const take = (kind: string) => (about: unknown, handler: Handler) =>
    void handlers.set(kind === 'view' ? `view ${String(about)}` : kind, handler);
  const workspaces = createSingleWorkspace({} as WebClient);
  workspaces.identified({ id: 'T1', url: 'https://team.invalid/' }, 'U0BOT');
  const inbound = registerInbound({
    app: {
      command: take('command'),
      action: take('action'),
      view: take('view'),
      shortcut: take('shortcut'),
      function: take('function'),
      event: take('event'),
    } as unknown as App,
    workspaces,
    service,
    schedules: noSchedules,
    homes: noHomes,
    workflowAccessOf: () => undefined,
    takenSteps: noSteps,
    timeZone: 'Etc/UTC',
    locale: 'en',
    usage: noUsageService,
    names: noNames,
    configured: nothingConfigured,
    buckets: createFakeBuckets(),
    audit: keptAudit(),
    admitsOf: () => ({ externalUsers, guests: false }),
    accessOf: () => () => Promise.resolve(undefined),
    deliveryOf: () => ({
      rateLimiter: createRateLimiter(realClock),
      messenger: {
        reconcileCard: (_r, ts) => Promise.resolve({ kind: 'sent', ts }),
        notify: () => Promise.resolve({ kind: 'sent', ts: '' }),
        direct: (_user, message) => {
          replies.push(message.text);
          return Promise.resolve(undefined);
        },
      },
    }),
    doctor: healthy,
    responder: {
      respond: (_url, message) => {
        replies.push(message.text);
        return Promise.resolve(true);
      },
      remember: () => undefined,
      recall: () => undefined,
    },
    clock: realClock,
    log: quiet,
    signal: new AbortController().signal,
  });
  const give = async (kind: string, event: object) => {
    await handlers.get(kind)?.({ ack, context: {}, ...event });
    await inbound.idle();
  };
  const ack = (content?: { text: string }) => {
    if (content !== undefined) replies.push(content.text);
    return Promise.resolve();
  };
  return {
    service,
    replies,
    type: async (text: string, teamId: string) => {
      const typed = {
        user_id: 'U1',
        channel_id: 'C1',
        channel_name: 'classes',
        trigger_id: 't1',
        response_url: '',
        text,
      };
      await give('command', { command: { ...typed, team_id: teamId } });
    },
    press: async (teamId: string) => {
      const body = {
        user: { id: 'U1', team_id: teamId },
        channel: { id: 'C1', name: 'classes' },
        container: { message_ts: '1700000000.000001', is_ephemeral: false },
        trigger_id: 't2',
        response_url: '',
      };
      await give('action', { body, action: { type: 'button', action_id: 'stop', value: 'rabcde' } });
    },
    useShortcut: (teamId: string) =>
      give('shortcut', { body: { user: { id: 'U1', team_id: teamId }, trigger_id: 't3' } }),
    sendForm: (teamId: string) => {
      const view = {
        id: 'V1',
        private_metadata: JSON.stringify({ others: {}, fields: { channel: 0, preset: 0 } }),
        blocks: [],
        state: {
          values: {
            one: { 'startForm:channel': { value: 'maths' } },
            two: { 'startForm:conversation': { selected_conversation: 'C1' } },
          },
        },
      };
      return give('view startForm', { view, body: { user: { id: 'U1', team_id: teamId }, trigger_id: 't4' } });
    },
  };
}

const refusal = 'Only members of this workspace can control recordings.';

it('are rejected for every command', async () => {
  const { service, replies, type } = listeners();
  for (const text of ['help', 'start maths', 'stop standup', 'list']) await type(text, 'T2');
  expect(replies).toEqual([refusal, refusal, refusal, refusal]);
  expect(service.starts).toEqual([]);
  expect(service.executed).toEqual([]);
});

it('are rejected for every button', async () => {
  const { service, replies, press } = listeners();
  await press('T2');
  expect(replies).toEqual([refusal]);
  expect(service.executed).toEqual([]);
});

it('are rejected for every form, on opening and submission', async () => {
  const { service, replies, useShortcut, sendForm } = listeners();
  await useShortcut('T2');
  await sendForm('T2');
  expect(replies).toEqual([refusal, refusal]);
  expect(service.starts).toEqual([]);
});

it.each(['T1', 'E1'])('are not members of %s', async (teamId) => {
  const { service, replies, type, press, useShortcut, sendForm } = listeners();
  await type('start maths', teamId);
  await press(teamId);
  await useShortcut(teamId);
  // There is no Slack that could open it.
  expect(replies.at(-1)).toContain('Slack didn’t open the form.');
  await sendForm(teamId);
  expect(service.starts).toHaveLength(2);
  expect(service.executed).toHaveLength(1);
});

it('have the default permissions where the configuration allows it', async () => {
  const { service, replies, type, press } = listeners(true);
  await type('start maths', 'T2');
  await press('T2');
  expect(replies).toEqual([]);
  expect(service.starts).toHaveLength(1);
  expect(service.executed).toHaveLength(1);
});
