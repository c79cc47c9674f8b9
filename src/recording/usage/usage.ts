/**
 * What Agora bills of a recording, as far as it can be known here: its REST API reports neither the bill nor what participants send, so
 * the price class of video is an estimate, which README.md explains.
 */
import { orphanDeadline } from '../expiry.ts';
import { maxIdleOf } from '../modes/index.ts';
import { assumedSender, assumedSenders, maxMixedSenders } from '../policy.ts';
import { currentRecorder, isLive, type Ms, type RecorderInstance, type Recording } from '../recording.ts';
import type { UidGroup } from '../spec.ts';

/** By the pixels of all video that a recorder receives together (Agora: "Pricing"). */
export const usageClasses = ['audio', 'hd', 'fullHd', '2k', 'above'] as const;
export type UsageClass = (typeof usageClasses)[number];

/** The seconds of all its recorders together. `estimated`: the time itself is not known exactly. */
export type Usage = Readonly<{ class: UsageClass; seconds: number; estimated: boolean }>;

type Span = Readonly<{ from: Ms; until: Ms; estimated: boolean }>;

/** Up to `now` while it is live, else in all. A recorder is billed from its start to its end, idle time included. */
export function usageOf(r: Recording, now: Ms): Usage {
  const spans = r.recorders.flatMap((recorder, n) => {
    const span = spanOf(r, recorder, n, now);
    return span === undefined ? [] : [span];
  });
  const ms = spans.reduce((sum, { from, until }) => sum + Math.max(0, until - from), 0);
  return {
    class: classOf(r),
    seconds: Math.ceil(ms / 1000),
    estimated: spans.some(({ estimated }) => estimated) || isEndEstimated(r) || wasMoved(r),
  };
}

function spanOf(r: Recording, recorder: RecorderInstance, n: number, now: Ms): Span | undefined {
  const { status, startedAt, acquiredAt = r.createdAt } = recorder;
  if (status === 'orphan')
    return { from: startedAt ?? acquiredAt, until: orphanEnd(r, recorder, now), estimated: true };
  // Without a sid it never ran, or that is not known yet.
  if (startedAt === undefined) return undefined;
  // Nobody asked for its end, and when it came is known only by the answers of Agora.
  if (recorder.endedAt !== undefined) return { from: startedAt, until: recorder.endedAt, estimated: true };
  if (recorder === currentRecorder(r)) return { from: startedAt, until: r.ending?.endedAt ?? now, estimated: false };
  // Of those that ended before their end was written down.
  const until = r.recorders[n + 1]?.startedAt ?? r.ending?.endedAt ?? now;
  return { from: startedAt, until, estimated: true };
}

/** It stays with the participants, who are taken to leave at the end of the recording, and then for as long as it may be idle. */
function orphanEnd(r: Recording, recorder: RecorderInstance, now: Ms): Ms {
  const endedAt = r.ending?.endedAt;
  const idle = maxIdleOf(r.spec);
  const deadline = orphanDeadline(r, recorder);
  if (endedAt === undefined || isLive(r)) return Math.min(deadline, now);
  return idle === undefined ? deadline : Math.min(deadline, endedAt + idle);
}

/** Nobody saw the end itself. */
function isEndEstimated({ ending }: Recording): boolean {
  return ending?.result === 'endedEarly';
}

/** Agora marks the files that follow a fail-over; whether the time in between is billed is not documented. */
function wasMoved(r: Recording): boolean {
  return knownFiles(r).some((name) => /(^|\/)bak\d+_/u.test(name));
}

/** As Agora gave them. */
function knownFiles({ ending, health }: Recording): readonly string[] {
  const { files } = ending ?? {};
  return files === undefined || files.predicted ? (health.lastStatus?.files ?? []) : files.names;
}

const pixels = { hd: 1280 * 720, fullHd: 1920 * 1080, '2k': 2560 * 1440 } as const;

export function classOfPixels(total: number): Exclude<UsageClass, 'audio'> {
  if (total <= pixels.hd) return 'hd';
  if (total <= pixels.fullHd) return 'fullHd';
  return total <= pixels['2k'] ? '2k' : 'above';
}

function classOf(r: Recording): UsageClass {
  const { options } = r.spec;
  // Agora's pages do not say what counts for a page. It is one video, of the size that was asked for.
  if (options.mode === 'web') return classOfPixels(options.video.width * options.video.height);
  if (options.streams === 'audio' || !hasReceivedVideo(r)) return 'audio';
  return classOfPixels(sendersOf(r) * assumedSender.width * assumedSender.height);
}

/** An estimate: only the files of individual recordings distinguish sound from video. */
function hasReceivedVideo(r: Recording): boolean {
  const files = knownFiles(r);
  if (files.length === 0) return r.health.mediaSeen === true;
  return r.mode.kind !== 'individual' || !files.every((name) => name.includes('__uid_e_audio'));
}

const groupSizes: Readonly<Record<UidGroup, number>> = { 0: 2, 1: 7, 2: 12, 3: 17, 4: 32, 5: 49 };

/** Whose video is received: those of a list, else as many as are usual. */
function sendersOf({ mode, spec: { options } }: Recording): number {
  const most = options.mode === 'individual' ? groupSizes[options.uidGroup] : maxMixedSenders;
  const video = mode.kind === 'web' ? 'all' : mode.subscription.current.video;
  const expected = typeof video === 'object' && 'only' in video ? video.only.length : assumedSenders;
  return Math.min(expected, most);
}
