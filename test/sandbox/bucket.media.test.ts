/** The media that the local Agora uploads: every arrangement, with sound and without. */
import { expect, test } from 'vitest';
import { readMedia } from '../../src/sandbox/bucket/media.ts';
import { durationOf, readPlaylist, readSegment } from './bucket.media.ts';

const h264 = 0x1b;
const aac = 0x0f;

const cases = (['float', 'grid', 'vertical', 'custom'] as const).flatMap((arrangement) => [
  { arrangement, track: 'audio_and_video' as const, types: [h264, aac] },
  { arrangement, track: 'video' as const, types: [h264] },
]);

test.each(cases)('$arrangement, $track: 12 s in segments and in one file', async ({ arrangement, track, types }) => {
  const { segments, playlist, mp4 } = await readMedia(track, arrangement);
  expect(durationOf(mp4)).toBeCloseTo(12, 0);
  for (const { bytes } of segments) expect(readSegment(bytes).map(({ type }) => type)).toEqual(types);
  const names = segments.map((_, index) => `${index}.ts`);
  expect(readPlaylist(playlist(names)).map(({ name }) => name)).toEqual(names);
});

test('every arrangement is another picture, and sound is the same in all of them', async () => {
  const pictures = await Promise.all(cases.map(async ({ track, arrangement }) => readMedia(track, arrangement)));
  const first = pictures.map(({ mp4 }) => Buffer.from(mp4).toString('base64'));
  expect(new Set(first).size).toBe(cases.length);
  expect((await readMedia('audio', 'grid')).mp4).toEqual((await readMedia('audio')).mp4);
});
