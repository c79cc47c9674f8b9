/** Screenshots: thousands of them, so status posts tell how many there are, and the names of the latest. */
import type { Recording, SnapshotFiles } from '../recording.ts';

/** So many names wait for the next status post; of the ones before them only the number is told. */
const namesKept = 5;

export function withSnapshot(snapshots: SnapshotFiles | undefined, name: string): SnapshotFiles {
  const { count, unposted } = snapshots ?? { count: 0, unposted: [] };
  return { count: count + 1, unposted: [...unposted, name].slice(-namesKept) };
}

/** What a status post tells of them. */
export function snapshotsPart({ snapshots }: Recording): { snapshots?: { count: number; names: readonly string[] } } {
  return snapshots === undefined ? {} : { snapshots: { count: snapshots.count, names: snapshots.unposted } };
}

/** After a status post. */
export function snapshotsPosted(r: Recording): Recording {
  return r.snapshots === undefined ? r : { ...r, snapshots: { ...r.snapshots, unposted: [] } };
}
