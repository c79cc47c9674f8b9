import { expect, test } from 'vitest';
import { urgencyOf } from '../../src/agora/requests.ts';
import { type AgoraPayload, priority } from '../../src/recording/jobs.ts';
import type { Recording } from '../../src/recording/recording.ts';

const recording: Recording = {
  id: 'r7k2m4',
  version: 1,
  phase: 'recording',
  appId: 'a',
  cname: 'room',
  recorders: [{ uid: '1', status: 'running', sendCount: 1 }],
  startedBy: 'U1',
  createdAt: 0,
  card: { channel: 'C1', isPrivate: false },
  acquireEnqueued: true,
  layout: { wanted: { name: 'grid' }, applied: { name: 'grid' } },
  statusPostPending: false,
  problemNotified: false,
};

test.each<[AgoraPayload['call'], Partial<Recording>, keyof typeof priority]>([
  ['stop', {}, 'stop'],
  ['acquire', { phase: 'starting' }, 'person'],
  ['start', { phase: 'starting' }, 'person'],
  ['updateLayout', {}, 'person'],
  ['query', { refreshRequested: true }, 'person'],
  ['query', { phase: 'confirming' }, 'confirm'],
  ['query', { missing: { since: 0, lastResponseAt: 0, told: false } }, 'confirm'],
  ['query', {}, 'watch'],
])('%s with %o is as urgent as %s', (call, change, expected) => {
  const about = { queue: 'agora', uid: '1', failedAttempts: 0 } as const;
  const payload: AgoraPayload =
    call === 'updateLayout' ? { ...about, call, layout: { name: 'grid' }, by: 'U1' } : { ...about, call };
  expect(urgencyOf(payload, { ...recording, ...change })).toBe(priority[expected]);
});
