import { expect, test } from 'vitest';
import { priorityOf } from '../../src/agora/requests.ts';
import { type AgoraPayload, priority } from '../../src/recording/jobs.ts';
import type { Recording } from '../../src/recording/recording.ts';
import { runningRecording } from '../support/recordings.ts';

const notFound = { since: 0, lastResponseAt: 0, notified: false };

test.each<[Exclude<AgoraPayload['call'], 'update'>, Partial<Recording>, keyof typeof priority]>([
  ['stop', {}, 'stop'],
  ['acquire', { phase: 'starting' }, 'person'],
  ['start', { phase: 'starting' }, 'person'],
  ['updateLayout', {}, 'person'],
  ['query', { notified: { refreshRequested: true } }, 'person'],
  ['query', { phase: 'confirming' }, 'confirm'],
  ['query', { health: { notFound } }, 'confirm'],
  ['query', {}, 'watch'],
])('%s with %o has the priority %s', (call, change, expected) => {
  const about = { queue: 'agora', uid: '1', failedAttempts: 0 } as const;
  const payload: AgoraPayload =
    call === 'updateLayout'
      ? { ...about, call, setting: { type: 'layout', layout: { kind: 'grid' } }, by: 'U1' }
      : { ...about, call };
  expect(priorityOf(payload, runningRecording(change))).toBe(priority[expected]);
});
