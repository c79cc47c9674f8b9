/** The real bot, the local Agora and a local bucket: the files that the thread names exist, and a wrong key is reported. */
import { expect, test } from 'vitest';
import { openDemo } from '../../src/cli/demo/demo-environment.ts';
import { stories } from '../../src/cli/demo/stories.ts';
import { bucketsOf, storageOf } from '../storage/support.ts';
import { openBucketWorld } from '../support/bucket-world.ts';
import type { Change } from '../support/world.ts';

const open = (change: Change = {}) => openBucketWorld({ notifications: true, ...change });

const file = `presets:
  both: { mode: mix, files: [hls, mp4], prefix: '{channel}' }
`;

test('after the end of a recording the bucket holds the files that the thread names', async () => {
  const { world, bucket } = await open({ file, env: { STORAGE_PREFIX: 'lessons' } });
  await world.slack.type(world.ana, world.room, '/record start maths preset=both');
  await world.card('Recording', 60);
  await world.pass(60);
  await world.slack.type(world.ana, world.room, '/record stop maths');
  await world.card('Finished', 120);
  const [recorder] = world.agora.recorders;
  const names = recorder?.files ?? [];
  expect(names).toEqual([`${recorder?.sid}_maths.m3u8`, `${recorder?.sid}_maths_0.mp4`]);
  const end = await world.line('_0.mp4', 60);
  const { buckets } = bucketsOf({ default: storageOf(bucket) }, world.clock);
  for (const name of names) {
    expect(end).toContain(name);
    const link = await buckets.link('default', ['lessons', 'maths'], name);
    const response = await fetch('url' in link ? link.url : 'about:blank');
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bucket.objects.get(`lessons/maths/${name}`)?.bytes);
  }
});

test('a wrong secret key is reported in the thread', async () => {
  const { world, bucket } = await open({ env: { STORAGE_SECRET_KEY: 'wrong-secret-key' } });
  await world.slack.type(world.ana, world.room, '/record start maths');
  await world.card('Failed', 120);
  expect(await world.line('was not recorded')).toContain('The storage keys were refused.');
  expect(bucket.objects.size).toBe(0);
});

test('the demo has the files that its recordings name', async () => {
  const written: string[] = [];
  const { signal } = new AbortController();
  await using demo = await openDemo((text) => written.push(text), signal);
  await stories['recording']?.(demo, signal);
  const names = demo.agora.recorders.flatMap(({ files }) => files);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) {
    expect(written.join('')).toContain(name);
    expect([...demo.bucket.objects.keys()]).toContain(name);
  }
});
