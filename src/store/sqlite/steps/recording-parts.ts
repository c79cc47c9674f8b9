/**
 * Migration 4: the JSON of version 0.1 in the shape of the recording's parts. The types below are those of that version, as far
 * as they are read; nothing else in the program uses them.
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

type RecordingRow = { id: string; phase: string; created_at: number; state: string };
type JobRow = { id: number; key: string | null; payload: string };

/** A row that is not as that version wrote it stays as it is: it is reported when it is read, and the others are converted. */
export function recordingParts(db: Database): void {
  const recordings = db.prepare<[], RecordingRow>('SELECT id, phase, created_at, state FROM recordings');
  const setState = db.prepare<[string, string, string]>('UPDATE recordings SET phase = ?, state = ? WHERE id = ?');
  for (const row of recordings.all()) {
    converting(() => {
      const former = JSON.parse(row.state) as FormerState;
      const isCanceled = row.phase === 'failed' && former.problem === 'cancelled';
      setState.run(isCanceled ? 'canceled' : row.phase, JSON.stringify(newState(former, row)), row.id);
    });
  }
  const jobs = db.prepare<[], JobRow>('SELECT id, key, payload FROM jobs');
  const setJob = db.prepare<[string | null, string, number]>('UPDATE jobs SET key = ?, payload = ? WHERE id = ?');
  for (const { id, key, payload } of jobs.all()) {
    converting(() => {
      const next = newPayload(JSON.parse(payload) as FormerWork);
      setJob.run(key === null ? null : (timers[key] ?? key), JSON.stringify(next), id);
    });
  }
}

/** A database that fails ends the migration; a row that does not fit ends only its own conversion. */
function converting(convert: () => void): void {
  try {
    convert();
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
}

function newState(former: FormerState, { phase, created_at: createdAt }: RecordingRow): object {
  const { begun, layout, tokens, card } = former;
  return {
    v: 2,
    spec: { project: 'default', storage: 'default', usesTokens: tokens === true, layout: newLayout(layout.wanted) },
    mode: {
      kind: 'mix',
      layout: {
        desired: newLayout(layout.wanted),
        current: newLayout(layout.applied),
        ...present({ uncertain: layout.uncertain }),
      },
    },
    health: newHealth(former, createdAt),
    ...present({ ending: newEnding(former, phase) }),
    card: present({ awaited: begun ? undefined : true, reposted: card.reposted, rejected: card.refused }),
    notified: present({
      statusPostPending: former.reportDue ? true : undefined,
      refreshRequested: former.refreshAsked,
      warnings: former.warned?.map(newErrorCode),
    }),
  };
}

function newHealth(former: FormerState, createdAt: number): object {
  const { seen, quiet, missing, confirm, suspected, stopping } = former;
  return present({
    lastStatus: seen,
    mediaSeen: seen !== undefined && (seen.status === 5 || seen.files.length > 0) ? true : undefined,
    noMedia: quiet && { since: quiet.since, notified: quiet.told },
    notFound: missing && { since: missing.since, lastResponseAt: missing.heardAt, notified: missing.told },
    confirmation: confirm && {
      deadline: confirm.by,
      lastResponseAt: confirm.heardAt,
      ...present({ unobserved: confirm.unwatched }),
    },
    // That version stored neither the code nor the time of a notification to people.
    problem: former.troubleTold
      ? { errorCode: 'agora_unreachable', since: missing?.since ?? seen?.at ?? stopping?.at ?? createdAt }
      : undefined,
    suspected: suspected && { errorCode: newErrorCode(suspected.cause), at: suspected.at },
    exitedAt: former.exited,
    lastSequence: former.noticed,
  });
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
  const common = { v: 2, queue: work.lane };
  switch (work.lane) {
    case 'agora': {
      const { call, uid, tries: failedAttempts, layout, by } = work;
      return { ...common, call, uid, failedAttempts, ...(layout && { layout: newLayout(layout), by }) };
    }
    case 'thread':
      return { ...common, message: newMessage(work.line) };
    case 'person':
      return { ...common, to: work.to, message: newMessage(work.line) };
    case 'card':
      return common;
    case 'timer':
      return { ...common, timer: timers[work.timer] ?? work.timer };
    default:
      throw new TypeError('a queue that version 0.1 did not have');
  }
}
