/** Recordings and jobs to store. */
import { transitionTo } from '../../src/recording/effects.ts';
import type { NewJob } from '../../src/recording/jobs.ts';
import type { RecorderInstance, Recording } from '../../src/recording/recording.ts';
import type { IndividualOptions, Spec, WebOptions } from '../../src/recording/spec.ts';
import { individualOptions, mixState, specWith, webOptions } from '../support/specs.ts';

export const t0 = 1_795_000_000_000;

export const spec = specWith({ kind: 'float' }, { appId: 'app1' });

export function recordingOf(id: string, more: Partial<Recording> = {}): Recording {
  return {
    id,
    version: 1,
    phase: 'starting',
    cname: `channel ${id}`,
    startedBy: 'U1',
    createdAt: t0,
    spec,
    mode: mixState({ kind: 'float' }),
    recorders: [{ uid: '4000000001', status: 'planned', sendCount: 0 }],
    health: {},
    card: { teamId: 'T1', channelId: 'C1', isPrivate: false },
    notified: {},
    ...more,
  };
}

/** A first transition of a recording, with the jobs that follow. */
export const first = (recording: Recording, jobs: readonly NewJob[] = []) => transitionTo(recording, { jobs });

type Full<T> = T extends string | number | boolean | readonly unknown[] ? T : { [K in keyof T]-?: Full<T[K]> };

const layout = { kind: 'vertical', largeUid: '17', background: '#0A0b0C' } as const;
export const fullRecorder: Required<RecorderInstance> = {
  uid: '4000000002',
  status: 'running',
  resourceId: 'r-1',
  acquiredAt: t0 + 1,
  sendCount: 2,
  sid: 's-1',
  startedAt: t0 + 2,
  endedAt: t0 + 3,
};

/** Every optional field is there: the compiler asks for a new one here. */
export const fullRecording: Full<Omit<Recording, 'spec' | 'mode'>> & Pick<Recording, 'spec' | 'mode'> = {
  id: 'rfull2',
  version: 7,
  phase: 'stopping',
  cname: 'Größe "x" & <y>’s; \u{1F3AC}',
  startedBy: 'U1',
  createdAt: t0,
  spec: specWith(layout, { appId: 'app1', usesTokens: true }),
  mode: mixState({ desired: layout, current: { kind: 'grid' }, uncertain: true, requestedBy: 'U2' }),
  recorders: [{ uid: '4000000001', status: 'orphan', sendCount: 1 }, fullRecorder],
  health: {
    lastStatus: { at: t0 + 6, status: 5, files: ['a.m3u8', 'b.mp4'] },
    mediaSeen: true,
    noMedia: { since: t0 + 6, notified: true },
    notFound: { since: t0 + 7, lastResponseAt: t0 + 7, notified: true },
    confirmation: { deadline: t0 + 90_000, lastResponseAt: t0 + 5, unobserved: true },
    problem: { errorCode: 'agora_timeout', since: t0 + 7 },
    suspected: { errorCode: 'agora_gone', at: t0 + 8 },
    exitedAt: t0 + 8,
    lastSequence: 17,
  },
  ending: {
    stop: { by: 'U2', because: 'agora_gone', limit: true, at: t0 + 8, inFlight: true, outcomeUnknown: true },
    endedAt: t0 + 9,
    result: 'stopped',
    errorCode: 'agora_gone',
    files: { names: ['a.m3u8'], predicted: true },
    uploading: 'backuped',
    upload: { share: 0.5, status: 'backuped', names: ['a.m3u8'] },
  },
  snapshots: { count: 3, unposted: ['a.jpg'] },
  fileStarts: { 'a.m3u8': t0 + 3 },
  limit: { stopAt: t0 + 99 },
  scheduled: { scheduleId: 's7k2m4', at: t0 + 1 },
  earlier: { count: 1, files: ['earlier.m3u8'] },
  waiting: true,
  card: {
    teamId: 'T1',
    channelId: 'C1',
    isPrivate: true,
    ts: '1795000000.000100',
    awaited: true,
    reposted: true,
    rejected: true,
  },
  notified: { statusPostPending: true, announced: true, refreshRequested: true, warnings: ['agora_gone'] },
};

/** What a spec may hold beside its options. */
export const asked: Required<
  Pick<Spec, 'renewsStorage' | 'folders' | 'preset' | 'area' | 'affinity' | 'duration' | 'announce'>
> = {
  renewsStorage: true,
  folders: ['a', 'b'],
  preset: 'lesson',
  area: 'eu',
  affinity: 'southeast-asia',
  duration: 3_600_000,
  announce: { begin: 'This class is being recorded.', end: 'The recording has ended.' },
};

/** With every optional field. */
export const fullIndividual: Required<IndividualOptions> = {
  ...individualOptions,
  channelType: 'live',
  streamMode: 'original',
  snapshots: { every: 10_000, only: true },
  encryption: { mode: 'aes-256-gcm2', secretEnv: 'KEY', saltEnv: 'SALT' },
  subscription: { audio: { only: ['1'] }, video: { except: ['2'] } },
  privateParams: '{}',
};
export const fullPage: Required<WebOptions> = {
  ...webOptions,
  maxVideoMinutes: 60,
  mobile: true,
  readyTimeout: 20_000,
  paused: true,
};

export function query(dueAt: number, more: Partial<NewJob> = {}): NewJob {
  return { dueAt, priority: 3, payload: { queue: 'agora', call: 'query', uid: '1', failedAttempts: 0 }, ...more };
}

export function message(dueAt: number, type: 'contactLost' | 'contactRestored' | 'confirmed' = 'contactLost'): NewJob {
  return { dueAt, priority: 2, payload: { queue: 'thread', message: { type } } };
}

export const card = (dueAt: number): NewJob => ({ key: 'card', dueAt, priority: 1, payload: { queue: 'card' } });
