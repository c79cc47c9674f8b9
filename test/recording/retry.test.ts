import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../src/recording/call-outcome.ts';
import type { Call } from '../../src/recording/jobs.ts';
import { confirmInterval, notFoundInterval, queryInterval, rejectedInterval } from '../../src/recording/policy.ts';
import { retryAfter } from '../../src/recording/retry.ts';
import { Scenario, second } from '../support/scenario.ts';

const unsent = { kind: 'notSent', errorCode: 'agora_unreachable' } as const;
const unknown = { kind: 'indeterminate', errorCode: 'agora_server_error' } as const;
const incomplete = { kind: 'indeterminate', errorCode: 'agora_incomplete' } as const;
const limited = { kind: 'notSent', errorCode: 'agora_rate_limited' } as const;

/** The waits in seconds, one failure after the other; `end` where the call is given up. */
function waits(call: Call, outcome: Parameters<typeof retryAfter>[1], failures: number): (number | 'end')[] {
  return Array.from({ length: failures }, (_, failedAttempts) => {
    const wait = retryAfter(call, outcome, failedAttempts, 0);
    return wait === undefined ? 'end' : wait / second;
  });
}

describe('the retry matrix', () => {
  test.each<[string, Call, Parameters<typeof retryAfter>[1], (number | 'end')[]]>([
    ['no connection', 'acquire', unsent, [1, 3, 6, 10, 15, 15, 30, 30, 30, 30, 'end']],
    ['no connection', 'start', unsent, [1, 3, 6, 15, 15, 15]],
    ['no connection', 'query', unsent, [5, 10, 15, 30, 30]],
    ['no connection', 'updateLayout', unsent, [1, 3, 6, 'end']],
    ['no connection', 'stop', unsent, [1, 2, 4, 8, 15, 15, 15]],
    ['50x or no response', 'acquire', unknown, [3, 6, 9, 15, 15, 'end']],
    ['50x or no response', 'start', unknown, [3, 6, 9, 'end']],
    ['50x or no response', 'query', unknown, [5, 10, 15, 30, 30]],
    ['50x or no response', 'updateLayout', unknown, [3, 6, 9, 'end']],
    ['50x or no response', 'stop', unknown, [3, 6, 9, 15, 15]],
    ['206 code 65', 'start', incomplete, [3, 6, 'end']],
    ['206 code 65', 'stop', incomplete, [3, 6, 9, 15, 15]],
    ['429', 'acquire', limited, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 'end']],
    ['429', 'start', limited, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 'end']],
    ['429', 'query', limited, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30]],
    ['429', 'updateLayout', limited, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30]],
    ['429', 'stop', limited, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30]],
  ])('%s to %s', (_name, call, outcome, expected) => {
    expect(waits(call, outcome, expected.length)).toEqual(expected);
  });

  test('after a 429 retries are spread by up to half of the wait', () => {
    expect([0, 0.5, 0.999].map((jitter) => retryAfter('query', limited, 3, jitter))).toEqual([8_000, 10_000, 11_996]);
    expect([0, 0.5].map((jitter) => retryAfter('query', unknown, 0, jitter))).toEqual([5_000, 5_000]);
  });

  test('a longer Retry-After is used and spread, too; a shorter one is ignored', () => {
    const asked = (retryAfterMs: number) => ({ ...limited, retryAfter: retryAfterMs });
    expect(retryAfter('stop', asked(20_000), 0, 0)).toBe(20_000);
    expect(retryAfter('stop', asked(20_000), 0, 0.5)).toBe(20_250);
    expect(retryAfter('stop', asked(1_000), 2, 0)).toBe(4_000);
  });

  test('404: after 5, 10, 15 s, then every 15 s; rejections: every minute', () => {
    expect([0, 4_999, 5_000, 14_999, 15_000, 80_000].map(notFoundInterval)).toEqual([5, 5, 10, 10, 15, 15].map(inMs));
    expect(rejectedInterval).toBe(60_000);
  });

  test('a start is queried often, and so is a recorder without a file; then about every two minutes', () => {
    expect([0, 29_999, 30_000, 89_000].map(confirmInterval)).toEqual([5, 5, 10, 10].map(inMs));
    expect([queryInterval(4, 0), queryInterval(4, 119_999), queryInterval(4, 120_000), queryInterval(5, 0)]).toEqual(
      [10, 10, 120, 120].map(inMs),
    );
  });
});

describe('every call is spread after a 429', () => {
  const jitter = 0.5;
  const limits: CallOutcome = limited;
  test.each<[Call, (scenario: Scenario) => Scenario, string]>([
    ['acquire', (scenario) => scenario.postCard().respond('acquire', limits), 'acquire+1.25'],
    ['start', (scenario) => scenario.toAcquired().sendStarted().respond('start', limits), 'start+1.25'],
    ['query', (scenario) => scenario.toRecording().respond('query', limits), 'query+1.25'],
    ['stop', (scenario) => scenario.toRecording().stop().respond('stop', limits), 'stop+1.25'],
    [
      'updateLayout',
      (scenario) => {
        const layout = { kind: 'float' } as const;
        const { uid } = scenario.toRecording().command({ type: 'layout', layout }).r.recorders[0];
        return scenario.respondTo(
          {
            queue: 'agora',
            call: 'updateLayout',
            uid,
            failedAttempts: 0,
            setting: { type: 'layout', layout },
            by: 'UANA',
          },
          limits,
        );
      },
      'updateLayout+1.25',
    ],
  ])('%s', (_call, limit, expected) => {
    expect(limit(new Scenario({ jitter })).calls()).toEqual([expected]);
  });

  test('the stop of an orphan', () => {
    const scenario = new Scenario({ jitter, notifications: true }).toAcquired().sendStarted();
    const { uid } = scenario.r.recorders[0];
    scenario.respond('start', { kind: 'alreadyStarted' }).timer('sidTimeout');
    scenario.notify({ kind: 'joined' }).respondTo({ queue: 'agora', call: 'stop', uid, failedAttempts: 0 }, limits);
    expect(scenario.calls()).toEqual(['stop+18.75']);
  });
});

function inMs(seconds: number): number {
  return seconds * second;
}
