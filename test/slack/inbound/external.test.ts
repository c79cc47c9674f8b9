/** People of another workspace, in a channel that is shared through Slack Connect. */
import type { App } from '@slack/bolt';
import { expect, it } from 'vitest';
import { realClock } from '../../../src/sandbox/movable-clock.ts';
import { noNames } from '../../../src/slack/inbound/names.ts';
import { registerInbound } from '../../../src/slack/inbound/register.ts';
import { createFakeBuckets, nothingConfigured } from '../../support/buckets.ts';
import { aRecording, FakeRecordingService, healthy, noSchedules, noUsageService, quiet } from './support.ts';

type Handler = (event: object) => Promise<void>;

/** What Slack delivers, given to the listeners without a connection. */
function listeners() {
  const service = new FakeRecordingService(aRecording());
  const replies: string[] = [];
  const handlers: Handler[] = [];
  const take = (_: unknown, handler: Handler) => void handlers.push(handler);
  const inbound = registerInbound({
    app: { command: take, action: take, view: take, client: {} } as unknown as App,
    team: { id: 'T1', url: 'https://team.invalid/' },
    service,
    schedules: noSchedules,
    timeZone: 'Etc/UTC',
    locale: 'en',
    usage: noUsageService,
    names: noNames,
    configured: nothingConfigured,
    buckets: createFakeBuckets(),
    messenger: {
      reconcileCard: (_r, ts) => Promise.resolve({ kind: 'sent', ts }),
      notify: () => Promise.resolve({ kind: 'sent', ts: '' }),
      direct: () => Promise.resolve(undefined),
    },
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
  const [command = () => Promise.reject(new Error('none')), action = command] = handlers;
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
      await command({ command: { ...typed, team_id: teamId }, ack, context: {} });
      await inbound.idle();
    },
    press: async (teamId: string) => {
      const body = {
        user: { id: 'U1', team_id: teamId },
        channel: { id: 'C1', name: 'classes' },
        container: { message_ts: '1700000000.000001', is_ephemeral: false },
        trigger_id: 't2',
        response_url: '',
      };
      await action({ body, action: { type: 'button', action_id: 'stop', value: 'rabcde' }, ack, context: {} });
      await inbound.idle();
    },
  };
}

const refusal = 'Only members of this workspace can control recordings.';

it('are refused, whatever they type', async () => {
  const { service, replies, type } = listeners();
  for (const text of ['help', 'start maths', 'stop standup', 'list']) await type(text, 'T2');
  expect(replies).toEqual([refusal, refusal, refusal, refusal]);
  expect(service.starts).toEqual([]);
  expect(service.executed).toEqual([]);
});

it('are refused, whatever they press', async () => {
  const { service, replies, press } = listeners();
  await press('T2');
  expect(replies).toEqual([refusal]);
  expect(service.executed).toEqual([]);
});

it.each(['T1', 'E1'])('are not members of %s', async (teamId) => {
  const { service, type, press } = listeners();
  await type('start maths', teamId);
  await press(teamId);
  expect(service.starts).toHaveLength(1);
  expect(service.executed).toHaveLength(1);
});
