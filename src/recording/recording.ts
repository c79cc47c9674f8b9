import type { ErrorCode } from './error-codes.ts';

/** What a recording is. Plain values only: everything here survives a trip through the database. */

/** Milliseconds: a moment since 1970 (UTC), or a span. */
export type Ms = number;

/** A uid of Agora's RTC network: a decimal string from "1" to "4294967295". */
export type Uid = string;

export const layoutNames = ['float', 'grid', 'vertical'] as const;
export type LayoutName = (typeof layoutNames)[number];

/** A whole layout. Agora's `updateLayout` resets what it is not told, so it is always kept and sent whole. */
export type Layout = Readonly<{
  name: LayoutName;
  /** The participant in the large window of `vertical`. */
  uid?: Uid;
  /** `#RRGGBB`; black where absent. */
  background?: string;
}>;

/**
 * What became of one recorder that we asked Agora for:
 * `intended` nothing was sent that could bill; `sent` a start is on its way or its answer was lost; `running` we hold its
 * sid; `gone` it is over or never was; `orphan` it may run and bill, and nobody can control it.
 */
export type RecorderStatus = 'planned' | 'sent' | 'running' | 'ended' | 'orphan';

/** One recorder at Agora, from the intent to its end. */
export type RecorderInstance = Readonly<{
  uid: Uid;
  status: RecorderStatus;
  resourceId?: string;
  acquiredAt?: Ms;
  /** How often its `start` was sent. From the second time on, a refusal may be the echo of a success. */
  sendCount: number;
  sid?: string;
  /** When the sid arrived. */
  startedAt?: Ms;
}>;

export const livePhases = ['starting', 'confirming', 'recording', 'stopping'] as const;

/**
 * Live: `starting` (nothing runs yet, or we do not know), `confirming` (Agora gave a sid, proof is missing), `recording`,
 * `stopping`. After them `uploading` (over, but the fate of its files is to be told by a notice), and at the end `finished`, `failed`
 * (never recorded), `lost` (out of control).
 */
export type Phase = (typeof livePhases)[number] | 'uploading' | 'finished' | 'failed' | 'lost';

/** Agora's word on the upload: as it gave it; `unknown` also where it gave none. */
export type Uploading = 'uploaded' | 'backuped' | 'unknown';

/** The files of a recording; `predicted` when Agora gave no name and ours follows its naming rule. */
export type Files = Readonly<{ names: readonly string[]; predicted: boolean }>;

/** How a recording ended that did record. */
export type Ending = 'stopped' | 'endedByItself' | 'nothingRecorded';

export type Recording = Readonly<{
  /** `r` and five characters without look-alikes. */
  id: string;
  /** Grows by one with every change; the store sees to it. */
  version: number;
  phase: Phase;
  appId: string;
  cname: string;
  /** The last one is the current one. */
  recorders: readonly [RecorderInstance, ...RecorderInstance[]];
  /** Slack user id. */
  startedBy: string;
  createdAt: Ms;
  /** Its recorders' tokens end after 24 hours, and with them the recorders. */
  tokens?: true;
  /** When it reached `uploading`, `finished`, `failed` or `lost`. */
  endedAt?: Ms;
  /** Where the card is. `hidden`: a private channel or a direct message, whose content others must not see. */
  card: Readonly<{
    channel: string;
    isPrivate: boolean;
    ts?: string;
    /** It was deleted once and posted again; that is not done twice. */
    reposted?: true;
    /** Slack refuses messages here for good, and the starter was told so. */
    refused?: true;
  }>;
  /** Whether Agora may be asked: the card is posted, or Slack was out of reach for too long. */
  acquireEnqueued: boolean;
  /** `uncertain`: the answer to a change was lost, so `applied` may not be what is in force. */
  layout: Readonly<{ wanted: Layout; applied: Layout; uncertain?: true }>;
  /** Confirmation: by when Agora must have shown a running recorder, and when it last answered at all. */
  confirm?: Readonly<{
    by: Ms;
    lastResponseAt: Ms;
    /** Nobody asked for so long that it may have recorded and ended unseen. */
    unobserved?: true;
  }>;
  /** The latest answer to `query`. */
  seen?: Readonly<{ at: Ms; status: number; files: readonly string[] }>;
  /** Since when a recorder is in the channel without receiving anything, and whether people were told. */
  quiet?: Readonly<{ since: Ms; told: boolean }>;
  /** Since when Agora answers that it finds no recorder (fail-over or the end), and whether people were told. */
  missing?: Readonly<{ since: Ms; lastResponseAt: Ms; told: boolean }>;
  /** Somebody waits for Agora's answer on the card. */
  refreshRequested?: true;
  /** A status post is owed to the thread. */
  statusPostPending: boolean;
  /**
   * Who asked to stop, or why we stop by ourselves. `onItsWay`: a stop has left and is not answered; `maybeSent`: an earlier one
   * left whose answer is not known, so that a 404 may be its echo.
   */
  stopping?: Readonly<{ by?: string; because?: ErrorCode; at: Ms; inFlight?: true; outcomeUnknown?: true }>;
  /** Whether people were told of the trouble that lasts, so that they are told once. */
  problemNotified: boolean;
  /** The highest `sequence` of a notice that told how the recorder is: an older one is not believed any more. */
  noticed?: number;
  /** When Agora told that the session is over: then a 404 needs no second look. */
  exited?: Ms;
  /** What Agora told that may end it soon. */
  suspectedReason?: Readonly<{ cause: ErrorCode; at: Ms }>;
  /** Why it ended though nobody asked, where that is known. */
  cause?: ErrorCode;
  /** What Agora's notices have told people about already. */
  warned?: readonly ErrorCode[];
  /** Agora's notices on the upload: its progress (0 to 1), and its fate, which may come before the end is known. */
  upload?: Readonly<{ share?: number; status?: Exclude<Uploading, 'unknown'>; names?: readonly string[] }>;
  /** How it ended; said once more when the fate of the upload is known. */
  over?: Ending;
  files?: Files;
  uploading?: Uploading;
  /** Why it failed or was lost. */
  errorCode?: ErrorCode;
}>;

export function currentRecorder(r: Recording): RecorderInstance {
  return r.recorders[r.recorders.length - 1] ?? r.recorders[0];
}

export function isLive(r: Recording): boolean {
  return (livePhases as readonly Phase[]).includes(r.phase);
}

/** Whether two layouts look the same; colours in either case. */
export function sameLayout(a: Layout, b: Layout): boolean {
  return a.name === b.name && a.uid === b.uid && a.background?.toLowerCase() === b.background?.toLowerCase();
}

/** The M3U8 name by Agora's naming rule for mode `mix`: `<sid>_<cname>.m3u8`. */
export function predictedFile(sid: string, cname: string): string {
  return `${sid}_${cname}.m3u8`;
}
