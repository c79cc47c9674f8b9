import type { ErrorCode } from './error-codes.ts';
import type { FileStarts, Uploading } from './recording.ts';

/**
 * What Agora's response to a call means for the recording. The adapter maps every HTTP status and code to one of these; a response
 * that is undocumented is `indeterminate` (it may have had its effect) or `rejected` (it had none).
 */
export type CallOutcome = Readonly<
  | { kind: 'acquired'; resourceId: string }
  | { kind: 'started'; sid: string }
  /** 201 code 7: the resourceId was started before. Agora's body is not documented to carry the sid. */
  | { kind: 'alreadyStarted'; sid?: string }
  /** `status` 0…8 or 20. `files` is empty until the first slice is there. `starts`: where Agora reports them. `paused`: of a page. */
  | { kind: 'status'; status: number; files: readonly string[]; starts?: FileStarts; paused?: boolean }
  | { kind: 'updated' }
  /** `files` is empty when Agora gave no name. */
  | { kind: 'stopped'; files: readonly string[]; starts?: FileStarts; uploading: Uploading }
  /** 206 code 435: nobody published. */
  | { kind: 'nothingRecorded' }
  /** 404 code 404: ended, or a fail-over of up to 90 s. */
  | { kind: 'notFound' }
  /** Code 49 or 501: the recorder is already leaving. */
  | { kind: 'exiting' }
  /** Code 53: a recorder with this cname and uid runs. */
  | { kind: 'conflict' }
  /** Codes 433, 1001, 1003, 432: the resourceId no longer serves. */
  | { kind: 'expired' }
  /** The call had no effect for certain, and the same may be sent again: 429, no connection made, 206 code 65 outside `start` and `stop`. */
  | { kind: 'notSent'; errorCode: ErrorCode; detail?: string; retryAfter?: number }
  /** Nobody can say whether the call had an effect: sent and timed out, connection lost, 5xx, 206 code 65 on `start` and `stop`. */
  | { kind: 'indeterminate'; errorCode: ErrorCode; detail?: string }
  /** No effect for certain, and only a fresh `acquire` and `start` can help: 500 code 502, 500 code 15. */
  | { kind: 'restartRequired'; errorCode: ErrorCode; detail?: string }
  /** No effect, and sending it again can't help until somebody changes something. `detail`: Agora's own words, free of secrets. */
  | { kind: 'rejected'; errorCode: ErrorCode; detail?: string }
>;

/** The part of an outcome that is reported to people. */
export function errorOf({ errorCode, detail }: Extract<CallOutcome, { errorCode: ErrorCode }>): {
  errorCode: ErrorCode;
  detail?: string;
} {
  return detail === undefined ? { errorCode } : { errorCode, detail };
}
