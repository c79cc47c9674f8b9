/** What each event type of Agora's notification service means. (Agora: Cloud Recording, "Callback events") */
import { z } from 'zod';
import type { NotificationEvent, Reporter } from '../recording/agora-notification.ts';
import type { Uid } from '../recording/recording.ts';
import type { Redact } from '../service/ports.ts';
import { fileList, namesOf, number, text } from './response-schemas.ts';

const longestWords = 200;
/** What a number says that Agora did not give; none of its codes. */
const untold = -1;
/** The bit of `leaveCode` that means nothing. */
const meaningless = 8;

export const uid = z
  .union([z.int().transform(String), z.string()])
  .refine((value) => /^[1-9]\d{0,9}$/.test(value) && Number(value) <= 4_294_967_295)
  .optional()
  .catch(undefined);

const details = z.object({
  module: number,
  errorLevel: number,
  errorCode: number,
  errorMsg: text,
  warnCode: number,
  status: number,
  fileList,
  /** Of event 90: several, joined by semicolons. */
  fileName: text,
  filename: text,
  exitStatus: number,
  /** The name of `exitStatus` in the documentation of 2020 and 2021. */
  leaveStatus: number,
  newUid: uid,
  progress: number,
  leaveCode: number,
  code: number,
  limitType: text,
  reason: text,
});

/**
 * The meaning of an event with its `details`; `undefined` where it changes nothing. Where a detail is missing, the event still
 * counts for what its type says, and no problem is assumed. `uidNow`: the recorder that the event came from.
 */
export function notificationEventOf(
  eventType: number,
  raw: unknown,
  uidNow: Uid | undefined,
  redact: Redact,
): NotificationEvent | undefined {
  const given: z.infer<typeof details> = details.safeParse(raw).data ?? {};
  const words = (from: string | undefined) => redact(from ?? '', longestWords);
  const names = namesOf(given.fileList);
  const wentWell = (given.status ?? 0) === 0;
  switch (eventType) {
    case 1: {
      const { errorLevel = 3, errorCode = untold } = given;
      const level = Math.min(Math.max(errorLevel, 1), 5);
      return { kind: 'error', from: reporter(given.module), level, code: errorCode, words: words(given.errorMsg) };
    }
    case 2:
      return { kind: 'warning', from: reporter(given.module), code: given.warnCode ?? untold };
    case 4:
      return { kind: 'files', names };
    case 11:
      return { kind: 'exited', normal: (given.exitStatus ?? given.leaveStatus ?? 0) === 0 };
    case 12: {
      const next = given.newUid ?? uidNow;
      return next === undefined ? undefined : { kind: 'failover', uid: next };
    }
    case 13:
      return { kind: 'registered' };
    case 30:
      return wentWell ? { kind: 'uploadStarted' } : undefined;
    case 31:
      return { kind: 'uploadEnded', uploading: 'uploaded', names };
    case 32:
      return { kind: 'uploadEnded', uploading: 'backuped', names };
    case 33:
      if (given.progress === undefined) return undefined;
      return { kind: 'progress', share: Math.min(Math.max(given.progress, 0), 10_000) / 10_000 };
    case 34:
      return { kind: 'storageTokenExpired' };
    case 40:
      return wentWell ? { kind: 'joined' } : undefined;
    case 41:
      return { kind: 'left', code: given.leaveCode ?? meaningless };
    case 42:
      return { kind: 'slice' };
    case 45: {
      const name = given.fileName ?? given.filename ?? '';
      return name === '' ? undefined : { kind: 'snapshot', name: words(name) };
    }
    case 90:
      return { kind: 'downloadFailed', names: namesOf(given.fileName ?? given.filename, ';') };
    default:
      return webEventOf(eventType, given, redact);
  }
}

/** The events of a page. */
function webEventOf(eventType: number, given: z.infer<typeof details>, redact: Redact): NotificationEvent | undefined {
  const words = (from: string | undefined) => redact(from ?? '', longestWords);
  switch (eventType) {
    case 70:
      return { kind: 'joined' };
    case 71:
      return { kind: 'webStopped', code: given.code ?? 0, names: namesOf(given.fileList) };
    case 72:
      return { kind: 'webLimit', limit: words(given.limitType) };
    case 73:
      return { kind: 'webReloaded', reason: words(given.reason) };
    default:
      return undefined;
  }
}

const reporters: Readonly<Record<number, Reporter>> = { 0: 'recorder', 1: 'uploader', 2: 'service', 6: 'web' };

function reporter(module: number | undefined): Reporter {
  return reporters[module ?? untold] ?? 'other';
}
