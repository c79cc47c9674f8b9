/** Whose media a recorder takes, by the lists of its `start` and of every later `update`. */
import type { PresenceInterval } from './channels.ts';
import type { RecorderRecord } from './record.ts';
import { everybody } from './rules.ts';

export type Medium = 'audio' | 'video';

/** Holds from `from` until the next one: a later list replaces the one before. */
type UidList = { from: number; only?: readonly string[] | undefined; except?: readonly string[] | undefined };

/** Whether the recorder takes that medium of the participant at the time. */
export function isSubscribedAt(record: RecorderRecord, medium: Medium, uid: string, at: number): boolean {
  const list = listsOf(record, medium).findLast(({ from }) => from <= at);
  return list !== undefined && names(list, uid);
}

/** Whether it took that medium of the participant at any time in the interval: files that exist stay. */
export function wasSubscribed(record: RecorderRecord, medium: Medium, { uid, from, to }: PresenceInterval): boolean {
  const lists = listsOf(record, medium);
  return lists.some((list, index) => {
    const until = Math.min(to ?? Number.POSITIVE_INFINITY, lists[index + 1]?.from ?? Number.POSITIVE_INFINITY);
    return names(list, uid) && Math.max(from, list.from) < until;
  });
}

const names = ({ only, except }: UidList, uid: string): boolean =>
  (only === undefined || only.includes(everybody) || only.includes(uid)) && except?.includes(uid) !== true;

/** The oldest first. */
function listsOf({ start, subscriptions }: RecorderRecord, medium: Medium): UidList[] {
  const { recordingConfig: config } = start;
  const audio = { only: config.subscribeAudioUids, except: config.unSubscribeAudioUids };
  const video = { only: config.subscribeVideoUids, except: config.unSubscribeVideoUids };
  const [own, other] = medium === 'audio' ? [audio, video] : [video, audio];
  // A list for one medium alone leaves out the other.
  const isLeftOut = (own.only ?? own.except) === undefined && other.only !== undefined;
  const first = { from: Number.NEGATIVE_INFINITY, ...(isLeftOut ? { only: [] } : own) };
  const later = subscriptions.map(({ at: from, streamSubscribe: { audioUidList, videoUidList } }) =>
    medium === 'audio'
      ? { from, only: audioUidList?.subscribeAudioUids, except: audioUidList?.unSubscribeAudioUids }
      : { from, only: videoUidList?.subscribeVideoUids, except: videoUidList?.unSubscribeVideoUids },
  );
  return [first, ...later.filter(({ only, except }) => (only ?? except) !== undefined)];
}
