import { describe, expect, test } from 'vitest';
import { pauseNotFoundWindow, recordNotFound, unobservedTime } from '../../../src/recording/transitions/not-found.ts';
import { runningRecording } from '../../support/recordings.ts';
import { file, hour, noResponse, notFound, Scenario, second, status, t0 } from '../../support/scenario.ts';

const env = (after: number) => ({ now: t0 + after * second, newUid: '2', notifications: false, jitter: 0 });
const since = (from: number, lastResponse: number, notified = false) => ({
  since: t0 + from * second,
  lastResponseAt: t0 + lastResponse * second,
  notified,
});
const withNotFound = (...of: Parameters<typeof since>) => runningRecording({ health: { notFound: since(...of) } });

test.each([
  [0, 0],
  [20, 0],
  [21, 1],
  [100, 80],
])('after %d s without a response, %d s are unobserved', (silence, expected) => {
  expect(unobservedTime(t0, t0 + silence * second)).toBe(expected * second);
});

describe('a further 404', () => {
  test('the first one begins the window', () => {
    expect(recordNotFound(runningRecording(), env(0))).toEqual({ notFound: since(0, 0), notFoundFor: 0, messages: [] });
  });

  test.each([
    [14.999, []],
    [15, ['contactLost']],
  ])('after %d s people are notified: %j', (after, messages) => {
    const { messages: jobs, notFound: next } = recordNotFound(withNotFound(0, 0), env(after));
    expect(jobs.map(({ payload }) => (payload.queue === 'thread' ? payload.message.type : payload.queue))).toEqual(
      messages,
    );
    expect(next.notified).toBe(messages.length > 0);
  });

  test('notified people are not notified again after an unobserved time', () => {
    const { messages, notFound: next, notFoundFor } = recordNotFound(withNotFound(0, 16, true), env(hour / second));
    expect(messages).toEqual([]);
    expect(next.notified).toBe(true);
    // 16 s until the last response, and 20 s of the hour after it.
    expect(notFoundFor).toBe(36 * second);
  });
});

describe('while Agora is unreachable', () => {
  test('the window stands still', () => {
    const paused = pauseNotFoundWindow(withNotFound(0, 10, true), env(40));
    expect(paused.health.notFound).toEqual(since(30, 40, true));
    expect(pauseNotFoundWindow(runningRecording(), env(40))).toEqual(runningRecording());
  });

  test('an end is not concluded earlier because of it', () => {
    const scenario = new Scenario().toRecording().respond('query', notFound);
    let notFoundFor = 0;
    while (scenario.r.phase === 'recording' && notFoundFor < 200) {
      scenario.respond('query', noResponse, 10 * second).respond('query', notFound, 10 * second);
      notFoundFor += 10;
    }
    expect(notFoundFor).toBe(90);
    expect(scenario.r.ending).toMatchObject({ result: 'endedEarly', files: { names: [file] } });
  });

  test('a stop is not concluded to have worked earlier because of it', () => {
    const limited = { kind: 'notSent', errorCode: 'agora_rate_limited' } as const;
    const scenario = new Scenario().toRecording().stop().respond('stop', notFound);
    let notFoundFor = 0;
    while (scenario.r.phase === 'stopping' && notFoundFor < 200) {
      scenario.respond('stop', limited, 10 * second).respond('stop', notFound, 10 * second);
      notFoundFor += 10;
    }
    expect(notFoundFor).toBe(90);
  });

  test('people notified of lost contact are notified that it is restored', () => {
    const scenario = new Scenario()
      .toRecording()
      .respond('query', notFound)
      .respond('query', notFound, 15 * second);
    scenario.respond('query', noResponse, 5 * second);
    expect(scenario.respond('query', status(5), 5 * second).messages()).toEqual(['contactRestored']);
  });
});
