/** A double of the buckets: it holds the files that a test puts in it, and keeps what it was asked. */
import type { Buckets, FileLink, Listing } from '../../src/service/buckets.ts';

export type FakeBuckets = Buckets & {
  /** What is there, as `folder/name`. */
  readonly files: Set<string>;
  readonly asked: string[];
  /** What becomes of a link; undefined where it depends on whether the file is there. */
  answer: ((path: string) => FileLink) | undefined;
  /** What becomes of a list; undefined where it depends on the files. */
  listing: Listing | undefined;
};

export const linksUntil = 1_700_003_600_000;

export function createFakeBuckets(...files: string[]): FakeBuckets {
  const pathOf = (folders: readonly string[], name: string) => [...folders, name].join('/');
  const buckets: FakeBuckets = {
    files: new Set(files),
    asked: [],
    answer: undefined,
    listing: undefined,
    link(storage, folders, name) {
      const path = pathOf(folders, name);
      buckets.asked.push(`link ${storage}:${path}`);
      const there: FileLink = buckets.files.has(path)
        ? {
            kind: 'presigned',
            url: `https://bucket.example/${encodeURIComponent(path)}?X-Amz-Signature=s`,
            expiresAt: linksUntil,
          }
        : { kind: 'path', path: `bucket/${path}`, because: 'missing' };
      return Promise.resolve(buckets.answer?.(path) ?? there);
    },
    list(storage, folders, prefix, limit) {
      const start = pathOf(folders, prefix);
      buckets.asked.push(`list ${storage}:${start}`);
      const inside = start.length - prefix.length;
      const names = [...buckets.files].filter((path) => path.startsWith(start)).map((path) => path.slice(inside));
      const listed: Listing = { kind: 'listed', names: names.toSorted().slice(0, limit), more: names.length > limit };
      return Promise.resolve(buckets.listing ?? listed);
    },
    check: () => Promise.resolve({ kind: 'unsupported' }),
  };
  return buckets;
}

export const nothingConfigured = { presets: new Map(), layouts: new Map(), storages: new Map() };
