import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { currentRecorder } from '../../../src/recording/recording.ts';
import { hour, noResponse, notFound, Scenario, second, status } from '../../support/scenario.ts';

describe('confirmation', () => {
  test.each([4, 5])('status %d is proof', (value) => {
    const scenario = new Scenario().toConfirming().respond('query', status(value), 5 * second);
    expect(scenario.r.phase).toBe('recording');
    expect(scenario.messages()).toEqual(['confirmed']);
  });

  test.each<[string, CallOutcome]>([
    ['a status below 4', status(2)],
    ['404', notFound],
  ])('%s for 90 s: told to stop, then failed with the likely causes', (_name, outcome) => {
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

  test('while Agora cannot be asked the clock stands still', () => {
    const scenario = new Scenario().toConfirming();
    for (let i = 0; i < 10; i++) scenario.respond('query', noResponse, 30 * second, i);
    expect(scenario.r.phase).toBe('confirming');
    scenario.respond('query', notFound, 5 * second);
    expect(scenario.r.phase).toBe('confirming');
    scenario.respond('query', status(4), 5 * second);
    expect(scenario.r.phase).toBe('recording');
  });

  test('a bot that was down for an hour does not take its own silence for evidence', () => {
    const scenario = new Scenario().toConfirming().respond('query', notFound, hour);
    expect(scenario.r.phase).toBe('confirming');
  });

  test('after an hour in which nobody asked it may have recorded and ended: finished, not failed', () => {
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
