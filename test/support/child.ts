/** The real programs as child processes. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Child = {
  process: ChildProcess;
  /** Lines of stdout so far, and those of stderr. */
  out: string[];
  err: string[];
  /** The first line of the log with this `msg`, past or future; rejects when the program ends without it. */
  logged(msg: string): Promise<Record<string, unknown>>;
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
};

const top = fileURLToPath(new URL('../../', import.meta.url));
/** Halves the time of a start. */
const compiled = `${top}node_modules/.cache/compiled`;

/** Runs a file of this repository with this Node; `env` is its whole environment but for PATH and Node's cache of compiled modules. */
export function run(
  file: string,
  options: {
    env?: Record<string, string>;
    args?: string[];
    nodeArgs?: string[];
    cwd?: string;
    /** The user that it runs as; default: the user that runs the tests. */
    user?: { uid?: number; gid?: number };
  } = {},
): Child {
  const args = [...(options.nodeArgs ?? []), `${top}${file}`, ...(options.args ?? [])];
  return runProgram(process.execPath, args, {
    cwd: options.cwd ?? top,
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compiled, ...options.env },
    ...options.user,
  });
}

/** Runs any program; `options.env` is its whole environment. */
export function runProgram(program: string, args: readonly string[], options: SpawnOptions): Child {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: string[] = [];
  const err: string[] = [];
  const listeners = new Set<() => void>();
  const ended = once(child, 'close').then(([code, signal]) => {
    for (const listener of listeners) listener();
    return (code ?? signal) as number | NodeJS.Signals;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    out.push(line);
    for (const listener of listeners) listener();
  });
  createInterface({ input: child.stderr }).on('line', (line) => err.push(line));

  const parse = (line: string): Record<string, unknown> => {
    try {
      return JSON.parse(line) as Record<string, unknown>;
    } catch {
      return {};
    }
  };
  return {
    process: child,
    out,
    err,
    ended,
    logged: (msg) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = out.map(parse).find((line) => line['msg'] === msg);
          if (found !== undefined) resolve(found);
          else if (child.exitCode !== null || child.signalCode !== null) {
            reject(
              new Error(
                `${[program, ...args].join(' ')} ended without "${msg}":\n${out.slice(-20).join('\n')}\n${err.join('\n')}`,
              ),
            );
          } else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      }),
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
