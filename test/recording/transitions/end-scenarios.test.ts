/** How recordings end that were stopped at once, that nobody was in, or that were canceled. */
import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import {
  ana,
  ben,
  file,
  hour,
  minute,
  noResponse,
  notFound,
  notSent,
  resourceId,
  Scenario,
  second,
  sid,
  status,
  t0,
} from '../../support/scenario.ts';

const noFiles: CallOutcome = { kind: 'stopped', files: [], uploading: 'unknown' };
const none = { names: [], predicted: false } as const;
const predicted = { names: [file], predicted: true } as const;

/** A stop whose response is a 404 until a fail-over would be over. */
function respond404(scenario: Scenario): Scenario {
  for (let n = 0; n < 8 && scenario.r.phase === 'stopping'; n++)
    scenario.sendStarted('stop').respond('stop', notFound, 15 * second);
  return scenario;
}

describe.each([false, true])('a stop within a second of the start (notifications: %s)', (notifications) => {
  const moments: readonly [string, () => Scenario][] = [
    [
      'while the start is in flight',
      () =>
        new Scenario({ notifications })
          .toAcquired()
          .sendStarted()
          .stop(ana, second)
          .respond('start', { kind: 'started', sid }, second),
    ],
    ['while Agora has not shown it', () => new Scenario({ notifications }).toConfirming().stop(ana, second)],
  ];

  describe.each(moments)('%s', (_moment, stopped) => {
    test('is sent at once', () => {
      expect(stopped().calls()).toEqual(['stop+0']);
    });

    test.each<[string, (scenario: Scenario) => Scenario]>([
      ['435', (scenario) => scenario.respond('stop', { kind: 'nothingRecorded' })],
      ['404', respond404],
      ['200 without files', (scenario) => scenario.respond('stop', noFiles)],
      ['that it leaves already', (scenario) => scenario.respond('stop', { kind: 'exiting' })],
    ])('%s: nothing was recorded, and no name is predicted', (_name, respond) => {
      const scenario = respond(stopped().sendStarted('stop'));
      expect(scenario.r).toMatchObject({ phase: 'finished', ending: { result: 'nothingRecorded', files: none } });
      expect(scenario.card().outcome).toEqual({ kind: 'nothingRecorded', stoppedAtOnce: true });
      expect(scenario.messages()).toEqual(['finished']);
    });

    test('200 with files: it is finished with them', () => {
      const scenario = stopped().respond('stop', { kind: 'stopped', files: [file], uploading: 'uploaded' });
      expect(scenario.card()).toMatchObject({
        state: 'finished',
        outcome: { kind: 'finished' },
        files: { names: [file] },
      });
    });
  });

  test('a name is predicted where it was seen to record', () => {
    const scenario = new Scenario({ notifications }).toConfirming().respond('query', status(5), second);
    scenario.stop().respond('stop', noFiles);
    expect(scenario.r.ending).toMatchObject({ result: 'stopped', files: predicted });
  });
});

describe('without any camera or microphone', () => {
  const waiting = (seconds: number) =>
    new Scenario({ notifications: true })
      .toConfirming()
      .respond('query', status(4), 5 * second)
      .respond('query', status(4), seconds * second);

  test('for a minute: nothing was recorded, no name is predicted, and no upload is waited for', () => {
    const scenario = waiting(60).stop(ben, hour).respond('stop', noFiles);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { result: 'nothingRecorded', files: none } });
    expect(scenario.card().outcome).toEqual({ kind: 'nothingRecorded', stoppedAtOnce: false });
  });

  test('for less than a minute: undetermined', () => {
    const scenario = waiting(59).stop().respond('stop', noFiles);
    expect(scenario.r).toMatchObject({ phase: 'uploading', ending: { result: 'stopped', files: predicted } });
  });

  test('at the end only: it has recorded before', () => {
    const scenario = new Scenario().toConfirming().respond('query', status(5), 5 * second);
    scenario.respond('query', status(4), minute).respond('query', status(4), 2 * minute);
    expect(scenario.stop().respond('stop', noFiles).r.ending).toMatchObject({ result: 'stopped', files: predicted });
  });

  test('and it ends early: nothing was recorded', () => {
    const scenario = waiting(60).respond('query', status(6), minute);
    expect(scenario.r.ending).toMatchObject({ result: 'nothingRecorded', files: none });
  });

  test('but Agora names a file: it has recorded', () => {
    const scenario = waiting(60)
      .stop()
      .respond('stop', { kind: 'stopped', files: [file], uploading: 'uploaded' });
    expect(scenario.r.ending).toMatchObject({ result: 'stopped', files: { names: [file], predicted: false } });
  });
});

describe('canceled before a recorder could run', () => {
  test.each<[string, () => Scenario]>([
    ['before the card is posted', () => new Scenario().stop(ben)],
    ['before the reservation', () => new Scenario().postCard().stop(ben)],
    ['before the start leaves', () => new Scenario().toAcquired().stop(ben)],
    [
      'while the start cannot leave',
      () => new Scenario().toAcquired().sendStarted().stop(ben).respond('start', notSent),
    ],
  ])('%s', (_moment, cancel) => {
    const scenario = cancel();
    expect(scenario.card()).toMatchObject({ state: 'canceled', outcome: { kind: 'canceled', by: ben.userId } });
    expect(scenario.messages()).toEqual(['canceled']);
    expect(scenario.calls()).toEqual([]);
    expect(scenario.isCardDrawn()).toBe(true);
    expect(scenario.respond('acquire', { kind: 'acquired', resourceId }).calls()).toEqual([]);
    expect(scenario.postCard().calls()).toEqual([]);
  });

  test('a start that Agora rejects after the stop is canceled, too', () => {
    const scenario = new Scenario().toAcquired().sendStarted().stop(ben);
    scenario.respond('start', { kind: 'rejected', errorCode: 'agora_quota' });
    expect(scenario.r.phase).toBe('canceled');
  });

  test('a start that may have worked is not: it is lost', () => {
    const scenario = new Scenario().toAcquired().sendStarted().stop(ben).respond('start', noResponse, 0, 3);
    expect(scenario.r.phase).toBe('lost');
  });
});

describe('everybody leaves, without a notification', () => {
  const left = (age: number) => new Scenario().toRecording().respond('query', notFound, age);

  test('it ended when Agora did not find it for the first time', () => {
    const scenario = left(10 * minute);
    const firstNotFound = scenario.now;
    scenario.respondUntilPhaseChanges(notFound);
    expect(scenario.now).toBe(firstNotFound + 90 * second);
    expect(scenario.r).toMatchObject({ phase: 'finished', ending: { result: 'endedEarly', endedAt: firstNotFound } });
    expect(scenario.r.ending).not.toHaveProperty('errorCode');
    expect(scenario.messages()).toEqual(['finished']);
  });

  test('it can’t have been idle for five minutes when it ran for less', () => {
    expect(left(minute).respondUntilPhaseChanges(notFound).r.ending?.errorCode).toBe('recorder_vanished');
  });
});

test('lost after 72 hours: keeps its files, and shows the recorder that may run', () => {
  const scenario = new Scenario().toRecording().respond('query', notFound, 72 * hour);
  expect(scenario.now).toBeGreaterThan(t0 + 72 * hour);
  expect(scenario.card()).toMatchObject({
    state: 'lost',
    outcome: { kind: 'lost', errorCode: 'control_expired' },
    files: { names: [file], predicted: false },
    orphans: { besideAnother: false, stoppable: false },
    buttons: ['files', 'recordAgain'],
  });
  expect(scenario.messages()).toEqual(['lost']);
  expect(scenario.isCardDrawn()).toBe(true);
});
