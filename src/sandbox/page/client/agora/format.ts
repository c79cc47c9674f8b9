/** How the pane writes lengths of time, sizes, times of day and states. Pure; the tests run it in Node. */
import { dateFormat } from '../../../date-format.ts';
import type { PageRecorder, PageRequest, Tile } from '../../protocol.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export function formatDuration(ms: number): string {
  if (ms < minute) return `${Math.max(0, Math.floor(ms / second))} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  const minutes = Math.floor((ms % hour) / minute);
  return minutes === 0 ? `${Math.floor(ms / hour)} h` : `${Math.floor(ms / hour)} h ${minutes} min`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** In the time zone of the visitor. */
export function formatTime(at: number, withSeconds = true): string {
  const digits = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return dateFormat('en', withSeconds ? { ...digits, second: '2-digit' } : digits).format(at);
}

/** How long it has run by then, or ran. */
export function runTime({ startedAt, endedAt }: PageRecorder, now: number): string {
  return formatDuration((endedAt ?? now) - startedAt);
}

export type Tone = 'good' | 'warning' | 'bad' | 'waiting';

const statusWords: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'already started',
  206: 'not completed',
  400: 'rejected',
  401: 'credentials refused',
  403: 'forbidden',
  404: 'not found',
  406: 'no recorder free',
  429: 'too many requests',
};

/** The outcome of a request: a color, and the words beside it. */
export function outcomeOf({ status, code }: PageRequest): Readonly<{ tone: Tone; label: string; words: string }> {
  if (status === undefined) return { tone: 'waiting', label: '…', words: 'no answer yet' };
  const words = statusWords[status] ?? (status >= 500 ? 'server error' : status >= 400 ? 'rejected' : 'OK');
  const tone = status === 200 ? 'good' : status < 400 || status === 404 ? 'warning' : 'bad';
  // A success and its own number say nothing more.
  const hasCode = code !== undefined && code !== 0 && code !== status;
  return { tone, label: String(status), words: hasCode ? `${words}, code ${code}` : words };
}

const colors = 6;

/** Which of the colors of tiles; a participant has the same one in every layout. */
export function colorOf(uid: string): number {
  let sum = 0;
  for (const digit of uid) sum = (sum * 31 + (digit.codePointAt(0) ?? 0)) % 9_973;
  return sum % colors;
}

const narrow = 0.2;

/** The uid, or its end where the tile has no room for more. */
export function tileLabel({ uid, width }: Tile): string {
  return width >= narrow || uid.length <= 4 ? uid : `…${uid.slice(-3)}`;
}
