/** A recording as the tests of the adapters need it: complete, running, with one recorder. */
import type { Recording } from '../../src/recording/recording.ts';
import { mixState, specOf } from './specs.ts';

export const appId = '0123456789abcdef0123456789abcdef';

export function runningRecording(change: Partial<Recording> = {}): Recording {
  return {
    id: 'r7k2m4',
    version: 1,
    phase: 'recording',
    cname: 'standup',
    startedBy: 'U0ANA',
    createdAt: 1_795_250_000_000,
    spec: specOf({ appId }),
    mode: mixState(),
    recorders: [{ uid: '4000000001', status: 'running', sendCount: 1 }],
    health: {},
    card: { teamId: 'T1', channelId: 'C1', isPrivate: false },
    notified: {},
    ...change,
  };
}
