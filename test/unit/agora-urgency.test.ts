import { expect, test } from 'vitest';
import { urgencyOf } from '../../src/agora/requests.ts';
import type { Recording } from '../../src/recording/recording.ts';
import { type AgoraWork, priority } from '../../src/recording/work.ts';

const recording: Recording = {
  id: 'r7k2m4',
  version: 1,
  phase: 'recording',
  appId: 'a',
  cname: 'room',
  attempts: [{ uid: '1', fate: 'running', sendings: 1 }],
  startedBy: 'U1',
  createdAt: 0,
  card: { channel: 'C1', hidden: false },
  begun: true,
  layout: { wanted: { name: 'grid' }, applied: { name: 'grid' } },
  reportDue: false,
  troubleTold: false,
};

test.each<[AgoraWork['call'], Partial<Recording>, keyof typeof priority]>([
  ['stop', {}, 'stop'],
  ['acquire', { phase: 'starting' }, 'person'],
  ['start', { phase: 'starting' }, 'person'],
  ['updateLayout', {}, 'person'],
  ['query', { refreshAsked: true }, 'person'],
  ['query', { phase: 'confirming' }, 'confirm'],
  ['query', { missing: { since: 0, heardAt: 0, told: false } }, 'confirm'],
  ['query', {}, 'watch'],
])('%s with %o is as urgent as %s', (call, change, expected) => {
  const about = { lane: 'agora', uid: '1', tries: 0 } as const;
  const work: AgoraWork =
    call === 'updateLayout' ? { ...about, call, layout: { name: 'grid' }, by: 'U1' } : { ...about, call };
  expect(urgencyOf(work, { ...recording, ...change })).toBe(priority[expected]);
});
