/** Scheduled recordings: they wait for people, and continue until their time is over. */
import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { ben, file, hour, minute, notFound, otherSid, Scenario, second, status, t0 } from '../../support/scenario.ts';
import { specOf } from '../../support/specs.ts';

const until = t0 + hour;
const scheduled = (change: { at?: number; late?: 'outage' | 'busy' } = {}) =>
  new Scenario({ spec: specOf({ duration: hour }), scheduled: { scheduleId: 's7k2m4', at: t0, until, ...change } });

/** The recorder has left the empty channel: Agora finds it no longer. */
const emptied = (scenario: Scenario) => scenario.respondUntilPhaseChanges(notFound);

/** The next recorder is there. */
function toNext(scenario: Scenario, after = 3 * minute): Scenario {
  return scenario
    .respond('acquire', { kind: 'acquired', resourceId: 'R2' }, after)
    .sendStarted()
    .respond('start', { kind: 'started', sid: otherSid });
}

const nobody = () =>
  scheduled()
    .toConfirming()
    .respond('query', status(4), 5 * second);
const waiting = () =>
  emptied(
    nobody()
      .respond('query', status(4), minute)
      .respond('query', status(4), 5 * minute),
  );

describe('the beginning', () => {
  test('has a deadline from the start', () => {
    const scenario = scheduled();
    expect(scenario.r).toMatchObject({ limit: { stopAt: until }, scheduled: { scheduleId: 's7k2m4', at: t0 } });
    expect(scenario.timers()).toEqual(['cardTimeout+10', 'limitNear+3000', 'limitReached+3600']);
    expect(scenario.toConfirming().r.limit).toEqual({ stopAt: until });
  });

  test.each([
    [minute, undefined, []],
    [minute, 'outage', []],
    [minute + 1, 'outage', ['startedLate']],
    [minute + 1, 'busy', ['startedLate']],
  ] as const)('%d ms late because of %s: %j', (by, late, messages) => {
    const scenario = scheduled({ at: t0 - by, ...(late === undefined ? {} : { late }) });
    expect(scenario.messages()).toEqual(messages);
  });
});

describe('while there is no participant', () => {
  test('it is reported once, mentioning the starter', () => {
    const scenario = nobody();
    expect(scenario.messages()).toEqual(['confirmed']);
    expect(scenario.respond('query', status(4), minute).messages()).toEqual(['waitingForPeople']);
    expect(scenario.card()).toMatchObject({ state: 'starting', waiting: true });
    expect(scenario.card().attention).toBeUndefined();
    expect(scenario.respond('query', status(4), 2 * minute).messages()).toEqual([]);
    expect(scenario.apply({ type: 'tick' }).last.jobs).toEqual([]);
  });

  test('another recorder is acquired after three minutes, without a message', () => {
    const scenario = waiting();
    expect(scenario.r).toMatchObject({ phase: 'starting', waiting: true, earlier: { count: 1, files: [] } });
    expect(scenario.r.recorders.map((one) => one.status)).toEqual(['ended', 'planned']);
    expect(scenario.calls()).toEqual(['acquire+180']);
    expect(scenario.messages()).toEqual([]);
    const next = toNext(scenario).respond('query', status(4), 5 * second);
    expect(next.messages()).toEqual([]);
    expect(next.card()).toMatchObject({ state: 'starting', waiting: true });
  });

  test('an end before the report triggers it', () => {
    const scenario = nobody().respond('query', notFound, 6 * minute);
    emptied(scenario);
    expect(scenario.r.phase).toBe('starting');
    expect(scenario.messages()).toEqual(['waitingForPeople']);
  });

  test('it is reported when a participant has joined', () => {
    const scenario = toNext(waiting()).respond('query', status(5, [file]), 5 * second);
    expect(scenario.messages()).toEqual(['confirmed']);
    expect(scenario.r.waiting).toBeUndefined();
    expect(scenario.card()).toMatchObject({ state: 'recording', media: 'arriving' });
  });

  test('at the deadline nothing was recorded, and no further recorder is acquired', () => {
    const scenario = waiting();
    scenario.timer('limitReached', until - scenario.now);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { result: 'nothingRecorded' } });
    expect(scenario.messages()).toEqual(['finished']);
    expect(scenario.calls()).toEqual([]);
    expect(scenario.last.cancel).toEqual(expect.arrayContaining(['acquire', 'start', 'limitReached']));
  });

  test('near the deadline no other recorder is acquired', () => {
    const scenario = nobody();
    scenario.respond('query', status(4), until - scenario.now - 5 * minute);
    emptied(scenario);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { result: 'nothingRecorded' } });
  });

  test('Stop ends it', () => {
    const scenario = waiting().stop(ben);
    expect(scenario.r).toMatchObject({
      phase: 'finished',
      ending: { stop: { by: 'UBEN' }, result: 'nothingRecorded' },
    });
    expect(scenario.last.cancel).toContain('acquire');
  });

  test('a recorder that can no longer start is not started', () => {
    const scenario = waiting().respond('acquire', { kind: 'acquired', resourceId: 'R2' }, 3 * minute);
    scenario.apply({ type: 'completed' }, until - scenario.now).sendStarted();
    expect(scenario.last.dispatch).toBe('skip');
  });
});

describe('when everybody has left', () => {
  const left = () =>
    emptied(
      scheduled()
        .toRecording()
        .respond('query', status(5, [file]), 10 * minute),
    );

  test('it continues when they return, and its end names all files', () => {
    const scenario = left();
    expect(scenario.messages()).toEqual(['everyoneLeft']);
    const second2 = `${otherSid}_standup.m3u8`;
    toNext(scenario).respond('query', status(5, [second2]), 5 * second);
    expect(scenario.messages()).toEqual(['confirmed']);
    scenario.timer('limitReached', until - scenario.now).sendStarted('stop');
    const stopped: CallOutcome = { kind: 'stopped', files: [second2], uploading: 'uploaded' };
    scenario.respond('stop', stopped, second);
    expect(scenario.r.ending).toMatchObject({ result: 'stopped', files: { names: [file, second2], predicted: false } });
  });

  test('it ends as finished when they do not return', () => {
    const scenario = left();
    scenario.timer('limitReached', until - scenario.now);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { result: 'stopped', files: { names: [file] } } });
    expect(scenario.card().outcome).toEqual({ kind: 'finished' });
  });

  test('a later recorder that can’t be reserved loses no recorded files', () => {
    const scenario = left().respond('acquire', { kind: 'rejected', errorCode: 'agora_quota' }, 3 * minute);
    expect(scenario.r).toMatchObject({
      phase: 'finished',
      ending: { errorCode: 'agora_quota', files: { names: [file] } },
    });
    expect(scenario.card().outcome).toEqual({ kind: 'endedEarly', errorCode: 'agora_quota' });
  });
});

test('a recorder that fails is replaced at once', () => {
  const scenario = emptied(scheduled().toRecording());
  expect(scenario.messages()).toEqual(['recorderReplaced']);
  expect(scenario.calls()).toEqual(['acquire+3']);
  expect(scenario.r).toMatchObject({ phase: 'starting', earlier: { count: 1, files: [file] } });
  expect(scenario.r.waiting).toBeUndefined();
});

test('an unscheduled recording ends with its recorder', () => {
  expect(emptied(new Scenario({ spec: specOf({ duration: hour }) }).toRecording()).r.phase).toBe('finished');
});

test('it gives up after three failed recorders in a row, not in total', () => {
  const scenario = waiting();
  const fail = () => {
    scenario.respond('acquire', { kind: 'acquired', resourceId: 'R' }, 3 * minute).sendStarted();
    scenario.respond('start', { kind: 'conflict' });
  };
  fail();
  expect(scenario.r).toMatchObject({ phase: 'starting', recorders: { length: 3 } });
  fail();
  expect(scenario.r.phase).toBe('starting');
  fail();
  expect(scenario.r.phase).not.toBe('starting');
});

test('a start that was never sent before the deadline is canceled immediately', () => {
  const scenario = waiting()
    .respond('acquire', { kind: 'acquired', resourceId: 'R2' }, 3 * minute)
    .sendStarted();
  scenario.timer('limitReached', until - scenario.now);
  expect(scenario.r.phase).toBe('stopping');
  scenario.respond('start', { kind: 'notSent', errorCode: 'agora_unreachable' });
  expect(scenario.r).toMatchObject({ phase: 'finished', ending: { stop: { limit: true } } });
});
