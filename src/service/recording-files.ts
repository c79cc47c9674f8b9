/** Use case: which files a recording has, and where they can be had. */
import { describeFiles, namePrefixes, type RecordedFile, splitName } from '../recording/files.ts';
import type { Recording } from '../recording/recording.ts';
import type { Buckets, FileLink, Listing } from './buckets.ts';

/**
 * `reported`: Agora named them; `found`: they are in the bucket; `predicted`: by Agora's naming rule. `isListed`: the bucket was looked
 * through. `more`: it holds others, too.
 */
export type KnownFiles = Readonly<{
  files: readonly RecordedFile[];
  source: 'reported' | 'found' | 'predicted';
  isListed: boolean;
  more: boolean;
}>;

export type LinkedFile = Readonly<{ file: RecordedFile; link: FileLink }>;

/** A recording has thousands of slices, which sort among its files. */
const mostListed = 1_000;

/** The bucket is asked only where Agora gave no name. `folders`: where the recording lies in it. */
export async function findFiles(buckets: Buckets, r: Recording, folders: readonly string[]): Promise<KnownFiles> {
  const reported = reportedNames(r);
  if (reported.length > 0) {
    return { files: describeFiles(r, reported), source: 'reported', isListed: false, more: false };
  }
  const prefixes = r.ending?.result === 'nothingRecorded' ? [] : namePrefixes(r);
  const listings = await Promise.all(
    prefixes.map((prefix) => buckets.list(r.spec.storage, folders, prefix, mostListed)),
  );
  const listed = listings.filter((one): one is Extract<Listing, { kind: 'listed' }> => one.kind === 'listed');
  const isListed = listed.length > 0 && listed.length === listings.length;
  const found = describeFiles(r, [...new Set(listed.flatMap(({ names }) => names))]).filter(
    ({ kind }) => kind !== 'slice',
  );
  const more = listed.some((one) => one.more);
  if (found.length > 0) return { files: found, source: 'found', isListed, more };
  return { files: describeFiles(r, r.ending?.files?.names ?? []), source: 'predicted', isListed, more };
}

/** All at once: each has a time limit of its own. A name that Agora gave with folders says itself where it lies. */
export async function linkFiles(
  buckets: Buckets,
  storage: string,
  folders: readonly string[],
  files: readonly RecordedFile[],
): Promise<LinkedFile[]> {
  return await Promise.all(
    files.map(async (file) => {
      const { folders: own, base } = splitName(file.name);
      return { file, link: await buckets.link(storage, own.length > 0 ? own : folders, base) };
    }),
  );
}

function reportedNames({ ending, health, earlier }: Recording): readonly string[] {
  const { files, upload } = ending ?? {};
  const last = upload?.names ?? health.lastStatus?.files ?? [];
  const lists = [files?.predicted === false ? files.names : [], [...(earlier?.files ?? []), ...last]];
  const given = lists.map((names) => names.filter((name) => name !== ''));
  return given.find((names) => names.length > 0) ?? [];
}
