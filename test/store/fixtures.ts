/** Recordings and jobs to store. */

import type { NewJob } from '../../src/recording/jobs.ts';
import type { RecorderInstance, Recording } from '../../src/recording/recording.ts';

export const t0 = 1_795_000_000_000;

export function recordingOf(id: string, more: Partial<Recording> = {}): Recording {
  return {
    id,
    version: 1,
    phase: 'starting',
    appId: 'app1',
    cname: `channel ${id}`,
    recorders: [{ uid: '4000000001', status: 'planned', sendCount: 0 }],
    startedBy: 'U1',
    createdAt: t0,
    card: { channel: 'C1', isPrivate: false },
    acquireEnqueued: false,
    layout: { wanted: { name: 'float' }, applied: { name: 'float' } },
    statusPostPending: false,
    problemNotified: false,
    ...more,
  };
}

type Full<T> = T extends string | number | boolean | readonly unknown[] ? T : { [K in keyof T]-?: Full<T[K]> };

const layout = { name: 'vertical', uid: '17', background: '#0A0b0C' } as const;
export const fullAttempt: Required<RecorderInstance> = {
  uid: '4000000002',
  status: 'running',
  resourceId: 'r-1',
  acquiredAt: t0 + 1,
  sendCount: 2,
  sid: 's-1',
  startedAt: t0 + 2,
};

/** Every optional field is there: the compiler asks for a new one here. */
export const fullRecording: Full<Recording> = {
  id: 'rfull2',
  version: 7,
  phase: 'stopping',
  appId: 'app1',
  cname: 'Größe "x" & <y>’s; \u{1F3AC}',
  recorders: [{ uid: '4000000001', status: 'orphan', sendCount: 1 }, fullAttempt],
  startedBy: 'U1',
  createdAt: t0,
  tokens: true,
  endedAt: t0 + 9,
  card: { channel: 'C1', isPrivate: true, ts: '1795000000.000100', reposted: true, refused: true },
  acquireEnqueued: true,
  layout: { wanted: layout, applied: layout, uncertain: true },
  confirm: { by: t0 + 90_000, lastResponseAt: t0 + 5, unobserved: true },
  seen: { at: t0 + 6, status: 5, files: ['a.m3u8', 'b.mp4'] },
  quiet: { since: t0 + 6, told: true },
  missing: { since: t0 + 7, lastResponseAt: t0 + 7, told: true },
  refreshRequested: true,
  statusPostPending: true,
  stopping: { by: 'U2', because: 'agora_gone', at: t0 + 8, inFlight: true, outcomeUnknown: true },
  problemNotified: true,
  noticed: 17,
  exited: t0 + 8,
  suspectedReason: { cause: 'agora_gone', at: t0 + 8 },
  cause: 'agora_gone',
  warned: ['agora_gone'],
  upload: { share: 0.5, status: 'backuped', names: ['a.m3u8'] },
  over: 'stopped',
  files: { names: ['a.m3u8'], predicted: true },
  uploading: 'backuped',
  errorCode: 'agora_gone',
};

export function query(dueAt: number, more: Partial<NewJob> = {}): NewJob {
  return { dueAt, priority: 3, payload: { queue: 'agora', call: 'query', uid: '1', failedAttempts: 0 }, ...more };
}

export function message(dueAt: number, text: 'looking' | 'foundAgain' | 'confirmed' = 'looking'): NewJob {
  return { dueAt, priority: 2, payload: { queue: 'thread', message: { type: text } } };
}

export const card = (dueAt: number): NewJob => ({ key: 'card', dueAt, priority: 1, payload: { queue: 'card' } });
