/** A rolling upgrade: replicas of this version run on while one of a newer version brings the database to its schema. */
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import { startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { type Child, runProgram } from '../support/child.ts';
import { startPostgres, type TestServer } from '../support/postgres.ts';
import { waitTimeout } from './system.ts';

const top = fileURLToPath(new URL('../../', import.meta.url));
const migrations = join('migrations', 'postgres');
/** What a version may add under the feet of the one before. */
const additive = ['recordings', 'recorders', 'schedules']
  .map((table) => `ALTER TABLE ${table} ADD COLUMN note text NOT NULL DEFAULT 'none';`)
  .concat('CREATE TABLE notes (id text PRIMARY KEY);')
  .join('\n');

let server: TestServer;
let newer: string;
const children: Child[] = [];

beforeAll(async () => {
  server = await startPostgres();
  newer = mkdtempSync(join(tmpdir(), 'clapperbot-newer-'));
  for (const name of ['package.json', 'src', 'migrations'])
    cpSync(join(top, name), join(newer, name), { recursive: true });
  symlinkSync(join(top, 'node_modules'), join(newer, 'node_modules'));
  const next = String(readdirSync(join(newer, migrations)).length + 1).padStart(4, '0');
  writeFileSync(join(newer, migrations, `${next}-notes.sql`), additive);
}, 60_000);

afterAll(async () => {
  await Promise.all(children.map((child) => child.kill('SIGKILL')));
  await server.stop();
  rmSync(newer, { recursive: true, force: true });
});

test('a replica runs on while a newer one adds to the schema, and is not started again after that', {
  timeout: 4 * waitTimeout,
}, async () => {
  const [slack, agora, databaseUrl] = await Promise.all([startSlack(), startAgora(), server.createDatabase()]);
  const room = slack.addChannel('classes');
  const ana = slack.addUser('ana');
  const start = (folder: string) => {
    const env = {
      PATH: process.env['PATH'],
      ...environment(slack, agora),
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'info',
    };
    const child = runProgram(process.execPath, [join(folder, 'src', 'start.js')], { cwd: newer, env });
    children.push(child);
    return child;
  };
  const card = (cname: string, state: string) =>
    slack.waitFor(() => slack.messages(room).find(({ text }) => text.startsWith(`${state} ${cname}`)), waitTimeout);

  const first = start(top);
  await first.logged('ready');
  await slack.type(ana, room, '/record start before');
  await card('before', 'Recording');
  const scheduled = () => slack.messages(room).filter(({ text }) => text.includes('scheduled maths')).length;
  await slack.type(ana, room, '/record schedule maths every="0 9 * * *" for=1h');
  await slack.waitFor(() => scheduled() === 1, waitTimeout);

  const second = start(newer);
  await second.logged('ready');
  // Alone again, on a schema that it does not know.
  expect(await second.kill('SIGTERM')).toBe(0);
  await slack.type(ana, room, '/record layout before float');
  await slack.type(ana, room, '/record start after');
  await card('after', 'Recording');
  await slack.type(ana, room, '/record schedule maths every="0 10 * * *" for=1h');
  await slack.waitFor(() => scheduled() === 2, waitTimeout);
  await slack.type(ana, room, '/record stop before');
  await card('before', 'Finished');

  // It can't tell what else has changed.
  const again = start(top);
  expect(await again.ended).toBe(1);
  expect(again.err.join('\n')).toContain('was written by a newer version of the bot');

  // The newer one takes over what the older one has started.
  const third = start(newer);
  await third.logged('ready');
  expect(await first.kill('SIGTERM')).toBe(0);
  await slack.type(ana, room, '/record stop after');
  await card('after', 'Finished');
  expect(agora.recorders.map(({ cname, endedBy }) => ({ cname, endedBy }))).toEqual([
    { cname: 'before', endedBy: 'stop' },
    { cname: 'after', endedBy: 'stop' },
  ]);
  expect(await third.kill('SIGTERM')).toBe(0);
  await Promise.all([slack.close(), agora.close()]);
});
