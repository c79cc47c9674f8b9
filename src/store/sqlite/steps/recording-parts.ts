/**
 * Migration 4: the JSON of version 0.1 in the shape of the recording's parts. The types below are those of that version, as far as they are
 * read; nothing else of the program knows them.
 */
import type { Database } from 'better-sqlite3';
import { newMessage } from './former-messages.ts';
import {
  type FormerEnding,
  type FormerLayout,
  type FormerState,
  newErrorCode,
  newLayout,
  newResult,
  present,
} from './former-types.ts';

type RecordingRow = { id: string; phase: string; state: string };
type JobRow = { id: number; key: string | null; payload: string };

export function recordingParts(db: Database): void {
  const setState = db.prepare<[string, string, string]>('UPDATE recordings SET phase = ?, state = ? WHERE id = ?');
  for (const { id, phase, state } of db.prepare<[], RecordingRow>('SELECT id, phase, state FROM recordings').all()) {
    const former = JSON.parse(state) as FormerState;
    const isCanceled = phase === 'failed' && former.problem === 'cancelled';
    setState.run(isCanceled ? 'canceled' : phase, JSON.stringify(newState(former, phase)), id);
  }
  const setJob = db.prepare<[string | null, string, number]>('UPDATE jobs SET key = ?, payload = ? WHERE id = ?');
  for (const { id, key, payload } of db.prepare<[], JobRow>('SELECT id, key, payload FROM jobs').all()) {
    const next = newPayload(JSON.parse(payload) as FormerWork);
    setJob.run(key === null ? null : (timers[key] ?? key), JSON.stringify(next), id);
  }
}

function newState(former: FormerState, phase: string): object {
  const { begun, layout, seen, tokens, card } = former;
  const current = newLayout(layout.applied);
  return {
    v: 2,
    spec: { project: 'default', storage: 'default', usesTokens: tokens === true, layout: newLayout(layout.wanted) },
    mode: {
      kind: 'mix',
      layout: { desired: newLayout(layout.wanted), current, ...present({ uncertain: layout.uncertain }) },
    },
    health: present({
      lastStatus: seen,
      mediaSeen: seen !== undefined && (seen.status === 5 || seen.files.length > 0) ? true : undefined,
      noMedia: former.quiet && { since: former.quiet.since, notified: former.quiet.told },
      notFound: former.missing && {
        since: former.missing.since,
        lastResponseAt: former.missing.heardAt,
        notified: former.missing.told,
      },
      confirmation: former.confirm && {
        deadline: former.confirm.by,
        lastResponseAt: former.confirm.heardAt,
        ...present({ unobserved: former.confirm.unwatched }),
      },
      // That version kept no code of what it had told people.
      problem: former.troubleTold
        ? { errorCode: 'agora_unreachable', since: former.missing?.since ?? seen?.at ?? former.stopping?.at ?? 0 }
        : undefined,
      suspected: former.suspected && { errorCode: newErrorCode(former.suspected.cause), at: former.suspected.at },
      exitedAt: former.exited,
      lastSequence: former.noticed,
    }),
    ...present({ ending: newEnding(former, phase) }),
    card: present({ awaited: begun ? undefined : true, reposted: card.reposted, rejected: card.refused }),
    notified: present({
      statusPostPending: former.reportDue ? true : undefined,
      refreshRequested: former.refreshAsked,
      warnings: former.warned?.map(newErrorCode),
    }),
  };
}

function newEnding(former: FormerEnding, phase: string): object | undefined {
  const { stopping, over, cause, problem, files, uploading, upload } = former;
  const code = phase === 'failed' || phase === 'lost' ? problem : (cause ?? problem);
  const ending = present({
    stop: stopping && {
      ...present({
        by: stopping.by,
        because: stopping.because === undefined ? undefined : newErrorCode(stopping.because),
        inFlight: stopping.onItsWay,
        outcomeUnknown: stopping.maybeSent,
      }),
      at: stopping.at,
    },
    result: over === undefined ? undefined : newResult(over),
    errorCode: code === undefined ? undefined : newErrorCode(code),
    files,
    uploading,
    upload: upload && present({ share: upload.share, status: upload.fate, names: upload.names }),
  });
  return Object.keys(ending).length === 0 ? undefined : ending;
}

type FormerWork = Readonly<
  | { lane: 'agora'; call: string; uid: string; tries: number; layout?: FormerLayout; by?: string }
  | { lane: 'thread'; line: { type: string } }
  | { lane: 'card' }
  | { lane: 'person'; to: string; line: { type: string } }
  | { lane: 'timer'; timer: string }
>;

const timers: Readonly<Record<string, string>> = {
  cardLate: 'cardTimeout',
  sidLate: 'sidTimeout',
  controlEnds: 'controlExpiring',
  uploadLate: 'uploadTimeout',
  orphansOver: 'orphansExpired',
};

function newPayload(work: FormerWork): object {
  const queue = work.lane;
  switch (work.lane) {
    case 'agora': {
      const { call, uid, tries, layout, by } = work;
      return {
        queue,
        call,
        uid,
        failedAttempts: tries,
        ...(layout === undefined ? {} : { layout: newLayout(layout), by }),
      };
    }
    case 'thread':
      return { queue, message: newMessage(work.line) };
    case 'person':
      return { queue, to: work.to, message: newMessage(work.line) };
    case 'card':
      return { queue };
    case 'timer':
      return { queue, timer: timers[work.timer] ?? work.timer };
  }
}
