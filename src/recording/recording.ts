/** What a recording is. Plain values only: everything here survives a trip through the database. */
import type { ErrorCode } from './error-codes.ts';
import type { Layout } from './layout/layout.ts';
import type { Ms, Uid, UserId } from './primitives.ts';
import type { Spec, Subscription } from './spec.ts';
import type { Wanted } from './wanted.ts';

export type { Ms, Uid, UserId } from './primitives.ts';

/**
 * What became of one recorder that we asked Agora for:
 * `planned` nothing was sent that could bill; `sent` a start is in flight or its response was lost; `running` we hold its
 * sid; `ended` it is over or never was; `orphan` it may run and bill, and nobody can control it.
 */
export type RecorderStatus = 'planned' | 'sent' | 'running' | 'ended' | 'orphan';

/** One recorder at Agora, from the plan to its end. */
export type RecorderInstance = Readonly<{
  uid: Uid;
  status: RecorderStatus;
  resourceId?: string;
  acquiredAt?: Ms;
  /** How often its `start` was sent. From the second time on, a rejection may result from a first one that succeeded. */
  sendCount: number;
  sid?: string;
  /** When the sid arrived. */
  startedAt?: Ms;
  /** When it ended, where the recording continued without it. */
  endedAt?: Ms;
}>;

export const livePhases = ['starting', 'confirming', 'recording', 'stopping'] as const;
export const endPhases = ['finished', 'failed', 'lost', 'canceled'] as const;

/**
 * Live: `starting` (nothing runs yet, or we do not know), `confirming` (Agora gave a sid, proof is missing), `recording`,
 * `stopping`. After them `uploading` (over, but a notification is to tell what became of its files), and at the end `finished`,
 * `failed` (never recorded), `lost` (runs or ran, but can no longer be controlled), `canceled` (stopped before it recorded).
 */
export type Phase = (typeof livePhases)[number] | 'uploading' | (typeof endPhases)[number];

/** Agora's word on the upload: as it gave it; `unknown` also where it gave none. */
export type Uploading = 'uploaded' | 'backuped' | 'unknown';

/** The files of a recording; `predicted` when Agora gave no name and ours follows its naming rule. */
export type Files = Readonly<{ names: readonly string[]; predicted: boolean }>;

/** When the files begin, by their names, as far as Agora reported. */
export type FileStarts = Readonly<Record<string, Ms>>;

/** What a mode keeps of its own: what of it can be changed while it runs. */
export type MixState = Readonly<{ kind: 'mix'; layout: Wanted<Layout>; subscription: Wanted<Subscription> }>;
export type IndividualState = Readonly<{ kind: 'individual'; subscription: Wanted<Subscription> }>;
/** `hold`: whether it is paused. */
export type WebState = Readonly<{ kind: 'web'; hold: Wanted<boolean> }>;
export type ModeState = MixState | IndividualState | WebState;

/** Screenshots that Agora has reported: how many, and the names that no status post has reported yet, the latest last. */
export type SnapshotFiles = Readonly<{ count: number; unposted: readonly string[] }>;

/** The latest response to `query`. */
export type LastStatus = Readonly<{ at: Ms; status: number; files: readonly string[] }>;

/** What Agora last said of the recorder. */
export type Health = Readonly<{
  lastStatus?: LastStatus;
  /** Sound or video has arrived at least once. */
  mediaSeen?: true;
  /** Since when a recorder is in the channel without receiving anything, and whether people were notified. */
  noMedia?: Readonly<{ since: Ms; notified: boolean }>;
  /** Since when Agora finds no recorder (fail-over or the end), when it last said so, and whether people were notified. */
  notFound?: Readonly<{ since: Ms; lastResponseAt: Ms; notified: boolean }>;
  /** By when Agora must have shown a running recorder, and when it last answered at all. */
  confirmation?: Readonly<{
    deadline: Ms;
    lastResponseAt: Ms;
    /** Nobody asked for so long that it may have recorded and ended unseen. */
    unobserved?: true;
  }>;
  /** What keeps us from asking, starting or stopping it, as reported to people. */
  problem?: Readonly<{ errorCode: ErrorCode; since: Ms }>;
  /** What a notification said that may end it soon. */
  suspected?: Readonly<{ errorCode: ErrorCode; at: Ms }>;
  /** When a notification said that the session is over: then a 404 needs no second look. */
  exitedAt?: Ms;
  /** The highest `sequence` of a notification about the recorder's state: an older one is not believed any more. */
  lastSequence?: number;
}>;

/**
 * Who asked to stop, or why we stop by ourselves: `limit` where its time was over. `inFlight`: a stop has left and its response is not here; `outcomeUnknown`: an
 * earlier one left whose response was lost, so that a 404 may be its effect.
 */
export type StopRequest = Readonly<{
  by?: UserId;
  because?: ErrorCode;
  limit?: true;
  at: Ms;
  inFlight?: true;
  outcomeUnknown?: true;
}>;

/** How a recording ended that ran. `endedEarly`: nobody asked for it. */
export type RunResult = 'stopped' | 'endedEarly' | 'nothingRecorded';

/** Who or what ends it and why, how it ended, and what became of its files. */
export type Ending = Readonly<{
  stop?: StopRequest;
  /** When it reached a phase that is not live. */
  endedAt?: Ms;
  result?: RunResult;
  /** Why it ended early, failed or was lost, where that is known. */
  errorCode?: ErrorCode;
  files?: Files;
  uploading?: Uploading;
  /** Agora's notifications on the upload: its progress (0 to 1), and its result, which may come before the end is known. */
  upload?: Readonly<{ share?: number; status?: Exclude<Uploading, 'unknown'>; names?: readonly string[] }>;
}>;

/** A message in Slack: the workspace, the channel and, once it is posted, its `ts`. */
export type SlackRef = Readonly<{ teamId: string; channelId: string; ts?: string }>;

/** Where the card is. `isPrivate`: a private channel or a direct message, whose content others must not see. */
export type CardState = SlackRef &
  Readonly<{
    isPrivate: boolean;
    /** Agora is not asked before the card is posted, or Slack has been out of reach for too long. */
    awaited?: true;
    /** It was deleted once and posted again; that is not done twice. */
    reposted?: true;
    /** Slack rejects messages here permanently, and the starter was notified. */
    rejected?: true;
  }>;

/** What the latest status post reported: the next one must report something else. `files`, `snapshots`: how many. */
export type StatusPosted = Readonly<{
  at: Ms;
  status?: number;
  files: number;
  snapshots: number;
  silent: boolean;
  notFound?: true;
}>;

/** What was reported to people, and what they still wait for. */
export type Notified = Readonly<{
  /** A status post is due in the thread. */
  statusPostPending?: true;
  statusPosted?: StatusPosted;
  /** Somebody waits for Agora's response on the card. */
  refreshRequested?: true;
  /** It has recorded, and the channel was notified where its preset requires that. */
  announced?: true;
  /** What notifications have warned of already. */
  warnings?: readonly ErrorCode[];
}>;

/** When the bot stops it. */
export type Limit = Readonly<{ stopAt: Ms }>;

/** The schedule that started it, and the time that it was scheduled for. Until its limit it waits for people. */
export type ScheduledFor = Readonly<{ scheduleId: string; at: Ms }>;

/** Recorders of a scheduled recording that are over while it continues: how many, and the files that they left. */
export type EarlierRecorders = Readonly<{ count: number; files: readonly string[] }>;

export type Recording = Readonly<{
  /** `r` and five characters without look-alikes. */
  id: string;
  /** Grows by one with every change; the store sees to it. */
  version: number;
  phase: Phase;
  cname: string;
  startedBy: UserId;
  createdAt: Ms;
  spec: Spec;
  mode: ModeState;
  /** The last one is the current one. */
  recorders: readonly [RecorderInstance, ...RecorderInstance[]];
  health: Health;
  ending?: Ending;
  snapshots?: SnapshotFiles;
  fileStarts?: FileStarts;
  limit?: Limit;
  scheduled?: ScheduledFor;
  earlier?: EarlierRecorders;
  /** No participant, which was reported: it records as soon as somebody joins. */
  waiting?: true;
  card: CardState;
  notified: Notified;
}>;

export function currentRecorder(r: Pick<Recording, 'recorders'>): RecorderInstance {
  return r.recorders[r.recorders.length - 1] ?? r.recorders[0];
}

export function isLive(r: Recording): boolean {
  return (livePhases as readonly Phase[]).includes(r.phase);
}

/** The recorders that it has now or has asked for in a row, without those that a scheduled recording had before. */
export function recentRecorders(r: Recording): readonly RecorderInstance[] {
  return r.recorders.slice(r.earlier?.count ?? 0);
}

/** Recorders that may run and bill, and that nobody can control. */
export function orphansOf(r: Recording): RecorderInstance[] {
  return r.recorders.filter(({ status }) => status === 'orphan');
}
