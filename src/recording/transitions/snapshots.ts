/** Screenshots: thousands of them, so status posts report the number, and the names of the latest. */
import type { Recording, SnapshotFiles } from '../recording.ts';

/** So many names wait for the next status post; of earlier ones only the number is reported. */
const namesKept = 5;

export function withSnapshot(snapshots: SnapshotFiles | undefined, name: string): SnapshotFiles {
  const { count, unposted } = snapshots ?? { count: 0, unposted: [] };
  return { count: count + 1, unposted: [...unposted, name].slice(-namesKept) };
}

/** What a status post reports of them. */
export function snapshotsPart({ snapshots }: Recording): { snapshots?: { count: number; names: readonly string[] } } {
  return snapshots === undefined ? {} : { snapshots: { count: snapshots.count, names: snapshots.unposted } };
}

/** After a status post. */
export function snapshotsPosted(r: Recording): Recording {
  return r.snapshots === undefined ? r : { ...r, snapshots: { ...r.snapshots, unposted: [] } };
}
