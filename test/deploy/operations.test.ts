/** The backup and the restore of docs/operations.md work as they are written. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/sqlite/open.ts';
import { scriptTimeout, useFreshCopy } from '../scripts/fresh-copy.ts';
import { first, recordingOf } from '../store/fixtures.ts';
import { openStage } from '../support/stage.ts';
import { repository } from './dockerfile.ts';

const document = readFileSync(join(repository, 'docs/operations.md'), 'utf8');

/** The shell lines below a heading. */
function stepsOf(heading: string): string {
  const section = document.split(`### ${heading}\n`)[1]?.split('\n#')[0] ?? '';
  const steps = /```sh\n(.*?)```/su.exec(section)?.[1];
  if (steps === undefined) throw new Error(`${heading} has no steps`);
  return steps.replaceAll(/^ {3}/gmu, '');
}

const copy = useFreshCopy();

/** PATH and HOME as in a user's shell, with the Node of the project. */
const shell = (lines: string, cwd: string, env: Record<string, string> = {}) =>
  spawnSync('sh', ['-euc', lines], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: copy.folder, ...env },
  });

describe('backup and restore', { timeout: scriptTimeout }, () => {
  test('a recording continues on a database that was lost and restored', async () => {
    const { slack, room, ana, agora, card, settings, start, database: unused } = await openStage();
    const folder = join(copy.folder, 'data');
    const env = settings({ DATABASE_PATH: join(folder, 'clapperbot.db') });
    const bot = start({ env });
    await bot.logged('ready');
    await slack.type(ana, room, '/record start standup');
    const shown = await card('Recording');
    expect(shell(stepsOf('Back up'), copy.folder)).toMatchObject({ status: 0, stderr: '' });
    const [name = ''] = readdirSync(join(copy.folder, 'backups'));
    expect(name).toMatch(/^clapperbot-\d{4}-\d\d-\d\d\.db$/u);

    await bot.kill('SIGKILL');
    writeFileSync(join(folder, 'clapperbot.db'), 'damaged'.repeat(1_000));
    expect(await start({ env }).ended).toBe(1);
    // As after another crash.
    writeFileSync(join(folder, 'clapperbot.db-wal'), 'damaged');

    const backup = join(copy.folder, 'backups', name);
    const damaged = readdirSync(folder).filter((file) => /\.db(-\w+)?$/u.test(file));
    expect(shell(stepsOf('Restore'), folder, { backup })).toMatchObject({ status: 0, stderr: '' });
    // What SQLite kept beside the damaged file must not be applied to the copy.
    expect(readdirSync(join(folder, 'before-restore'))).toEqual(damaged);
    expect(readdirSync(folder).filter((file) => file.startsWith('clapperbot.db-'))).toEqual([]);
    await start({ env }).logged('ready');
    await slack.click(ana, shown, 'Stop');
    await card('Finished');
    expect(agora.recorders).toMatchObject([{ endedBy: 'stop' }]);
    expect(existsSync(unused)).toBe(false);
  });

  test('the drill reads a backup back, and refuses a damaged one', async () => {
    const folder = join(copy.folder, 'drill');
    mkdirSync(folder);
    const path = join(folder, 'clapperbot.db');
    const store = openStore(path);
    await store.create(first(recordingOf('rdri11')), 'drill');
    const done = shell(stepsOf('Drill'), copy.folder, { DATABASE_PATH: path, TMPDIR: folder });
    await store.close();
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(done.stdout.match(/1 recording, .* checked\./gu)).toHaveLength(2);
    expect(done.stdout).toContain('can be restored.');

    const damaged = join(folder, 'damaged.db');
    writeFileSync(damaged, readFileSync(path).subarray(0, 8_192));
    const refused = shell(`sh deploy/restore-drill.sh ${damaged}`, copy.folder, { TMPDIR: folder });
    expect(refused.status).toBe(1);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).not.toBe('');
    // Nothing is left of either.
    expect(readdirSync(folder).filter((name) => name.startsWith('tmp.'))).toEqual([]);
  });
});
