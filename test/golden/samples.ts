/** A recording of "maths", as the golden files show it, on a Monday at ten. */

import type { Ending, Files, Recording } from '../../src/recording/recording.ts';
import type { Schedule } from '../../src/recording/schedule/schedule.ts';
import { recording } from '../slack/surfaces/support.ts';

export const startedAt = Date.UTC(2026, 10, 16, 10, 0);
const minute = 60_000;
/** So many minutes after the start. */
export const after = (minutes: number) => startedAt + minutes * minute;
export const now = after(18);

const sid = '0123456789abcdef0123456789abcdef';
export const names = [`${sid}_maths.m3u8`, `${sid}_maths_0.mp4`];
export const files: Files = { names, predicted: false };
export const manyFiles: Files = {
  names: Array.from({ length: 60 }, (_, n) => `${sid}_maths_${n}.mp4`),
  predicted: false,
};
export const predicted: Files = { names: [`${sid}_maths.m3u8`], predicted: true };
export const noFiles: Files = { names: [], predicted: false };

export const running = { uid: '3000000001', status: 'running', sendCount: 1, sid, startedAt } as const;

export function maths(over: Partial<Recording> = {}): Recording {
  return recording({ cname: 'maths', createdAt: startedAt, recorders: [running], ...over });
}

/** Over after 52 minutes. */
export function ended(ending: Ending, over: Partial<Recording> = {}): Recording {
  return maths({ phase: 'finished', ending: { endedAt: after(52), ...ending }, ...over });
}

export const prices = { currency: 'USD', per1000Minutes: { audio: 1.49, hd: 5.99, fullHd: 13.49, '2k': 23.99 } };

const hour = 3_600_000;

/** Two hours before the other samples, at nine in Berlin. */
export const lessonAt = startedAt - 2 * hour;

export const lesson: Schedule = {
  id: 's7k2m9',
  version: 1,
  cname: 'maths',
  wanted: {},
  duration: hour,
  rule: { kind: 'weekly', days: [1, 3, 5], time: '09:00' },
  timeZone: 'Europe/Berlin',
  createdBy: 'U1ANA',
  createdAt: lessonAt - hour,
  channel: { teamId: 'T1', channelId: 'C1', isPrivate: false },
  next: lessonAt,
};
