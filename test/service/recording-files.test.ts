import { describe, expect, it } from 'vitest';
import { beginMode } from '../../src/recording/modes/index.ts';
import type { Ending, Recording } from '../../src/recording/recording.ts';
import { findFiles, linkFiles } from '../../src/service/recording-files.ts';
import { createFakeBuckets } from '../support/buckets.ts';
import { runningRecording } from '../support/recordings.ts';
import { individualOptions, specOf } from '../support/specs.ts';

const sid = '0123456789abcdef0123456789abcdef';
const folders = ['lessons'];
const playlist = `${sid}_maths.m3u8`;
const recorders: Recording['recorders'] = [{ uid: '1', status: 'ended', sendCount: 1, sid }];

function over(ending: Ending = {}, change: Partial<Recording> = {}): Recording {
  const spec = specOf({ storage: 'archive' });
  return runningRecording({
    phase: 'finished',
    cname: 'maths',
    recorders,
    spec,
    ending: { endedAt: 1, ...ending },
    ...change,
  });
}
const predicted = { names: [playlist], predicted: true };
const namesOf = (found: Awaited<ReturnType<typeof findFiles>>) => found.files.map(({ name }) => name);

describe('the known files', () => {
  it.each<[string, Recording]>([
    ['at the end', over({ files: { names: ['b.mp4', '', 'a.m3u8'], predicted: false } })],
    ['with the upload', over({ files: predicted, upload: { names: ['a.m3u8', 'b.mp4'] } })],
    [
      'while it records',
      runningRecording({ health: { lastStatus: { at: 1, status: 5, files: ['a.m3u8', 'b.mp4'] } } }),
    ],
    [
      'of recorders before the last one',
      runningRecording({
        earlier: { count: 1, files: ['a.m3u8'] },
        health: { lastStatus: { at: 1, status: 5, files: ['b.mp4'] } },
      }),
    ],
  ])('those that Agora named %s, without a look into the bucket', async (_, r) => {
    const buckets = createFakeBuckets(`lessons/${playlist}`);
    const found = await findFiles(buckets, r, folders);
    expect(namesOf(found)).toEqual(['a.m3u8', 'b.mp4']);
    expect(found).toMatchObject({ source: 'reported', more: false });
    expect(buckets.asked).toEqual([]);
  });

  it('else those in the bucket that begin with the sid, without slices', async () => {
    const buckets = createFakeBuckets(
      `lessons/${sid}_maths_0.mp4`,
      `lessons/${sid}_maths_20261116100000000.ts`,
      `lessons/${playlist}`,
      `lessons/bak0_${sid}_maths.m3u8`,
      'lessons/other_maths.m3u8',
      playlist,
    );
    const found = await findFiles(buckets, over({ files: predicted }), folders);
    expect(namesOf(found)).toEqual([playlist, `bak0_${sid}_maths.m3u8`, `${sid}_maths_0.mp4`]);
    expect(found).toMatchObject({ source: 'found', isListed: true, more: false });
    expect(buckets.asked).toEqual([`list archive:lessons/${sid}_`, `list archive:lessons/bak0_${sid}_`]);
  });

  it('looks for the files of every recorder', async () => {
    const older = { uid: '2', status: 'orphan', sendCount: 1, sid: 'older' } as const;
    const unknown = { uid: '3', status: 'orphan', sendCount: 1 } as const;
    const buckets = createFakeBuckets('older_maths.m3u8');
    const found = await findFiles(buckets, over({}, { recorders: [older, unknown, ...recorders] }), []);
    expect(namesOf(found)).toEqual(['older_maths.m3u8']);
    expect(buckets.asked).toHaveLength(4);
  });

  it('says where the bucket holds more than could be listed', async () => {
    const buckets = createFakeBuckets();
    buckets.listing = { kind: 'listed', names: [playlist], more: true };
    expect(await findFiles(buckets, over(), [])).toMatchObject({ source: 'found', more: true });
  });

  it('else the names by Agora’s rule', async () => {
    const empty = createFakeBuckets();
    const r = over({ files: predicted });
    expect(await findFiles(empty, r, folders)).toMatchObject({ source: 'predicted', isListed: true });
    const closed = createFakeBuckets();
    closed.listing = { kind: 'other', because: 'refused' };
    const found = await findFiles(closed, r, folders);
    expect(namesOf(found)).toEqual([playlist]);
    expect(found).toMatchObject({ source: 'predicted', isListed: false });
  });

  it.each<[string, Recording]>([
    ['nothing was recorded', over({ result: 'nothingRecorded' })],
    ['no recorder ever ran', over({}, { phase: 'failed', recorders: [{ uid: '1', status: 'ended', sendCount: 1 }] })],
  ])('none where %s, and the bucket is not listed', async (_, r) => {
    const buckets = createFakeBuckets(`lessons/${playlist}`);
    expect(namesOf(await findFiles(buckets, r, folders))).toEqual([]);
    expect(buckets.asked).toEqual([]);
  });
});

describe('links and paths', () => {
  const files = (...names: string[]) => names.map((name) => ({ name, kind: 'mp4' }) as const);

  it('in the folders of the recording, unless Agora gave the name with folders', async () => {
    const buckets = createFakeBuckets('lessons/a.mp4', 'other/b.mp4');
    const linked = await linkFiles(buckets, 'archive', folders, files('a.mp4', 'other/b.mp4', 'c.mp4'));
    expect(linked.map(({ link }) => link.kind)).toEqual(['presigned', 'presigned', 'path']);
    expect(buckets.asked).toEqual([
      'link archive:lessons/a.mp4',
      'link archive:other/b.mp4',
      'link archive:lessons/c.mp4',
    ]);
  });

  it('all are requested concurrently', async () => {
    const buckets = createFakeBuckets();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const link = buckets.link.bind(buckets);
    buckets.link = async (...of) => {
      // None is answered before the last one is asked for.
      const answer = link(...of);
      if (buckets.asked.length === 3) resolve(undefined);
      await promise;
      return await answer;
    };
    expect(await linkFiles(buckets, 'archive', [], files('a', 'b', 'c'))).toHaveLength(3);
  });
});

it('for tracks of participants the bucket is listed: their names can’t be predicted', async () => {
  const name = `${sid}_maths__uid_s_5__uid_e_audio.m3u8`;
  const r = over({ files: { names: [], predicted: true } }, { mode: beginMode(individualOptions) });
  const found = await findFiles(createFakeBuckets(name), r, []);
  expect(found.files).toMatchObject([{ name, kind: 'track', uid: '5', medium: 'audio' }]);
});
