/** The repository as somebody has it after `npm ci`: a copy in a folder of its own, whose scripts run through npm. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Limit of a test that runs a script, in ms: npm, Node and the script start from nothing, on a machine under load. */
export const scriptTimeout = 60_000;

type RunOptions = {
  /** Variables besides PATH and HOME: a user's shell has nothing of ours. */
  env?: Record<string, string>;
  /** All of stdin; empty unless given. */
  input?: string;
};

export type Script = {
  process: ChildProcess;
  /** Lines of stdout and stderr so far, without npm's own two lines about the script. */
  out: string[];
  err: string[];
  /** Resolves with npm's exit code, or the signal that ended it, once everything that it started has ended, too. */
  ended: Promise<number | NodeJS.Signals>;
  /** The first line of stdout that fits, past or future; rejects when the script ends without one. */
  line(fits: RegExp): Promise<string>;
  /** Ctrl-C in a terminal: SIGINT for npm and everything that it started. */
  interrupt(): void;
};

export type FreshCopy = {
  /** Of the copy, without a slash at the end. */
  readonly folder: string;
  /** Runs `npm …` in the copy; it is killed at the end of the test if it still runs then. */
  npm(args: readonly string[], options?: RunOptions): Script;
};

/** A copy for the tests of one file. Its `folder` exists from the first test on. */
export function useFreshCopy(): FreshCopy {
  let top = '';
  beforeAll(() => {
    top = mkdtempSync(join(tmpdir(), 'clapperbot-scripts-'));
    mkdirSync(join(top, 'home'));
    copyRepository(join(top, 'clapperbot'));
  });
  afterAll(() => rmSync(top, { recursive: true, force: true }));
  return {
    get folder() {
      return join(top, 'clapperbot');
    },
    npm: (args, options = {}) => runNpm(args, join(top, 'clapperbot'), join(top, 'home'), options),
  };
}

/** What git tracks or would track, and the installed packages: links, in a folder that takes caches of the copy's own. */
function copyRepository(to: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  for (const file of listed.split('\0')) {
    // A file that was deleted and not yet committed is still listed.
    if (file === '' || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(root, file), join(to, file));
  }
  mkdirSync(join(to, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name.startsWith('.') && name !== '.bin') continue;
    symlinkSync(join(root, 'node_modules', name), join(to, 'node_modules', name));
  }
}

/** The PATH of a user's shell: npm adds the project's own programs, this one's Node among them, and nobody else does. */
function userPath(): string {
  const entries = (process.env['PATH'] ?? '').split(delimiter);
  return entries.filter((entry) => !entry.includes('node_modules')).join(delimiter);
}

function runNpm(args: readonly string[], cwd: string, home: string, { env = {}, input }: RunOptions): Script {
  const child = spawn('npm', args, {
    cwd,
    env: { PATH: userPath(), HOME: home, npm_config_update_notifier: 'false', ...env },
    stdio: 'pipe',
    // Its own process group, as in a terminal: a signal reaches npm and what it started.
    detached: true,
  });
  // A script that ends before it has read its input breaks the pipe.
  child.stdin.on('error', () => undefined).end(input);
  const kill = (signal: NodeJS.Signals) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, signal);
  };
  onTestFinished(() => kill('SIGKILL'));

  const out: string[] = [];
  const err: string[] = [];
  const listeners = new Set<() => void>();
  const notify = () => {
    for (const listener of listeners) listener();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('> ')) out.push(line);
    notify();
  });
  createInterface({ input: child.stderr }).on('line', (line) => err.push(line));
  const ended = once(child, 'close').then(([code, signal]) => {
    notify();
    return (code ?? signal) as number | NodeJS.Signals;
  });

  return {
    process: child,
    out,
    err,
    ended,
    line: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = out.find((line) => fits.test(line));
          if (found !== undefined) resolve(found);
          else if (child.exitCode !== null || child.signalCode !== null) {
            reject(new Error(`npm ${args.join(' ')} ended without ${fits}:\n${[...out, ...err].join('\n')}`));
          } else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      }),
    interrupt: () => kill('SIGINT'),
  };
}
