import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/recording/answer.ts';
import { confirmGap, missingGap, refusedGap, retryAfter, watchGap } from '../../src/recording/retry.ts';
import type { Call } from '../../src/recording/work.ts';
import { Play, second, sid } from '../support/recordings.ts';

const unsent = { kind: 'unsent', problem: 'agora_unreachable' } as const;
const unknown = { kind: 'unknown', problem: 'agora_server_error' } as const;
const incomplete = { kind: 'unknown', problem: 'agora_incomplete' } as const;
const limited = { kind: 'unsent', problem: 'agora_rate_limited' } as const;

/** The waits in seconds, one failure after the other; `end` where the call is given up. */
function waits(call: Call, answer: Parameters<typeof retryAfter>[1], failures: number): (number | 'end')[] {
  return Array.from({ length: failures }, (_, tries) => {
    const wait = retryAfter(call, answer, tries, 0);
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
    ['50x or no answer', 'acquire', unknown, [3, 6, 9, 15, 15, 'end']],
    ['50x or no answer', 'start', unknown, [3, 6, 9, 'end']],
    ['50x or no answer', 'query', unknown, [5, 10, 15, 30, 30]],
    ['50x or no answer', 'updateLayout', unknown, [3, 6, 9, 'end']],
    ['50x or no answer', 'stop', unknown, [3, 6, 9, 15, 15]],
    ['206 code 65', 'start', incomplete, [3, 6, 'end']],
    ['206 code 65', 'stop', incomplete, [3, 6, 9, 15, 15]],
    ['429', 'acquire', limited, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 'end']],
    ['429', 'start', limited, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 'end']],
    ['429', 'query', limited, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30]],
    ['429', 'updateLayout', limited, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30]],
    ['429', 'stop', limited, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30]],
  ])('%s to %s', (_name, call, answer, expected) => {
    expect(waits(call, answer, expected.length)).toEqual(expected);
  });

  test('after 429 what was limited together comes back apart: up to half of the wait more', () => {
    expect([0, 0.5, 0.999].map((chance) => retryAfter('query', limited, 3, chance))).toEqual([8_000, 10_000, 11_996]);
    expect([0, 0.5].map((chance) => retryAfter('query', unknown, 0, chance))).toEqual([5_000, 5_000]);
  });

  test('a Retry-After that is longer counts, and is spread, too; a shorter one does not', () => {
    const asked = (retryAfterMs: number) => ({ ...limited, retryAfter: retryAfterMs });
    expect(retryAfter('stop', asked(20_000), 0, 0)).toBe(20_000);
    expect(retryAfter('stop', asked(20_000), 0, 0.5)).toBe(20_250);
    expect(retryAfter('stop', asked(1_000), 2, 0)).toBe(4_000);
  });

  test('404: 5, 10, 15 s, then every 15 s; what Agora refuses: every minute', () => {
    expect([0, 4_999, 5_000, 14_999, 15_000, 80_000].map(missingGap)).toEqual([5, 5, 10, 10, 15, 15].map(inMs));
    expect(refusedGap).toBe(60_000);
  });

  test('a start is looked after often, and so is a recorder without a file; then about every two minutes', () => {
    expect([0, 29_999, 30_000, 89_000].map(confirmGap)).toEqual([5, 5, 10, 10].map(inMs));
    expect([watchGap(4, 0), watchGap(4, 119_999), watchGap(4, 120_000), watchGap(5, 0)]).toEqual(
      [10, 10, 120, 120].map(inMs),
    );
  });
});

describe('every call that 429 has answered is spread', () => {
  const chance = 0.5;
  const limits: Answer = limited;
  test.each<[Call, (play: Play) => Play, string]>([
    ['acquire', (play) => play.posted().answers('acquire', limits), 'acquire+1.25'],
    ['start', (play) => play.acquired().sending().answers('start', limits), 'start+1.25'],
    ['query', (play) => play.recording().answers('query', limits), 'query+1.25'],
    ['stop', (play) => play.recording().asks({ type: 'stop' }).answers('stop', limits), 'stop+1.25'],
    [
      'updateLayout',
      (play) => {
        const layout = { name: 'float' } as const;
        const { uid } = play.recording().asks({ type: 'layout', layout }).r.attempts[0];
        return play.answered({ lane: 'agora', call: 'updateLayout', uid, tries: 0, layout, by: 'UANA' }, limits);
      },
      'updateLayout+1.25',
    ],
  ])('%s', (_call, limit, expected) => {
    expect(limit(new Play('standup', { chance })).calls()).toEqual([expected]);
  });

  test('the stop of an orphan', () => {
    const play = new Play('standup', { chance, notices: true }).acquired().sending();
    const { uid } = play.r.attempts[0];
    play.answers('start', { kind: 'alreadyStarted' }).happens({ type: 'due', timer: 'sidLate' });
    const notice = { id: 'n', sid, cname: 'standup', uid, at: play.now, what: { kind: 'joined' } } as const;
    play.happens({ type: 'noticed', notice }).answered({ lane: 'agora', call: 'stop', uid, tries: 0 }, limits);
    expect(play.calls()).toEqual(['stop+18.75']);
  });
});

function inMs(seconds: number): number {
  return seconds * second;
}
