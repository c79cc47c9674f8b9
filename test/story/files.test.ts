/** Where the files are, as people find them: a bucket that checks signatures, and links that work for a while. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { BUCKET_DEFAULTS, type LocalBucket, type Rights, startBucket } from '../../src/sandbox/bucket/bucket-server.ts';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import type { Ephemeral, User } from '../../src/sandbox/slack/types.ts';
import { openBucketWorld } from '../support/bucket-world.ts';
import { openStage } from '../support/stage.ts';
import type { Change, World } from '../support/world.ts';

const settingsOf = ({ endpoint, bucket, accessKey, secretKey }: LocalBucket) => ({
  STORAGE_VENDOR: 's3-compatible',
  STORAGE_REGION: '',
  STORAGE_ENDPOINT: endpoint,
  STORAGE_BUCKET: bucket,
  STORAGE_ACCESS_KEY: accessKey,
  STORAGE_SECRET_KEY: secretKey,
  STORAGE_PREFIX: 'lessons',
});

const openWorldWithBucket = (rights: Rights = 'all', change: Change = {}) =>
  openBucketWorld({ ...change, env: { STORAGE_PREFIX: 'lessons', ...change.env } }, rights);

/** Records until it is finished; the names that Agora gave. */
async function record(world: World, command: string): Promise<string[]> {
  const { slack, agora, ana, room } = world;
  await slack.type(ana, room, command);
  await slack.click(ana, await world.card('Recording'), 'Stop');
  await world.card('Finished', 120);
  return [...(agora.recorders[0]?.files ?? [])];
}

/** The answer that this person alone sees. */
const answer = (world: World, user: User, words: string): Promise<Ephemeral> =>
  world.until(() => world.slack.ephemerals(user).find((one) => world.slack.renderText(one).includes(words)));

async function pressFiles(world: World, user: User, words: string): Promise<Ephemeral> {
  const [card] = world.cards();
  if (card === undefined) throw new Error('no card');
  await world.slack.click(user, card, 'Files');
  return await answer(world, user, words);
}

function linksOf(message: object): string[] {
  return [...JSON.stringify(message).matchAll(/"url":"(http[^"]+)"/gu)].map(([, url]) => url ?? '');
}

const seenByAll = (slack: SlackWorkspace, room: World['room']) => JSON.stringify(slack.messages(room));
const both = 'presets: { both: { mode: mix, files: [hls, mp4] } }\n';

test('the MP4 is downloaded by its link, which stops working after its time', async () => {
  const { world, bucket } = await openWorldWithBucket('all', { env: { STORAGE_LINK_VALIDITY: '30m' }, file: both });
  const { slack, ana, ben, room } = world;
  const names = await record(world, '/record start maths preset=both');
  const [playlist = '', mp4 = ''] = names;
  for (const name of names) bucket.put(`lessons/${name}`, `content of ${name}`);

  const told = await pressFiles(world, ben, '2 files');
  const text = slack.renderText(told);
  expect(text).toMatch(/Playlist · .*\.m3u8/u);
  expect(text).toMatch(/MP4 · .*_0\.mp4/u);
  expect(text).toContain('open the MP4.');
  const [, url = ''] = linksOf(told);
  expect(url).toContain(encodeURIComponent(mp4));
  expect(await (await fetch(url)).text()).toBe(`content of ${mp4}`);
  await world.pass(29 * 60);
  expect((await fetch(url)).status).toBe(200);
  await world.pass(2 * 60);
  expect((await fetch(url)).status).toBe(403);

  expect(slack.ephemerals(ana)).toEqual([]);
  expect(seenByAll(slack, room)).not.toContain('X-Amz-Signature');
  expect(world.thread().join('\n')).toContain(playlist);
});

test('the same by command, for people who may view the recording', async () => {
  const { world, bucket } = await openWorldWithBucket();
  const { slack, ana, ben, room } = world;
  const [playlist = ''] = await record(world, '/record start maths');
  bucket.put(`lessons/${playlist}`, 'x');
  for (const [person, line] of [
    [ana, '/record files'],
    [ben, '/record files maths'],
  ] as const) {
    await slack.type(person, room, line);
    expect(linksOf(await answer(world, person, '1 file'))[0]).toContain(encodeURIComponent(playlist));
  }
  await slack.type(ben, slack.addChannel('random'), '/record files');
  await world.ephemeral(ben, 'Nothing has been recorded here yet.');
});

test('a recording of a private channel does not exist for others', async () => {
  const { world } = await openWorldWithBucket();
  const { slack, ana, ben, room, agora } = world;
  const board = slack.addChannel('board', { private: true });
  await slack.type(ana, board, '/record start layoffs');
  await world.until(() => slack.messages(board)[0]?.text.includes('Recording'));
  await slack.type(ben, room, '/record files layoffs');
  await world.ephemeral(ben, 'No recording called layoffs.');
  expect(agora.recorders).toHaveLength(1);
});

test('a file that does not exist yet, and one that may not be read', async () => {
  const { world, bucket } = await openWorldWithBucket();
  const { slack, agora, ana, ben, room } = world;
  await slack.type(ana, room, '/record start maths');
  const card = await world.card('Recording');
  // What Agora can't upload stays in its backup.
  bucket.refuse(bucket.accessKey);
  await slack.click(ana, card, 'Stop');
  await world.card('Finished', 120);
  bucket.addKey({ ...BUCKET_DEFAULTS, rights: 'all' });
  const [playlist = ''] = agora.recorders[0]?.files ?? [];
  const missing = slack.renderText(await pressFiles(world, ana, '1 file'));
  expect(missing).toContain(`recordings/lessons/${playlist} · not there yet`);
  expect(missing).toContain('Try again in 20 minutes.');

  bucket.addKey({ ...BUCKET_DEFAULTS, rights: 'write' });
  bucket.put(`lessons/${playlist}`, 'x');
  const told = await pressFiles(world, ben, '1 file');
  expect(slack.renderText(told)).toContain('The bot’s key may only write');
  expect(linksOf(told)).toEqual([]);
});

test('where Agora named no file, the bucket is listed', async () => {
  const { world, bucket } = await openWorldWithBucket();
  const { slack, agora, ana } = world;
  const unnamed = { kind: 'rewrite', times: Number.POSITIVE_INFINITY } as const;
  agora.fault({
    ...unnamed,
    call: 'query',
    rewrite: ({ body }) => ({ status: 200, body: { ...Object(body), serverResponse: { status: 5 } } }),
  });
  agora.fault({ call: 'stop', kind: 'stopResult', fileList: 'absent' });
  await record(world, '/record start maths');
  const { sid = '' } = agora.recorders[0] ?? {};
  bucket.put(`lessons/${sid}_maths.m3u8`, 'x');
  bucket.put(`lessons/${sid}_maths_1.mp4`, 'x');
  bucket.put(`lessons/${sid}_maths_20261121090010000.ts`, 'x');
  const told = await pressFiles(world, ana, '2 files');
  expect(slack.renderText(told)).toContain('Agora reported no files. These are in the bucket.');
  expect(linksOf(told)).toHaveLength(2);
});

test('with public links the playlist plays, without a warning', async () => {
  const { world } = await openWorldWithBucket('write', {
    env: { STORAGE_PUBLIC_URL: 'https://cdn.example.com/class' },
  });
  const { slack, ana } = world;
  const [playlist = ''] = await record(world, '/record start maths');
  const told = await pressFiles(world, ana, '1 file');
  expect(linksOf(told)).toEqual([`https://cdn.example.com/class/lessons/${playlist}`]);
  expect(slack.renderText(told)).not.toContain('doesn’t play');
});

test('no signed link is in the log, the database, or a message that others see; the audit records who got links', {
  timeout: 60_000,
}, async () => {
  const bucket = await startBucket();
  onTestFinished(() => bucket.close());
  const stage = await openStage();
  const { slack, agora, room, ana, database, card } = stage;
  const bot = stage.start({ env: stage.settings({ ...settingsOf(bucket), LOG_LEVEL: 'trace' }) });
  await bot.logged('ready');
  await slack.type(ana, room, '/record start maths');
  await slack.click(ana, await card('Recording'), 'Stop');
  const finished = await card('Finished');
  const [playlist = ''] = agora.recorders[0]?.files ?? [];
  bucket.put(`lessons/${playlist}`, 'x');
  await slack.click(ana, finished, 'Files');
  const told = await slack.waitFor(() => slack.ephemerals(ana).find(({ text }) => text.includes('1 file')), 15_000);
  expect(linksOf(told)[0]).toContain('X-Amz-Signature');
  expect(told.text).not.toContain('X-Amz-Signature');
  expect(await bot.kill('SIGTERM')).toBe(0);

  const kept = readdirSync(dirname(database)).map((name) => readFileSync(join(dirname(database), name), 'latin1'));
  const places = {
    log: bot.out.join('\n') + bot.err.join('\n'),
    database: kept.join('\n'),
    all: seenByAll(slack, room),
  };
  for (const [place, content] of Object.entries(places)) {
    expect(content.length, place).toBeGreaterThan(0);
    expect(content, place).not.toContain('X-Amz-Signature');
  }
  const db = new Database(database, { readonly: true });
  onTestFinished(() => void db.close());
  const rows = db.prepare("SELECT actor, action, detail FROM audit WHERE action = 'files'").all();
  expect(rows).toEqual([{ actor: ana.id, action: 'files', detail: '1' }]);
});
