import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { priority } from '../../../src/recording/jobs.ts';
import { file, hour, minute, noResponse, notFound, Scenario, second, status } from '../../support/scenario.ts';

describe('queries', () => {
  test('a healthy recorder is queried again after two minutes, without a card update', () => {
    const scenario = new Scenario().toRecording().respond('query', status(5, [file]), 120 * second);
    expect(scenario.calls()).toEqual(['query+120']);
    expect(scenario.last.jobs).toHaveLength(1);
  });

  test('known file names are kept when a response has none', () => {
    const scenario = new Scenario().toRecording().respond('query', status(5), 120 * second);
    expect(scenario.r.health.lastStatus?.files).toEqual([file]);
  });

  test('a refresh redraws the card', () => {
    const scenario = new Scenario().toRecording().command({ type: 'refresh' });
    expect(scenario.calls()).toEqual(['query+0']);
    scenario.respond('query', status(5), 1 * second);
    // Somebody waits for it, so it must not stand behind what changes in the background.
    expect(scenario.last.jobs.filter((job) => job.payload.queue === 'card')).toMatchObject([
      { priority: priority.person },
    ]);
    scenario.respond('query', status(5), 1 * second);
    expect(scenario.queues()).not.toContain('card');
  });

  test('a 404 is a failover for up to 90 s', () => {
    const scenario = new Scenario().toRecording();
    expect(scenario.respond('query', notFound, 120 * second).calls()).toEqual(['query+5']);
    expect(scenario.messages()).toEqual([]);
    expect(scenario.respond('query', notFound, 5 * second).calls()).toEqual(['query+10']);
    expect(scenario.respond('query', notFound, 10 * second).calls()).toEqual(['query+15']);
    expect(scenario.messages()).toEqual(['contactLost']);
    expect(scenario.respond('query', notFound, 15 * second).messages()).toEqual([]);
    scenario.respond('query', status(5), 15 * second);
    expect(scenario.messages()).toEqual(['contactRestored']);
    expect(scenario.r.phase).toBe('recording');
  });

  test('a 404 for 90 s is the end, with the known files', () => {
    const scenario = new Scenario().toRecording().respond('query', notFound);
    for (let asked = 0; asked < 6; asked++) {
      expect(scenario.r.phase).toBe('recording');
      scenario.respond('query', notFound, 15 * second);
    }
    expect(scenario.r).toMatchObject({
      phase: 'finished',
      ending: { uploading: 'unknown', files: { names: [file], predicted: false } },
    });
    expect(scenario.messages()).toEqual(['finished']);
  });

  test('two 404s with an unobserved time between them are not 90 s of 404', () => {
    const scenario = new Scenario().toRecording().respond('query', notFound);
    for (let asked = 0; asked < 4; asked++) scenario.respond('query', noResponse, 30 * second, asked);
    expect(scenario.respond('query', notFound, 5 * second).r.phase).toBe('recording');
    const down = new Scenario().toRecording().respond('query', notFound).respond('query', notFound, hour);
    expect(down.r.phase).toBe('recording');
  });

  test('when control has expired, rejected queries end in lost', () => {
    const rejected: CallOutcome = { kind: 'rejected', errorCode: 'control_data_refused' };
    const scenario = new Scenario().toRecording().respond('query', rejected, 71 * hour);
    expect(scenario.r.phase).toBe('recording');
    expect(scenario.respond('query', rejected, hour).r).toMatchObject({
      phase: 'lost',
      ending: { errorCode: 'control_expired' },
    });
  });

  test.each([6, 7, 8, 20])('status %d is an early end; a missing name is predicted', (value) => {
    const scenario = new Scenario()
      .toConfirming()
      .respond('query', status(4), 5 * second)
      .respond('query', status(value));
    expect(scenario.r.ending?.files).toEqual({ names: [file], predicted: true });
    expect(scenario.r.phase).toBe('finished');
  });

  test('timeouts change nothing; they are reported once, and again when they end', () => {
    const scenario = new Scenario().toRecording();
    const said = [0, 1, 2, 3, 4].map((failedAttempts) =>
      scenario.respond('query', noResponse, 10 * second, failedAttempts).messages(),
    );
    expect(said).toEqual([[], [], [], ['problem'], []]);
    expect(scenario.r.phase).toBe('recording');
    expect(scenario.respond('query', status(5)).messages()).toEqual(['contactRestored']);
  });

  test('rejected queries are reported at once and retried slowly', () => {
    const scenario = new Scenario()
      .toRecording()
      .respond('query', { kind: 'rejected', errorCode: 'agora_unauthorized' });
    expect(scenario.messages()).toEqual(['problem']);
    expect(scenario.calls()).toEqual(['query+60']);
    expect(scenario.r.phase).toBe('recording');
  });

  test('nothing received for a minute is reported once', () => {
    const scenario = new Scenario().toConfirming().respond('query', status(4), 5 * second);
    expect(scenario.respond('query', status(4), 59 * second).messages()).toEqual([]);
    expect(scenario.respond('query', status(4), 1 * second).messages()).toEqual(['noMedia']);
    expect(scenario.respond('query', status(4), 60 * second).messages()).toEqual([]);
  });

  test('arriving media is reported where missing media was', () => {
    const scenario = new Scenario().toConfirming().respond('query', status(4), 5 * second);
    scenario.respond('query', status(4), minute);
    expect(scenario.respond('query', status(5), minute).messages()).toEqual(['mediaArrived']);
    const soon = new Scenario().toConfirming().respond('query', status(4), 5 * second);
    expect(soon.respond('query', status(5), 10 * second).messages()).toEqual([]);
  });
});

describe('a recorder that is present and makes no progress', () => {
  const beginning: CallOutcome = status(2);

  test('is stopped, even after a long unobserved time', () => {
    const scenario = new Scenario().toConfirming().respond('query', beginning, 10 * minute);
    expect(scenario.respondUntilPhaseChanges(beginning).r.phase).toBe('stopping');
    expect(scenario.calls()).toEqual(['stop+0']);
  });

  test('after it has recorded: it is reported and queried again, and not ended', () => {
    const scenario = new Scenario().toRecording();
    const told = [];
    for (let asked = 0; asked < 12; asked++) told.push(...scenario.respond('query', beginning, 15 * second).messages());
    expect(told).toEqual(['contactLost']);
    expect(scenario.r.phase).toBe('recording');
    expect(scenario.respond('query', status(5, [file]), 15 * second).messages()).toEqual(['contactRestored']);
  });

  test('a failover after a slow response gets its 90 s', () => {
    const scenario = new Scenario().toRecording();
    for (let asked = 0; asked < 8; asked++) scenario.respond('query', status(2), 15 * second);
    expect(scenario.respond('query', notFound, 15 * second).r.phase).toBe('recording');
    expect(scenario.respondUntilPhaseChanges(notFound).r.phase).toBe('finished');
  });
});
