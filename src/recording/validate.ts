/** Rules for what people type, for every way in. What is wrong comes back as data; the words are chosen where it is shown. */
import type { Region } from './layout/layout.ts';
import { day, hour, minute, second } from './spans.ts';

/** Agora's rules for the name of an RTC channel: 1 to 63 bytes of this alphabet, in which every character is one byte. */
export const maxNameBytes = 63;
const allowed = /^[a-zA-Z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,]$/;

/** `characters`: those that are not allowed, each once, in their order. */
export type NameProblem = Readonly<
  { kind: 'empty' } | { kind: 'characters'; characters: readonly string[] } | { kind: 'tooLong'; bytes: number }
>;

/** What is wrong with a channel name; undefined where nothing is. */
export function channelNameProblem(name: string): NameProblem | undefined {
  if (name === '') return { kind: 'empty' };
  const characters = [...new Set(name)].filter((character) => !allowed.test(character));
  if (characters.length > 0) return { kind: 'characters', characters };
  return name.length > maxNameBytes ? { kind: 'tooLong', bytes: name.length } : undefined;
}

export const maxUid = 4_294_967_295;

/** A uid of Agora: a decimal number from 1 to 4294967295 without leading zeros. */
export function isUid(text: string): boolean {
  return /^[1-9]\d{0,9}$/u.test(text) && Number(text) <= maxUid;
}

/** A color as Agora takes it: `#RRGGBB`. */
export function isColor(text: string): boolean {
  return /^#[0-9a-f]{6}$/iu.test(text);
}

/** Both ends belong to it. */
export type Range = Readonly<{ from: number; to: number }>;

export function isWithin(value: number, { from, to }: Range): boolean {
  return value >= from && value <= to;
}

/** Agora's limits (Cloud Recording REST API, "acquire" and "start"). */
export const limits = {
  /** The frame rates of a mixed recording; others become 15. */
  mixFps: [1, 7, 10, 15, 24, 30, 60],
  mixSide: { from: 1, to: 1920 },
  mixBitrate: { from: 1, to: 6500 },
  webFps: { from: 5, to: 60 },
  webSide: { from: 240, to: 1920 },
  webBitrate: { from: 50, to: 8000 },
  /** Width times height. */
  pixels: 1920 * 1080,
  maxIdle: { from: 5 * second, to: 30 * day },
  snapshots: { from: 5 * second, to: hour },
  /** Of web pages; in hours. */
  maxHours: { from: 1, to: 720 },
  /** After which an MP4 file is split; in minutes. */
  maxVideoMinutes: { from: 30, to: 240 },
  readyTimeout: { from: 0, to: 60 * second },
  /** For how long somebody can ask to record. This one is ours: no shorter one is useful, and what runs for days is stopped by people. */
  duration: { from: minute, to: day },
  uids: { from: 1, to: 32 },
  regions: { from: 1, to: 17 },
  /** For how long a presigned link works. S3 allows seven days at most (AWS Signature Version 4, "X-Amz-Expires"). */
  linkValidity: { from: minute, to: 7 * day },
  /** Characters of all folders, slashes included. */
  folders: 128,
} as const satisfies Record<string, number | readonly number[] | Range>;

/** Agora takes pictures up to Full HD, upright ones too. */
export function hasTooManyPixels({ width, height }: Readonly<{ width: number; height: number }>): boolean {
  return width * height > limits.pixels;
}

/** `index` counts from 0. */
export type RegionProblem = Readonly<
  { kind: 'count'; range: Range } | { kind: 'outside'; index: number } | { kind: 'sameUid'; index: number }
>;

/** What is wrong with the regions of a custom layout, each number of which is a fraction. */
export function regionProblems(regions: readonly Omit<Region, 'fit'>[]): RegionProblem[] {
  const beyond = (start: number, size: number) => start + size > 1.000_002;
  return [
    ...(isWithin(regions.length, limits.regions) ? [] : [{ kind: 'count', range: limits.regions } as const]),
    ...regions.flatMap(({ x, y, width, height, uid }, index): RegionProblem[] => [
      ...(beyond(x, width) || beyond(y, height) ? [{ kind: 'outside', index } as const] : []),
      ...(uid !== undefined && regions.findIndex((other) => other.uid === uid) < index
        ? [{ kind: 'sameUid', index } as const]
        : []),
    ]),
  ];
}
