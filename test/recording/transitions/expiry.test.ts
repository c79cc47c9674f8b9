import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { currentRecorder } from '../../../src/recording/recording.ts';
import { file, hour, minute, noResponse, notFound, Scenario, second, sid, status } from '../../support/scenario.ts';

describe('the end of control', () => {
  const day = 24 * hour;
  const known = (scenario: Scenario) => scenario.respond('query', status(5, [file]), 0);

  test('is announced an hour before', () => {
    const scenario = new Scenario().toAcquired().sendStarted().respond('start', { kind: 'started', sid });
    expect(scenario.timers()).toEqual([`controlExpiring+${(3 * day - hour) / second}`]);
    known(scenario).timer('controlExpiring', 3 * day - 60 * minute);
    expect(scenario.messages()).toEqual(['controlExpiring']);
    expect(scenario.r.phase).toBe('recording');
  });

  test.each<CallOutcome>([notFound, { kind: 'rejected', errorCode: 'control_data_refused' }])(
    '%j afterwards is Lost',
    (outcome) => {
      const scenario = known(new Scenario().toConfirming()).respond('query', outcome, 3 * day);
      expect(scenario.r).toMatchObject({ phase: 'lost', ending: { errorCode: 'control_expired' } });
      expect(currentRecorder(scenario.r).status).toBe('orphan');
      // It is shown for as long again.
      expect(scenario.timers()).toEqual([`orphansExpired+${(3 * day + 5 * minute) / second}`]);
      const stop = known(new Scenario().toConfirming())
        .stop(undefined, 3 * day)
        .respond('stop', outcome);
      expect(stop.r).toMatchObject({ phase: 'lost', ending: { errorCode: 'control_expired' } });
    },
  );

  test('a lost recording is finished with its files when a notification reports its upload', () => {
    const scenario = known(new Scenario({ notifications: true }).toConfirming()).respond('query', notFound, 3 * day);
    expect(scenario.r.phase).toBe('lost');
    scenario.notify({ kind: 'uploadEnded', uploading: 'uploaded', names: [file] }, {}, minute);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { uploading: 'uploaded' } });
    expect(scenario.r.ending?.errorCode).toBeUndefined();
    expect(scenario.messages()).toEqual(['finished']);
  });

  test('with tokens an early end after 24 hours is explained by the token', () => {
    const scenario = known(new Scenario({ usesTokens: true }).toConfirming()).respond('query', notFound, day);
    for (let asked = 0; asked < 7 && scenario.r.phase === 'recording'; asked++)
      scenario.respond('query', notFound, 15 * second);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { errorCode: 'token_expired' } });
  });
});

test('control ends 72 hours after the reservation, not after a sid that came late', () => {
  const scenario = new Scenario()
    .toAcquired()
    .sendStarted()
    .respond('start', noResponse, 15 * second)
    .sendStarted()
    .respond('start', { kind: 'started', sid }, 10 * minute)
    .respond('query', status(5, [file]), 5 * second);
  expect(scenario.respond('query', notFound, 72 * hour - 10 * minute).r).toMatchObject({
    phase: 'lost',
    ending: { errorCode: 'control_expired' },
  });
});

test('with tokens people are warned an hour before the token expires', () => {
  const scenario = new Scenario({ usesTokens: true }).toConfirming();
  expect(scenario.timers()).toEqual([`controlExpiring+${(23 * hour) / second}`]);
  scenario.respond('query', status(5, [file]), 5 * second).timer('controlExpiring', 23 * hour);
  expect(scenario.messages()).toEqual(['tokenExpiring']);
});
