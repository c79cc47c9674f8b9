/** Use case: what one person sees at a glance, a page of each kind, and who may be looking at it. */
import type { Actor } from '../recording/events.ts';
import type { Ms, Recording, UserId } from '../recording/recording.ts';
import type { Schedule } from '../recording/schedule/schedule.ts';

/** What is looked for, a part of the channel's name in any case, and where the page of each kind begins. */
export type HomePosition = Readonly<{ search: string; live: number; scheduled: number; ended: number }>;

export const homeStart: HomePosition = { search: '', live: 0, scheduled: 0, ended: 0 };

/** `search`: a part of the channel's name, whatever its case; empty finds all. */
export type Wanted = Readonly<{ search: string; offset: number; limit: number }>;

/** Some of many, from `offset` on. `more`: others follow. */
export type Slice<T> = Readonly<{ items: readonly T[]; offset: number; more: boolean }>;

/** Whose home it is, when they looked at it last, and at which part. Ids of people are those of a workspace. */
export type OpenHome = Readonly<{ teamId: string; user: UserId; openedAt: Ms; position: HomePosition }>;

/** Whatever is found for a `viewer` is what `canView` allows that person, the person's own first. */
export interface HomeStore {
  /** What is live, the latest first. */
  searchLive(viewer: Actor, wanted: Wanted): Promise<Slice<Recording>>;
  /** How many are live, counted up to 1,000. */
  countLive(viewer: Actor, search: string): Promise<number>;
  /** What is over, the latest end first. */
  searchEnded(viewer: Actor, wanted: Wanted): Promise<Slice<Recording>>;
  /** What has not ended, the next one first. */
  searchSchedules(viewer: Actor, wanted: Wanted): Promise<Slice<Schedule>>;
  /** Remembers that somebody looks at their home, and forgets those who looked at it before `since`. */
  noteHome(home: OpenHome, since: Ms): Promise<void>;
  /** Those who have looked at it since then, of all workspaces. */
  openHomes(since: Ms): Promise<readonly OpenHome[]>;
}

/** What the home shows. `position`: where each page begins indeed, for there may be less than there was. */
export type HomeContents = Readonly<{
  position: HomePosition;
  live: Slice<Recording>;
  /** Counted up to 1,000. */
  liveCount: number;
  schedules: Slice<Schedule>;
  ended: Slice<Recording>;
}>;

/** So many of each on a page. */
export const homePages = { live: 15, scheduled: 5, ended: 10 } as const;

export async function loadHome(store: HomeStore, viewer: Actor, position: HomePosition): Promise<HomeContents> {
  const search = position.search.trim();
  const page = async <T>(kind: keyof typeof homePages, find: (wanted: Wanted) => Promise<Slice<T>>) => {
    const limit = homePages[kind];
    const found = await find({ search, offset: position[kind], limit });
    return found.items.length > 0 || found.offset === 0 ? found : await find({ search, offset: 0, limit });
  };
  const [live, liveCount, schedules, ended] = await Promise.all([
    page('live', (wanted) => store.searchLive(viewer, wanted)),
    store.countLive(viewer, search),
    page('scheduled', (wanted) => store.searchSchedules(viewer, wanted)),
    page('ended', (wanted) => store.searchEnded(viewer, wanted)),
  ]);
  const found = { search, live: live.offset, scheduled: schedules.offset, ended: ended.offset };
  return { position: found, live, liveCount, schedules, ended };
}
