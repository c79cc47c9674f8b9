/**
 * A notification of Agora's service. Notifications may be lost, doubled, late and out of order, so
 * none of them is needed: whatever they bring, asking Agora brings too, later.
 */
import type { Ms, Uid } from './recording.ts';

/** `id`: the same for every delivery of one notification. `sequence` counts from 0 for each sid; `at`: when Agora sent it. */
export type AgoraNotification = Readonly<{
  id: string;
  sid: string;
  cname: string;
  /** Of the recorder; another one than ours after a fail-over. */
  uid: Uid;
  sequence?: number;
  at: Ms;
  event: NotificationEvent;
}>;

/** Who reports an error or a warning. */
export type Reporter = 'recorder' | 'uploader' | 'service' | 'web' | 'other';

/** What happened; the number is Agora's `eventType`. Other events change nothing and are not passed on. */
export type NotificationEvent = Readonly<
  /** 1. `level` 1 debug … 5 fatal. */
  | { kind: 'error'; from: Reporter; level: number; code: number; words: string }
  /** 2 */
  | { kind: 'warning'; from: Reporter; code: number }
  /** 4: the names of the playlists, on their first upload. */
  | { kind: 'files'; names: readonly string[] }
  /** 11: the session is over. */
  | { kind: 'exited'; normal: boolean }
  /** 12: another recorder continues under the same sid. */
  | { kind: 'failover'; uid: Uid }
  /** 13: the recorder is registered at Agora's fail-over service; named in best practices only. */
  | { kind: 'registered' }
  /** 30 */
  | { kind: 'uploadStarted' }
  /** 31 `uploaded`, 32 `backuped`: the result of the upload. */
  | { kind: 'uploadEnded'; uploading: 'uploaded' | 'backuped'; names: readonly string[] }
  /** 33: 0 to 1. */
  | { kind: 'progress'; share: number }
  /** 40, and 70 for a web recorder: it is there. */
  | { kind: 'joined' }
  /** 41: bits of `code`: 0 could not begin, 2 interrupted, 4 nobody left in the channel, 8 means nothing, 16 asked to stop. */
  | { kind: 'left'; code: number }
  /** 45: a screenshot, with its folders. */
  | { kind: 'snapshot'; name: string }
  /** 42: media is being recorded. */
  | { kind: 'slice' }
  /** 71: why a web recorder has stopped. */
  | { kind: 'webStopped'; code: number; names: readonly string[] }
  /** 72: the page needs more than a web recorder provides; it stops. */
  | { kind: 'webLimit'; limit: string }
  /** 73: the page was loaded again. */
  | { kind: 'webReloaded'; reason: string }
  /** 34: the temporary credentials of the bucket have expired; undocumented. */
  | { kind: 'storageTokenExpired' }
  /** 90 */
  | { kind: 'downloadFailed'; names: readonly string[] }
>;
