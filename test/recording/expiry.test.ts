import { describe, expect, test } from 'vitest';
import {
  controlExpiresAt,
  expectedExpiry,
  isControlExpired,
  isStoppable,
  orphanDeadline,
} from '../../src/recording/expiry.ts';
import type { RecorderInstance, Recording } from '../../src/recording/recording.ts';
import { runningRecording } from '../support/recordings.ts';
import { hour, minute, sid, t0 } from '../support/scenario.ts';

const recorder = (change: Partial<RecorderInstance> = {}): RecorderInstance => ({
  uid: '4000000001',
  status: 'running',
  sendCount: 1,
  ...change,
});
const withRecorder = (change: Partial<RecorderInstance>, usesTokens = false): Recording => {
  const { spec } = runningRecording();
  return runningRecording({ createdAt: t0, recorders: [recorder(change)], spec: { ...spec, usesTokens } });
};
const acquiredAt = t0 + minute;
const startedAt = t0 + 2 * minute;

describe('control ends 72 hours', () => {
  test.each<[string, Partial<RecorderInstance>, number]>([
    ['after the reservation', { acquiredAt, startedAt }, acquiredAt],
    ['after the sid, where the reservation is not known', { startedAt }, startedAt],
    ['after the request, where nothing else is known', {}, t0],
  ])('%s', (_name, change, from) => {
    const r = withRecorder(change);
    expect(controlExpiresAt(r, r.recorders[0])).toBe(from + 72 * hour);
    expect(isControlExpired(r, from + 72 * hour - 1)).toBe(false);
    expect(isControlExpired(r, from + 72 * hour)).toBe(true);
    expect(expectedExpiry(r)).toBe(from + 72 * hour);
  });
});

describe('a token ends 24 hours', () => {
  test.each<[string, Partial<RecorderInstance>, number]>([
    ['after the sid', { acquiredAt, startedAt }, startedAt],
    ['after the request, where no sid is known', { acquiredAt }, t0],
  ])('%s', (_name, change, from) => {
    expect(expectedExpiry(withRecorder(change, true))).toBe(from + 24 * hour);
  });
});

describe('deadline of an orphan', () => {
  test.each<[string, Partial<RecorderInstance>, boolean, number]>([
    ['five minutes after its token', { acquiredAt, startedAt }, true, startedAt + 24 * hour + 5 * minute],
    ['after twice the time of control', { acquiredAt, startedAt }, false, startedAt + 144 * hour + 5 * minute],
    [
      'without a known start: with the end of its reservation at the latest',
      { acquiredAt },
      true,
      acquiredAt + 24 * hour + 10 * minute,
    ],
    ['where no reservation is known either', {}, true, t0 + 24 * hour + 10 * minute],
  ])('%s', (_name, change, usesTokens, deadline) => {
    const r = withRecorder(change, usesTokens);
    expect(orphanDeadline(r, r.recorders[0])).toBe(deadline);
  });
});

describe('whether a stop may reach an orphan', () => {
  test.each<[string, Partial<RecorderInstance>, Partial<Recording>, boolean]>([
    ['its sid is known', { status: 'orphan', sid }, {}, true],
    ['its sid is not known', { status: 'orphan' }, {}, false],
    ['it is none', { sid }, {}, false],
    ['Agora answers no call for it', { status: 'orphan', sid }, { ending: { errorCode: 'control_expired' } }, false],
    ['it is lost for another reason', { status: 'orphan', sid }, { ending: { errorCode: 'start_unknown' } }, true],
  ])('%s', (_name, change, more, expected) => {
    expect(isStoppable({ ...withRecorder(change), ...more })).toBe(expected);
  });
});
