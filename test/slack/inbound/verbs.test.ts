import { describe, expect, it } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import type { Event } from '../../../src/recording/events.ts';
import type { Command } from '../../../src/slack/inbound/verbs/index.ts';
import {
  accepted,
  alreadyRunning,
  noneHere,
  notFound,
  statusReply,
  whichOne,
} from '../../../src/slack/surfaces/replies.ts';
import { renderMessage } from '../../../src/slack/surfaces/thread.ts';
import { contextOf, createHandlers, here, linkTo } from './handlers.ts';
import { aRecording, inChannel, settle, withOrphan } from './support.ts';

const elsewhere = contextOf('U1', 'C2');
const startStandup: Command = { verb: 'start', cname: 'standup', wanted: { layout: { kind: 'grid' } } };
const unposted = aRecording({ phase: 'starting', card: { teamId: 'T1', channelId: 'C1', isPrivate: false } });

describe('start', () => {
  it('keeps the response_url for later messages, and responds only by the card', async () => {
    const { run, service, remembered } = createHandlers();
    expect(await run({ ...startStandup, wanted: { layout: { kind: 'float' } } })).toEqual({ outcome: 'done' });
    const start = { cname: 'standup', wanted: { layout: { kind: 'float' } }, actor: here.actor, isPrivate: false };
    expect(service.starts).toEqual([{ start, requestId: 'trigger-1' }]);
    expect(remembered).toEqual(['rnewer U1 https://hooks.invalid/1']);
  });

  it('links to the card of a live recording', async () => {
    const { run } = createHandlers(aRecording());
    const { outcome, reply } = await run(startStandup);
    expect(outcome).toBe('answered');
    expect(reply).toEqual(alreadyRunning(aRecording(), 'https://team.invalid/archives/C1/p1700000000000001'));
  });

  it('waits for the card that is about to be posted, then links to it', async () => {
    const { run, service } = createHandlers(unposted);
    const result = run(startStandup);
    await settle();
    service.commit(aRecording(), { type: 'cardPosted', ts: '1700000000.000001' });
    expect((await result).reply).toEqual(alreadyRunning(aRecording(), linkTo(aRecording())));
    expect(service.listeners('rabcde')).toBe(0);
  });

  it('links to a card that was posted just before', async () => {
    const { run, service } = createHandlers(aRecording());
    service.onStart = () => Promise.resolve({ kind: 'active', recording: unposted });
    const { reply } = await run(startStandup);
    expect(reply).toEqual(alreadyRunning(aRecording(), linkTo(aRecording())));
    expect(service.listeners('rabcde')).toBe(0);
  });

  it.each(['time', 'the end of the process'])('answers without a link when %s comes first', async (what) => {
    const { run, service, clock, stopping } = createHandlers(unposted);
    const result = run(startStandup);
    await settle();
    if (what === 'time') clock.advance(15_000);
    else stopping.abort();
    expect((await result).reply).toEqual(alreadyRunning(unposted));
    expect(service.listeners('rabcde')).toBe(0);
  });

  it('finds the card although a channel is named like the id of its recording', async () => {
    const { run, service } = createHandlers(unposted);
    service.recordings.set('rother', aRecording({ id: 'rother', cname: 'rabcde' }));
    const result = run(startStandup);
    await settle();
    service.commit(aRecording(), { type: 'cardPosted', ts: '1700000000.000001' });
    expect((await result).reply).toEqual(alreadyRunning(aRecording(), linkTo(aRecording())));
  });
});

it('says nothing about a command that was counted before', async () => {
  const { run, service } = createHandlers(aRecording());
  service.onStart = () => Promise.resolve({ kind: 'duplicate' });
  service.onExecute = () => Promise.resolve({ kind: 'duplicate' });
  for (const command of [
    startStandup,
    { verb: 'stop', target: 'standup' },
    { verb: 'status', target: 'standup' },
    { verb: 'layout', target: 'standup', layout: { kind: 'grid' } },
  ] as const) {
    expect(await run(command)).toEqual({ outcome: 'duplicate' });
  }
});

describe('targets of a command', () => {
  it.each([
    ['by name', 'standup', [aRecording()], 'rabcde'],
    ['by id', 'rabcde', [aRecording()], 'rabcde'],
    ['one that is over', 'rabcde', [aRecording({ phase: 'finished' })], 'rabcde'],
    ['of another channel', 'standup', [aRecording({ card: inChannel('C9') })], 'rabcde'],
    ['the only live one here', undefined, [aRecording(), aRecording({ id: 'rold', phase: 'finished' })], 'rabcde'],
    ['the only live one here beside an orphan', undefined, [aRecording(), withOrphan()], 'rabcde'],
    ['the only orphan here, where nothing is live', undefined, [withOrphan()], 'rorphn'],
    ['one’s own in a private channel', 'standup', [aRecording({ card: inChannel('G9', true) })], 'rabcde'],
  ])('is found %s', async (_, target, recordings, id) => {
    const { run, service } = createHandlers(...recordings);
    await run({ verb: 'stop', ...(target === undefined ? {} : { target }) });
    expect(service.executed).toMatchObject([{ id, command: { type: 'stop' } }]);
  });

  const other = aRecording({ id: 'rother', cname: 'retro' });
  const another = withOrphan({ id: 'ranoth', cname: 'demo' });
  it.each([
    ['stop', 'standupp', [aRecording()], notFound('standupp', ['/record stop standup'])],
    ['status', 'rabcdf', [aRecording({ cname: 'retro' })], notFound('rabcdf', ['/record status rabcde'])],
    ['stop', 'room nine', [], notFound('room nine', [])],
    ['stop', undefined, [], noneHere('stop')],
    ['status', undefined, [aRecording({ card: inChannel('C9') })], noneHere('status')],
    ['stop', undefined, [aRecording(), other], whichOne('stop', [aRecording(), other])],
    ['stop', undefined, [withOrphan(), another], whichOne('stop', [withOrphan(), another])],
    ['stop', undefined, [aRecording(), other, withOrphan()], whichOne('stop', [aRecording(), other])],
  ] as const)('is asked back: %s %s', async (verb, target, recordings, reply) => {
    const { run, service } = createHandlers(...recordings);
    expect(await run({ verb, ...(target === undefined ? {} : { target }) })).toEqual({ outcome: 'answered', reply });
    expect(service.executed).toEqual([]);
  });

  it('is suggested whole for a layout, too', async () => {
    const { run } = createHandlers(aRecording({ cname: 'team sync' }));
    const layout = { kind: 'grid', background: '#101010' } as const;
    const { reply } = await run({ verb: 'layout', target: 'team synk', layout });
    expect(reply).toEqual(notFound('team synk', ['/record layout "team sync" grid background=#101010']));
  });
});

describe('stop and layout', () => {
  it('are confirmed only where the card can’t be seen', async () => {
    const near = createHandlers(aRecording());
    expect(await near.run({ verb: 'stop', target: 'standup' })).toEqual({ outcome: 'done' });
    const far = createHandlers(aRecording());
    const { outcome, reply } = await far.run({ verb: 'stop', target: 'standup' }, elsewhere);
    const stopping = far.service.recordings.get('rabcde') ?? aRecording();
    expect({ outcome, reply }).toEqual({
      outcome: 'done',
      reply: accepted(stopping, { type: 'stop' }, linkTo(stopping)),
    });
  });

  it('return the reply of the core to the person', async () => {
    const { run } = createHandlers(aRecording());
    const layout = { kind: 'grid' } as const;
    const { outcome, reply } = await run({ verb: 'layout', target: 'standup', layout }, elsewhere);
    expect(outcome).toBe('answered');
    expect(reply).toEqual(
      renderMessage(aRecording(), { type: 'sameSetting', setting: { type: 'layout', layout } }, linkTo(aRecording())),
    );
  });

  it('propagate errors of the service', async () => {
    const { run, service } = createHandlers(aRecording());
    service.onExecute = () => Promise.reject(new Error('disk full'));
    for (const verb of ['stop', 'status'] as const) {
      await expect(run({ verb, target: 'standup' })).rejects.toThrow('disk full');
    }
    expect(service.listeners('rabcde')).toBe(0);
  });
});

describe('status', () => {
  const queried = (outcome: CallOutcome): Event => ({
    type: 'responseReceived',
    payload: { queue: 'agora', call: 'query', uid: '4000000001', failedAttempts: 0 },
    outcome,
  });
  const now = 1_700_000_100_000;

  it('waits for Agora’s response, beyond one without information', async () => {
    const { run, service } = createHandlers(aRecording());
    const result = run({ verb: 'status' });
    await settle();
    expect(service.executed).toMatchObject([{ id: 'rabcde', command: { type: 'refresh' } }]);
    service.commit(aRecording(), queried({ kind: 'indeterminate', errorCode: 'agora_timeout' }));
    const answered = aRecording({ health: { lastStatus: { at: now, status: 5, files: ['a.m3u8'] } } });
    service.commit(answered, queried({ kind: 'status', status: 5, files: ['a.m3u8'] }));
    expect((await result).reply).toEqual(statusReply(answered, now, false, linkTo(answered)));
    expect(service.listeners('rabcde')).toBe(0);
  });

  it('takes a new status for the response where that was missed', async () => {
    const { run, service } = createHandlers(aRecording());
    const result = run({ verb: 'status' });
    await settle();
    service.missed(aRecording());
    expect(service.listeners('rabcde')).toBe(1);
    const answered = aRecording({ health: { lastStatus: { at: now, status: 5, files: ['a.m3u8'] } } });
    service.missed(answered);
    expect((await result).reply).toEqual(statusReply(answered, now, false, linkTo(answered)));
  });

  it('reports that Agora did not respond in time', async () => {
    const { run, service, clock } = createHandlers(aRecording());
    const result = run({ verb: 'status' });
    await settle();
    clock.advance(8_000);
    const r = service.recordings.get('rabcde') ?? aRecording();
    expect((await result).reply).toEqual(statusReply(r, now + 8_000, true, linkTo(r)));
    expect(service.listeners('rabcde')).toBe(0);
  });

  it.each(['starting', 'stopping', 'uploading', 'finished', 'failed', 'canceled'] as const)(
    'of one that is %s sends no query',
    async (phase) => {
      const r = aRecording({ phase });
      const { run, service } = createHandlers(r);
      const { reply } = await run({ verb: 'status', target: 'standup' });
      expect(reply).toEqual(statusReply(r, now, false, linkTo(r)));
      expect(service.executed).toEqual([]);
    },
  );
});

it('list shows what this person may view, with a limit for each kind', async () => {
  const many = Array.from({ length: 40 }, (_, index) => aRecording({ id: `r${index}`, cname: `c${index}` }));
  const { run, service } = createHandlers(...many);
  const limits: unknown[] = [];
  const list = service.list.bind(service);
  service.list = (viewer, wanted) => {
    limits.push({ viewer, ...wanted });
    return list(viewer, wanted);
  };
  const { outcome, reply } = await run({ verb: 'list' });
  expect(limits).toEqual([{ viewer: here.actor, live: 30, orphans: 10, ended: 5 }]);
  expect(outcome).toBe('answered');
  expect(reply?.text).toContain('c0');
});
