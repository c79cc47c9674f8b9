import { describe, expect, it } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import type { Event } from '../../../src/recording/events.ts';
import type { Recording } from '../../../src/recording/recording.ts';
import { MovableClock } from '../../../src/sandbox/movable-clock.ts';
import {
  createCommandHandler,
  type HandlerResult,
  type RequestContext,
} from '../../../src/slack/inbound/command-handler.ts';
import { commandOf, isPrivateConversation } from '../../../src/slack/inbound/register.ts';
import { findTarget } from '../../../src/slack/inbound/target.ts';
import { createTaskQueue } from '../../../src/slack/inbound/task-queue.ts';
import { aRecording, FakeRecordingService, settle } from './support.ts';

const actor = { user: 'U1', channel: 'C1' };
const requestContext: RequestContext = {
  actor,
  isPrivate: false,
  request: 'trigger-1',
  responseUrl: 'https://hooks.invalid/1',
};
const elsewhere = { ...requestContext, actor: { user: 'U1', channel: 'C2' } };

function setUp(...recordings: Recording[]) {
  const clock = new MovableClock(1_700_000_100_000);
  const service = new FakeRecordingService(...recordings);
  const repaired: { id: string; ts: string }[] = [];
  const remembered: string[] = [];
  const stop = new AbortController();
  const orders = createCommandHandler({
    service,
    clock,
    teamUrl: 'https://team.invalid/',
    signal: stop.signal,
    messenger: {
      repair: (r, ts) => {
        repaired.push({ id: r.id, ts });
        return Promise.resolve({ kind: 'sent', ts });
      },
    },
    responder: { remember: (...what) => void remembered.push(what.join(' ')) },
    defer: (task) => void task(),
  });
  return { clock, service, orders, repaired, remembered, stop };
}

function queried(outcome: CallOutcome): Event {
  return {
    type: 'responseReceived',
    payload: { queue: 'agora', call: 'query', uid: '4000000001', failedAttempts: 0 },
    outcome,
  };
}

const words = (done: HandlerResult) => done.say?.text ?? '';

it.each([
  ['by name', 'standup', [aRecording()], 'rabcde'],
  ['by id', 'rabcde', [aRecording()], 'rabcde'],
  ['one that is over', 'rabcde', [aRecording({ phase: 'finished' })], 'rabcde'],
  ['of another channel', 'standup', [aRecording({ card: { channel: 'C9', isPrivate: false } })], 'rabcde'],
  ['the only live one here', undefined, [aRecording(), aRecording({ id: 'rold', phase: 'finished' })], 'rabcde'],
  ['one’s own in a private channel', 'standup', [aRecording({ card: { channel: 'G9', isPrivate: true } })], 'rabcde'],
])('finds a recording %s', async (_, named, recordings, id) => {
  const target = await findTarget(new FakeRecordingService(...recordings), 'stop', named, actor);
  expect(target).toMatchObject({ kind: 'found', recording: { id } });
});

it.each([
  ['standupp', [aRecording()], 'Did you mean `standup`'],
  [undefined, [], 'No recording runs from this Slack channel'],
  [undefined, [aRecording({ card: { channel: 'C9', isPrivate: false } })], 'No recording runs'],
  [undefined, [aRecording(), aRecording({ id: 'rother', cname: 'retro' })], '2 recordings belong to this'],
  [
    'standup',
    [aRecording({ startedBy: 'U2', card: { channel: 'G9', isPrivate: true } })],
    'I know no recording called',
  ],
])('says why it finds none for %s', async (named, recordings, expected) => {
  const target = await findTarget(new FakeRecordingService(...recordings), 'stop', named, actor);
  expect(target.kind === 'say' ? target.message.text : '').toContain(expected);
});

it('starts, keeps the address for what comes later, and leaves the word to the card', async () => {
  const { orders, service, remembered } = setUp();
  const done = await orders.command({ verb: 'start', cname: 'standup', layout: { name: 'grid' } }, requestContext);
  expect(done).toEqual({ outcome: 'done' });
  expect(service.orders).toEqual([
    { cname: 'standup', layout: { name: 'grid' }, by: actor, isPrivate: false, request: 'trigger-1' },
  ]);
  expect(remembered).toEqual(['rabcde U1 https://hooks.invalid/1']);
});

it('says nothing about an order that was counted before', async () => {
  const { orders, service } = setUp(aRecording());
  service.onStart = () => Promise.resolve({ kind: 'duplicate' });
  service.onAsk = () => Promise.resolve({ kind: 'duplicate' });
  for (const command of [
    { verb: 'start', cname: 'standup', layout: { name: 'grid' } },
    { verb: 'stop', target: 'standup' },
    { verb: 'status', target: 'standup' },
  ] as const) {
    expect(await orders.command(command, requestContext)).toEqual({ outcome: 'duplicate' });
  }
});

const start = { verb: 'start', cname: 'standup', layout: { name: 'grid' } } as const;

it('links to the card of what is recorded already', async () => {
  const { orders, service } = setUp();
  service.onStart = () => Promise.resolve({ kind: 'running', recording: aRecording() });
  expect(words(await orders.command(start, requestContext))).toContain(
    'https://team.invalid/archives/C1/p1700000000000001',
  );
});

it('waits for the card that is about to be posted, then links to it', async () => {
  const unposted = aRecording({ phase: 'starting', card: { channel: 'C1', isPrivate: false } });
  const { orders, service } = setUp(unposted);
  service.onStart = () => Promise.resolve({ kind: 'running', recording: unposted });
  const done = orders.command(start, requestContext);
  await settle();
  service.happen(aRecording(), { type: 'cardPosted', ts: '1700000000.000001' });
  expect(words(await done)).toContain('p1700000000000001');
  expect(service.listening('rabcde')).toBe(0);
});

it.each(['time', 'the end of the process'])('answers without a link when %s comes first', async (what) => {
  const unposted = aRecording({ phase: 'starting', card: { channel: 'C1', isPrivate: false } });
  const { orders, service, clock, stop } = setUp(unposted);
  service.onStart = () => Promise.resolve({ kind: 'running', recording: unposted });
  const done = orders.command(start, requestContext);
  await settle();
  if (what === 'time') clock.advance(15_000);
  else stop.abort();
  expect(words(await done)).toContain('is being recorded already');
  expect(service.listening('rabcde')).toBe(0);
});

it('status waits for Agora’s answer, over one that tells nothing', async () => {
  const { orders, service } = setUp(aRecording());
  const done = orders.command({ verb: 'status' }, requestContext);
  await settle();
  expect(service.asks).toMatchObject([{ id: 'rabcde', ask: { type: 'refresh' } }]);
  service.happen(aRecording(), queried({ kind: 'indeterminate', errorCode: 'agora_timeout' }));
  const seen = { at: 1_700_000_100_000, status: 5, files: ['a.m3u8'] };
  service.happen(aRecording({ seen }), queried({ kind: 'status', status: 5, files: ['a.m3u8'] }));
  const said = words(await done);
  expect(said).toContain('status 5');
  expect(said).not.toContain('did not answer');
  expect(service.listening('rabcde')).toBe(0);
});

it('status says so when Agora does not answer in time', async () => {
  const { orders, service, clock } = setUp(aRecording());
  const done = orders.command({ verb: 'status' }, requestContext);
  await settle();
  clock.advance(8_000);
  expect(words(await done)).toContain('Agora did not answer');
  expect(service.listening('rabcde')).toBe(0);
});

it.each(['starting', 'stopping', 'uploading', 'finished', 'failed'] as const)(
  'status of one that is %s asks nobody',
  async (phase) => {
    const { orders, service } = setUp(aRecording({ phase }));
    const said = words(await orders.command({ verb: 'status', target: 'standup' }, requestContext));
    expect(said).toContain('`standup`');
    expect(service.asks).toEqual([]);
  },
);

it('confirms a stop only where the card can’t be seen', async () => {
  const { orders } = setUp(aRecording());
  expect(await orders.command({ verb: 'stop', target: 'standup' }, requestContext)).toMatchObject({ outcome: 'done' });
  expect(words(await orders.command({ verb: 'stop', target: 'standup' }, requestContext))).toBe('');
  expect(words(await orders.command({ verb: 'stop', target: 'standup' }, elsewhere))).toContain('Stopping');
});

it('passes on what the core has to say to the person', async () => {
  const { orders, service } = setUp(aRecording());
  service.onAsk = () => Promise.resolve({ kind: 'accepted', recording: aRecording(), reply: { type: 'notYours' } });
  const done = await orders.command({ verb: 'layout', target: 'standup', layout: { name: 'float' } }, elsewhere);
  expect(done.outcome).toBe('answered');
  expect(words(done)).not.toBe('');
});

it('repairs an older twin of the card, and does what was asked all the same', async () => {
  const { orders, service, repaired } = setUp(aRecording());
  const shown = { channel: 'C1', ts: '1699999999.000001' };
  expect(await orders.click({ ask: { type: 'stop' }, recording: 'rabcde', shown }, requestContext)).toMatchObject({
    outcome: 'done',
  });
  expect(service.asks).toMatchObject([{ ask: { type: 'stop' } }]);
  expect(repaired).toEqual([{ id: 'rabcde', ts: shown.ts }]);
});

it('renders the card again when somebody clicks on one that is over, and leaves a good one alone', async () => {
  const { orders, service, repaired } = setUp(aRecording());
  const shown = { channel: 'C1', ts: '1700000000.000001' };
  await orders.click({ ask: { type: 'refresh' }, recording: 'rabcde', shown }, requestContext);
  expect(repaired).toEqual([]);
  const over = aRecording({ phase: 'finished' });
  service.onAsk = () => Promise.resolve({ kind: 'accepted', recording: over, reply: { type: 'alreadyOver' } });
  const done = await orders.click({ ask: { type: 'stop' }, recording: 'rabcde', shown }, requestContext);
  expect(words(done)).not.toBe('');
  expect(repaired).toEqual([{ id: 'rabcde', ts: shown.ts }]);
});

it('is honest about a recording that nobody knows', async () => {
  const { orders, repaired } = setUp();
  const shown = { channel: 'C1', ts: '1' };
  const done = await orders.click({ ask: { type: 'stop' }, recording: 'rgone', shown }, requestContext);
  expect(words(done)).toContain('rgone');
  expect(repaired).toEqual([]);
});

it('lets what the desk throws through', async () => {
  const { orders, service } = setUp(aRecording());
  service.onAsk = () => Promise.reject(new Error('disk full'));
  await expect(orders.command({ verb: 'status', target: 'standup' }, requestContext)).rejects.toThrow('disk full');
  expect(service.listening('rabcde')).toBe(0);
});

it.each([
  ['stop', { type: 'stop' }],
  ['refresh', { type: 'refresh' }],
  ['layout:vertical', { type: 'layout', layout: { name: 'vertical' } }],
  ['layout:circle', undefined],
  ['pause', undefined],
])('the control %s', (id, ask) => {
  expect(commandOf(id)).toEqual(ask);
});

it.each([
  ['C1', 'general', false],
  ['C1', 'privategroup', true],
  ['D1', 'directmessage', true],
  ['G1', 'old-private', true],
  ['C1', 'mpdm-ana--bo-1', true],
])('%s #%s is hidden: %s', (id, name, isPrivate) => {
  expect(isPrivateConversation(id, name)).toBe(isPrivate);
});

describe('work after the acknowledgement', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('begins in the next turn where a single command came', async () => {
    const taskQueue = createTaskQueue();
    let isBegun = false;
    taskQueue.add(async () => {
      isBegun = true;
    });
    expect(isBegun).toBe(false);
    await turn();
    expect(isBegun).toBe(true);
  });

  it('waits in a flood until no more comes, but not what is urgent, and knows when all is done', async () => {
    const taskQueue = createTaskQueue();
    const acquireEnqueued: string[] = [];
    const [slow, all] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await taskQueue.idle();
    const add = (name: string, urgent = false, task?: () => Promise<void>) => {
      taskQueue.add(async () => {
        acquireEnqueued.push(name);
        await task?.();
      }, urgent);
    };
    add('first', false, () => slow.promise);
    add('second');
    add('third', false, async () => all.resolve());
    add('stop', true);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    // Whoever types next is acknowledged before the second and third begin.
    expect(acquireEnqueued).toEqual(['first', 'stop']);
    let idle = false;
    const done = taskQueue.idle().then(() => {
      idle = true;
    });
    await all.promise;
    expect(acquireEnqueued).toEqual(['first', 'stop', 'second', 'third']);
    expect(idle).toBe(false);
    slow.resolve();
    await done;
  });
});
