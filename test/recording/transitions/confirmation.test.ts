import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { priority } from '../../../src/recording/jobs.ts';
import { currentRecorder } from '../../../src/recording/recording.ts';
import { hour, minute, noResponse, notFound, Scenario, second, status, uid } from '../../support/scenario.ts';

describe('confirmation', () => {
  test.each([4, 5])('status %d is proof', (value) => {
    const scenario = new Scenario().toConfirming().respond('query', status(value), 5 * second);
    expect(scenario.r.phase).toBe('recording');
    expect(scenario.messages()).toEqual(['confirmed']);
  });

  test.each<[string, CallOutcome]>([
    ['a status below 4', status(2)],
    ['404', notFound],
  ])('%s for 90 s: stopped, then failed with the likely causes', (_name, outcome) => {
    const scenario = new Scenario().toConfirming();
    let asked = 0;
    while (scenario.r.phase === 'confirming' && asked < 50) {
      const wait =
        (scenario.last.jobs.find((job) => job.payload.queue === 'agora')?.dueAt ?? scenario.now) - scenario.now;
      scenario.respond('query', outcome, wait);
      asked += 1;
    }
    expect(scenario.now - (currentRecorder(scenario.r).startedAt ?? 0)).toBe(90 * second);
    expect(scenario.calls()).toEqual(['stop+0']);
    scenario.respond('stop', notFound);
    expect(scenario.r).toMatchObject({ phase: 'failed', ending: { errorCode: 'not_confirmed' } });
    expect(scenario.messages()).toEqual(['failed']);
  });

  test('while Agora is unreachable the clock is suspended', () => {
    const scenario = new Scenario().toConfirming();
    for (let i = 0; i < 10; i++) scenario.respond('query', noResponse, 30 * second, i);
    expect(scenario.r.phase).toBe('confirming');
    scenario.respond('query', notFound, 5 * second);
    expect(scenario.r.phase).toBe('confirming');
    scenario.respond('query', status(4), 5 * second);
    expect(scenario.r.phase).toBe('recording');
  });

  test('an outage of the bot for an hour is not evidence', () => {
    const scenario = new Scenario().toConfirming().respond('query', notFound, hour);
    expect(scenario.r.phase).toBe('confirming');
  });

  test('after an unobserved hour it may have recorded and ended: finished, not failed', () => {
    const scenario = new Scenario().toConfirming().respond('query', notFound, hour);
    for (let asked = 0; asked < 10 && scenario.r.phase === 'confirming'; asked++)
      scenario.respond('query', notFound, 15 * second);
    expect(scenario.r).toMatchObject({
      phase: 'finished',
      ending: { uploading: 'unknown', files: { predicted: true } },
    });
  });

  test('a recorder that stopped by itself at once has failed, after a stop', () => {
    const scenario = new Scenario().toConfirming().respond('query', status(8), 5 * second);
    expect(scenario.calls()).toEqual(['stop+0']);
    scenario.respond('stop', { kind: 'exiting' });
    expect(scenario.r.phase).toBe('failed');
  });

  test('files in the response to that stop prove that it did record', () => {
    const scenario = new Scenario().toConfirming().respond('query', status(8), 5 * second);
    scenario.respond('stop', { kind: 'stopped', files: ['x.m3u8'], uploading: 'uploaded' });
    expect(scenario.r.phase).toBe('finished');
  });
});

test('an exit that Agora does not confirm ends no start', () => {
  const scenario = new Scenario({ notifications: true })
    .toConfirming()
    .notify({ kind: 'exited', normal: false })
    .respond('query', status(2));
  expect(scenario.r.phase).toBe('confirming');
});

test('Agora is queried every five seconds at first, then every ten, and once more after 90 s', () => {
  const scenario = new Scenario().toConfirming();
  const waits: string[] = [];
  for (let wait = 5; scenario.r.phase === 'confirming'; ) {
    const [call = ''] = scenario.respond('query', status(2), wait * second).calls();
    waits.push(call);
    wait = Number(call.split('+')[1]);
  }
  expect(waits).toEqual([...Array(5).fill('query+5'), ...Array(6).fill('query+10'), 'stop+0']);
});

test('the last query is sent at 90 s, not after', () => {
  const scenario = new Scenario().toConfirming().respond('query', notFound, 19 * second);
  for (let n = 0; n < 4; n++) scenario.respond('query', notFound, 17 * second);
  expect(scenario.calls()).toEqual(['query+3']);
});

test('giving up: a stop is sent first, nothing else, and the reason is shown', () => {
  const scenario = new Scenario().toConfirming().respondUntilPhaseChanges(notFound);
  const { now } = scenario;
  expect(scenario.last.jobs).toEqual([
    {
      key: 'stop',
      dueAt: now,
      priority: priority.stop,
      payload: { queue: 'agora', call: 'stop', uid, failedAttempts: 0 },
    },
    { key: 'card', dueAt: now, priority: priority.confirm, payload: { queue: 'card' } },
  ]);
  expect(scenario.last.cancel).toEqual(['query', 'layout', 'subscription', 'hold']);
  expect(scenario.r.ending).toEqual({ stop: { because: 'not_confirmed', at: now } });
  expect(scenario.r.health).not.toHaveProperty('confirmation');
});

test('giving up after a problem with the query: the stop has no problem yet', () => {
  const scenario = new Scenario().toConfirming().respond('query', noResponse, second, 3);
  expect(scenario.r.health.problem).toBeDefined();
  scenario.respondUntilPhaseChanges(notFound);
  expect(scenario.card().attention).toEqual({ type: 'givingUp', errorCode: 'not_confirmed' });
});

test('giving up: lost contact is cleared, and the first 404 to the stop is conclusive', () => {
  const scenario = new Scenario().toConfirming().respondUntilPhaseChanges(notFound).respond('stop', notFound, second);
  expect(scenario.r.phase).toBe('failed');
  expect(scenario.messages()).toEqual(['failed']);
});

test.each([
  [5 * minute + 20 * second - 1, 'failed'],
  [5 * minute + 20 * second, 'finished'],
])('after %d ms unobserved it has %s: it may have been idle for so long, and left', (silence, phase) => {
  const scenario = new Scenario().toConfirming().respond('query', notFound, silence);
  scenario.respondUntilPhaseChanges(notFound);
  if (scenario.r.phase === 'stopping') scenario.respond('stop', notFound);
  expect(scenario.r.phase).toBe(phase);
});
