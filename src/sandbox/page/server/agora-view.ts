/** What the page shows of the simulated Agora and its bucket. */
import type { AgoraSimulator } from '../../agora/agora-server.ts';
import type { RecorderHistory } from '../../agora/recorder-history.ts';
import { gridOf, layoutNames, tilesOf } from '../../agora/tiles.ts';
import type { LocalBucket } from '../../bucket/bucket-server.ts';
import type { AgoraState, PageFile, PageRecorder, PageRequest } from '../protocol.ts';
import { bucketUrl } from './files.ts';

const most = { recorders: 50, requests: 100, files: 200 } as const;
/** Agora allows so many in a second. */
const requestLimit = 10;

export function agoraState(agora: AgoraSimulator, bucket: LocalBucket, now: number): AgoraState {
  const { recorders, requests } = agora;
  const running = recorders.filter(({ endedAt }) => endedAt === undefined);
  const ended = recorders.filter(({ endedAt }) => endedAt !== undefined);
  const ordered = [...running.toReversed(), ...ended.toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))];
  const first = Math.max(0, requests.length - most.requests);
  return {
    recorders: ordered.slice(0, most.recorders).map(pageRecorder),
    more: Math.max(0, ordered.length - most.recorders),
    channels: agora.channels(),
    requests: requests.slice(first).map((request, index) => pageRequest(request, first + index + 1)),
    budget: { used: usedBudget(requests, now), limit: requestLimit },
    files: filesIn(bucket),
  };
}

function pageRecorder(history: RecorderHistory): PageRecorder {
  const { sid, cname, uid, mode, startedAt, endedAt, failoverUntil, files, layouts, shown } = history;
  const layout = mode === 'mix' ? layouts.at(-1)?.layout : undefined;
  return {
    sid,
    cname,
    uid,
    mode,
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    status: statusOf(history),
    ...(layout !== undefined && { layout: layoutNames[layout.mixedVideoLayout], background: layout.backgroundColor }),
    // An individual recording arranges nothing: its participants are shown side by side.
    tiles: layout === undefined ? gridOf(shown) : tilesOf(layout, shown),
    ...(failoverUntil !== undefined && { failoverUntil }),
    files,
  };
}

const endings: Readonly<Record<NonNullable<RecorderHistory['endedBy']>, string>> = {
  stop: 'Stopped',
  idle: 'Ended: the channel was empty',
  badConfig: 'Ended: invalid settings',
  badStorage: 'Ended: the storage refused its keys',
  badToken: 'Ended: invalid token',
  uidTaken: 'Ended: its uid was taken',
  maxHours: 'Ended: the longest time was over',
  pageNotFound: 'Ended: the page answered with an error',
  pageNotReady: 'Ended: the page did not get ready',
  fault: 'Killed',
};

/** Agora's numbers from 0 on. (Agora: Cloud Recording REST API, "query") */
const statuses = [
  'Not started',
  'Initialized',
  'Starting',
  'Starting',
  'Ready, waiting for media',
  'Recording',
  'Stopping',
  'Stopped',
  'Ended',
];

function statusOf({ endedBy, failoverUntil, status, holds }: RecorderHistory): string {
  if (endedBy !== undefined) return endings[endedBy];
  if (failoverUntil !== undefined) return 'Moving to another server';
  if (holds.at(-1)?.onhold === true) return 'Paused';
  return statuses[status] ?? `Status ${status}`;
}

function pageRequest(
  { at, call, cname, status, code, answeredAt }: AgoraSimulator['requests'][number],
  number: number,
): PageRequest {
  return {
    number,
    at,
    call,
    ...(cname !== undefined && { cname }),
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    ...(answeredAt !== undefined && { ms: Math.round(answeredAt - at) }),
  };
}

/** A request that is over the limit does not count. */
function usedBudget(requests: AgoraSimulator['requests'], now: number): number {
  const from = requests.findLastIndex(({ at }) => at <= now - 1_000) + 1;
  return requests.slice(from).filter(({ status }) => status !== 429).length;
}

/** The latest, without the segments that playlists stand for. */
function filesIn({ objects }: LocalBucket): PageFile[] {
  const keys = [...objects.keys()].filter((key) => !key.endsWith('.ts'));
  return keys
    .slice(-most.files)
    .toReversed()
    .map((key) => ({ key, url: bucketUrl(key), kind: kindOf(key), bytes: objects.get(key)?.bytes.length ?? 0 }));
}

function kindOf(key: string): PageFile['kind'] {
  if (key.endsWith('.m3u8')) return 'hls';
  if (key.endsWith('.mp4')) return 'mp4';
  return /\.(?:jpg|png)$/u.test(key) ? 'image' : 'other';
}
