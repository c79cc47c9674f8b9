import { describe, expect, test } from 'vitest';
import { type Outcome, outcomeOf } from '../../src/recording/outcome.ts';
import { type Ending, endPhases, livePhases, type Phase, type RunResult } from '../../src/recording/recording.ts';
import { runningRecording } from '../support/recordings.ts';
import { minute, t0 } from '../support/scenario.ts';

const outcome = (phase: Phase, ending: Ending = {}, startedAt?: number): Outcome | undefined =>
  outcomeOf(
    runningRecording({
      phase,
      ending,
      createdAt: t0,
      recorders: [{ uid: '1', status: 'ended', sendCount: 1, ...(startedAt === undefined ? {} : { startedAt }) }],
    }),
  );

const results: readonly (RunResult | undefined)[] = [undefined, 'stopped', 'endedEarly', 'nothingRecorded'];
const byResult = ['finished', 'finished', 'endedEarly', 'nothingRecorded'];
const always = (kind: string | undefined) => results.map(() => kind);
const expected: Readonly<Record<Phase, readonly (string | undefined)[]>> = {
  starting: always(undefined),
  confirming: always(undefined),
  recording: always(undefined),
  stopping: always(undefined),
  uploading: byResult,
  finished: byResult,
  failed: always('failed'),
  lost: always('lost'),
  canceled: always('canceled'),
};

describe('the outcome by phase and result', () => {
  test.each([...livePhases, 'uploading', ...endPhases] as const)('%s', (phase) => {
    const kinds = results.map((result) => outcome(phase, result === undefined ? {} : { result })?.kind);
    expect(kinds).toEqual(expected[phase]);
  });
});

describe('details of the outcome', () => {
  test('of an early end: why, where that is known', () => {
    const result = 'endedEarly' as const;
    expect(outcome('finished', { result, errorCode: 'token_expired' })).toEqual({
      kind: 'endedEarly',
      errorCode: 'token_expired',
    });
    expect(outcome('uploading', { result })).toEqual({ kind: 'endedEarly' });
  });

  test.each(['failed', 'lost'] as const)('of %s: why, always', (phase) => {
    expect(outcome(phase, { errorCode: 'agora_quota' })).toEqual({ kind: phase, errorCode: 'agora_quota' });
    expect(outcome(phase)).toEqual({ kind: phase, errorCode: 'agora_strange' });
  });

  test('of a cancellation: who requested it, and no error', () => {
    const ending = { stop: { by: 'UANA', at: t0 }, errorCode: 'canceled' } as const;
    expect(outcome('canceled', ending)).toEqual({ kind: 'canceled', by: 'UANA' });
  });

  const startedAt = t0 + minute;
  test.each<[string, Ending['stop'], number | undefined, boolean]>([
    ['a person within a minute of its start', { by: 'UANA', at: startedAt + minute - 1 }, startedAt, true],
    ['a person after a minute', { by: 'UANA', at: startedAt + minute }, startedAt, false],
    ['a person before it had started', { by: 'UANA', at: t0 + minute - 1 }, undefined, true],
    ['the bot', { because: 'not_confirmed', at: startedAt }, startedAt, false],
    ['the bot, and a person after it', { by: 'UANA', because: 'not_confirmed', at: startedAt }, startedAt, false],
    ['nobody', undefined, startedAt, false],
  ])('of nothing recorded, stopped by %s', (_name, stop, started, stoppedAtOnce) => {
    const ending: Ending = { result: 'nothingRecorded', ...(stop === undefined ? {} : { stop }) };
    expect(outcome('finished', ending, started)).toEqual({ kind: 'nothingRecorded', stoppedAtOnce });
  });
});
