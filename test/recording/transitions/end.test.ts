/** What every end does: what is reported, what remains, and when and why it ended. */
import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { priority } from '../../../src/recording/jobs.ts';
import {
  ben,
  file,
  hour,
  minute,
  notFound,
  notSent,
  Scenario,
  second,
  sid,
  status,
  t0,
  uid,
} from '../../support/scenario.ts';

const noFiles: CallOutcome = { kind: 'stopped', files: [], uploading: 'unknown' };
const none = { names: [], predicted: false } as const;
const predicted = { names: [file], predicted: true } as const;

/** What a recording that is over has no use for: its calls, and the timers that are not about its orphans. */
const rest = [
  'acquire',
  'start',
  'query',
  'layout',
  'subscription',
  'hold',
  'storage',
  'stop',
  'cardTimeout',
  'sidTimeout',
  'controlExpiring',
  'uploadTimeout',
  'limitNear',
  'limitReached',
];
const jobs = (now: number, message: object) => [
  { dueAt: now, priority: priority.confirm, payload: { queue: 'thread', message } },
  { key: 'card', dueAt: now, priority: priority.confirm, payload: { queue: 'card' } },
];
const rejected: CallOutcome = { kind: 'rejected', errorCode: 'agora_quota', detail: 'no minutes left' };

describe('thread messages at the end', () => {
  test.each<[string, () => Scenario, object]>([
    [
      'finished',
      () =>
        new Scenario()
          .toRecording()
          .stop(ben)
          .respond('stop', { kind: 'stopped', files: [file], uploading: 'backuped' }),
      {
        type: 'finished',
        outcome: { kind: 'finished' },
        files: { names: [file], predicted: false },
        uploading: 'backuped',
      },
    ],
    [
      'ended early',
      () => new Scenario().toRecording().respond('query', status(6), hour),
      {
        type: 'finished',
        outcome: { kind: 'endedEarly' },
        files: { names: [file], predicted: false },
        uploading: 'unknown',
      },
    ],
    [
      'nothing recorded',
      () => new Scenario().toConfirming().stop(ben).respond('stop', noFiles),
      {
        type: 'finished',
        outcome: { kind: 'nothingRecorded', stoppedAtOnce: true },
        files: none,
        uploading: 'unknown',
      },
    ],
    [
      'failed',
      () => new Scenario().postCard().respond('acquire', rejected),
      { type: 'failed', errorCode: 'agora_quota', detail: 'no minutes left' },
    ],
    [
      'failed, and Agora gave no reason',
      () => new Scenario().postCard().respond('acquire', notSent, 0, 10),
      { type: 'failed', errorCode: 'agora_unreachable' },
    ],
    ['canceled', () => new Scenario().postCard().stop(ben), { type: 'canceled', by: 'UBEN' }],
    [
      'lost, for control has ended',
      () => new Scenario().toRecording().respond('query', notFound, 72 * hour),
      { type: 'lost', errorCode: 'control_expired' },
    ],
    [
      'lost, for its sid is not known',
      () => new Scenario().toSidUnknown().stop(ben),
      { type: 'lost', errorCode: 'start_unknown' },
    ],
  ])('%s', (_name, end, message) => {
    const scenario = end();
    expect(scenario.last.jobs.filter(({ payload }) => payload.queue !== 'timer')).toStrictEqual(
      jobs(scenario.now, message),
    );
    expect(scenario.last.cancel).toEqual(expect.arrayContaining(rest));
    expect(scenario.last.cancel).not.toContain('card');
    expect(scenario.last.cancel).not.toContain('orphansExpired');
  });

  test('uploading, and later finished', () => {
    const scenario = new Scenario({ notifications: true }).toRecording().respond('query', status(6), hour);
    expect(scenario.last.jobs).toStrictEqual([
      ...jobs(scenario.now, { type: 'uploading', outcome: { kind: 'endedEarly' } }).slice(0, 1),
      {
        key: 'uploadTimeout',
        dueAt: scenario.now + 24 * hour,
        priority: priority.confirm,
        payload: { queue: 'timer', timer: 'uploadTimeout' },
      },
      ...jobs(scenario.now, {}).slice(1),
    ]);
    expect(scenario.last.cancel).toEqual(rest);
    scenario.timer('uploadTimeout', 24 * hour);
    const files = { names: [file], predicted: false };
    const announced = { announced: true } as const;
    expect(scenario.last.jobs).toStrictEqual(
      jobs(scenario.now, {
        type: 'finished',
        outcome: { kind: 'endedEarly' },
        files,
        uploading: 'unknown',
        ...announced,
      }),
    );
    expect(scenario.last.cancel).toEqual(rest);
  });
});

describe('the state of a recording that is over', () => {
  test('keeps Agora’s last report, and no pending request', () => {
    const scenario = new Scenario().toRecording().apply({ type: 'tick' }).command({ type: 'refresh' });
    const since = t0;
    const signs = {
      notFound: { since, lastResponseAt: since, notified: true },
      noMedia: { since, notified: true },
      problem: { errorCode: 'agora_timeout', since },
      suspected: { errorCode: 'channel_empty', at: since },
      confirmation: { deadline: since, lastResponseAt: since },
    } as const;
    scenario.r = { ...scenario.r, health: { ...scenario.r.health, ...signs } };
    scenario.respond('query', status(6), hour);
    expect(scenario.r.health).toStrictEqual({
      mediaSeen: true,
      lastStatus: { at: scenario.now, status: 6, files: [file] },
    });
    expect(scenario.r.notified).toStrictEqual({});
    expect(scenario.r.recorders[0].status).toBe('ended');
    expect(scenario.r.ending).toMatchObject({ errorCode: 'channel_empty', endedAt: t0 });
  });

  test('a cancellation leaves a recorder that is over', () => {
    const scenario = new Scenario().postCard().stop(ben, second);
    expect(scenario.r.recorders).toEqual([{ uid, status: 'ended', sendCount: 0 }]);
    expect(scenario.r.ending).toEqual({
      stop: { by: 'UBEN', at: scenario.now },
      endedAt: scenario.now,
      errorCode: 'canceled',
    });
  });

  test('a failure leaves one that is over, too', () => {
    const scenario = new Scenario().postCard().respond('acquire', rejected, second);
    expect(scenario.r.recorders[0].status).toBe('ended');
    expect(scenario.r.ending).toEqual({ endedAt: scenario.now, errorCode: 'agora_quota' });
  });

  test('a loss leaves one that may run', () => {
    const scenario = new Scenario().toRecording().respond('query', notFound, 72 * hour);
    const files = { names: [file], predicted: false };
    expect(scenario.r.recorders[0].status).toBe('orphan');
    expect(scenario.r.ending).toEqual({ endedAt: scenario.now, errorCode: 'control_expired', files });
  });

  test('a loss without a status before it keeps a predicted name', () => {
    const scenario = new Scenario().toConfirming().respond('query', notFound, 72 * hour);
    expect(scenario.r).toMatchObject({ phase: 'lost', ending: { files: predicted } });
  });
});

describe('when it ended', () => {
  test('a stop ends it when Agora’s response arrives, even after a long not-found window', () => {
    const scenario = new Scenario().toRecording().stop();
    for (let n = 0; n < 7; n++) scenario.sendStarted('stop').respond('stop', notFound, 15 * second);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { result: 'stopped', endedAt: scenario.now } });
  });

  test('an end that Agora reports has its time', () => {
    const scenario = new Scenario().toRecording().respond('query', status(6), hour);
    expect(scenario.r.ending?.endedAt).toBe(scenario.now);
  });

  test('a lost recording that is finished later ended when it was lost', () => {
    const scenario = new Scenario({ notifications: true }).toRecording().respond('query', notFound, 72 * hour);
    const endedAt = scenario.now;
    scenario.notify({ kind: 'uploadEnded', uploading: 'uploaded', names: [file] }, {}, hour);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { endedAt } });
  });
});

describe('the reason of an early end without a reported one', () => {
  const ended = (age: number, usesTokens = false) =>
    new Scenario({ usesTokens }).toRecording().respond('query', status(6), age - 5 * second).r.ending?.errorCode;

  test.each([
    [5 * minute - 1, false, 'recorder_vanished'],
    [5 * minute, false, undefined],
    [24 * hour, false, undefined],
    [24 * hour - 1, true, undefined],
    [24 * hour, true, 'token_expired'],
    [minute, true, 'recorder_vanished'],
  ])('after %d ms (tokens: %s): %s', (age, usesTokens, errorCode) => {
    expect(ended(age, usesTokens)).toBe(errorCode);
  });

  test('its age counts from its start, not from the request', () => {
    const scenario = new Scenario()
      .toAcquired()
      .sendStarted()
      .respond('start', { kind: 'started', sid }, 4 * minute);
    scenario.respond('query', status(5), 5 * second).respond('query', status(6), 2 * minute);
    expect(scenario.r.ending?.errorCode).toBe('recorder_vanished');
  });
});

describe('a stop after the bot gave up', () => {
  test('it has failed, and is not canceled', () => {
    const scenario = new Scenario()
      .toConfirming()
      .respondUntilPhaseChanges(notFound)
      .stop(ben)
      .respond('stop', notFound);
    expect(scenario.card()).toMatchObject({ state: 'failed', outcome: { kind: 'failed', errorCode: 'not_confirmed' } });
    expect(scenario.r.recorders[0].status).toBe('ended');
  });
});

test('an orphan is stopped with the end of its recording, whether or not its upload is known', () => {
  const beside = () =>
    new Scenario({ notifications: true })
      .toOrphan()
      .toSecondStarted()
      .respond('query', status(5, [file]), 5 * second);
  for (const uploading of ['unknown', 'uploaded'] as const) {
    // The previous stop has failed permanently; its sid is still known.
    const scenario = beside().notify({ kind: 'joined' }).stop();
    scenario.respond('stop', { kind: 'stopped', files: [file], uploading });
    expect(scenario.calls()).toEqual(['stop+0']);
  }
});

test('more files than fit one message are posted in further ones, each with its own job, the playlist first', () => {
  const parts = Array.from({ length: 230 }, (_, n) => `${sid}_standup_${n}.mp4`);
  const files = [...parts, file];
  const scenario = new Scenario()
    .toRecording()
    .stop(ben)
    .respond('stop', { kind: 'stopped', files, uploading: 'uploaded' });
  const posts = scenario.last.jobs.flatMap(({ payload }) => (payload.queue === 'thread' ? [payload.message] : []));
  expect(posts).toEqual([
    {
      type: 'finished',
      outcome: { kind: 'finished' },
      files: { names: [file, ...parts.slice(0, 99)], predicted: false },
      following: 131,
      uploading: 'uploaded',
    },
    { type: 'moreFiles', names: parts.slice(99, 199), first: 101, total: 231 },
    { type: 'moreFiles', names: parts.slice(199), first: 201, total: 231 },
  ]);
  expect(scenario.r.ending?.files?.names).toEqual(files);
});

test('the reported start of a file is kept, also when a later response omits it', () => {
  const scenario = new Scenario().toRecording();
  scenario.respond('query', { kind: 'status', status: 5, files: [file], starts: { [file]: t0 + 1 } }, minute).stop(ben);
  scenario.respond('stop', {
    kind: 'stopped',
    files: [file, 'b.mp4'],
    starts: { 'b.mp4': t0 + 2 },
    uploading: 'uploaded',
  });
  expect(scenario.r.fileStarts).toEqual({ [file]: t0 + 1, 'b.mp4': t0 + 2 });
});
