/** How the database is, without disturbing a bot that uses it. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Check, Finding } from '../../service/doctor/finding.ts';

const schema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fine'), recordings: z.number(), setAside: z.number() }),
  z.object({ kind: z.enum(['damaged', 'foreign', 'locked', 'unreadable']) }),
]);

/** What the process that looks at the database prints. `setAside`: rows that can't be read. */
export type DatabaseReport = z.infer<typeof schema>;

const program = fileURLToPath(new URL('doctor-process.ts', import.meta.url));
const groupAndOthers = 0o077;

export function databaseCheck(databasePath: string): Check {
  const path = resolve(databasePath);
  return {
    subject: 'database',
    async run(signal) {
      const found = existsSync(path) ? await existing(path, signal) : [beforeFirstStart(path)];
      return { findings: found };
    },
  };
}

async function existing(path: string, signal: AbortSignal): Promise<Finding[]> {
  const subject = 'database';
  // First: a reader leaves files of its own beside the database.
  const files = sharing(path);
  const report = await ask(path, signal);
  if (report === undefined) return [{ subject, code: 'database.unchecked', values: { path } }, files];
  if (report.kind !== 'fine') return [{ subject, code: `database.${report.kind}`, values: { path } }, files];
  const { recordings, setAside } = report;
  const values = { path, count: recordings, bytes: statSync(path).size, rows: setAside };
  const isWritable = canWrite(path) && canWrite(dirname(path));
  return [
    { subject, code: isWritable ? 'database.fine' : 'database.readOnly', values },
    ...(setAside === 0 ? [] : [{ subject, code: 'database.rowsSetAside', values } as const]),
    files,
  ];
}

/** Undefined where it did not end in time. It gets no environment: it needs no secret. */
function ask(path: string, signal: AbortSignal): Promise<DatabaseReport | undefined> {
  // Before the limit of the check, so that the other lines about the database are not lost with it.
  const limits = { timeout: 8_000, killSignal: 'SIGKILL', signal, env: {} } as const;
  return new Promise((done, fail) => {
    execFile(process.execPath, [program, path], limits, (error, stdout) => {
      if (error?.killed === true || signal.aborted) done(undefined);
      else if (error !== null) fail(error);
      else done(schema.parse(JSON.parse(stdout)));
    });
  });
}

/** The bot makes the folder and those above it. */
function beforeFirstStart(path: string): Finding {
  let folder = dirname(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const canCreate = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true && canWrite(folder);
  const code = canCreate ? 'database.none' : 'database.noFolder';
  return { subject: 'database', code, values: { path, folder } };
}

/** Whether others than the owner may read who records what. */
function sharing(path: string): Finding {
  const shared = [dirname(path), path, `${path}-wal`, `${path}-shm`, `${path}.lock`].filter((one) => {
    const found = statSync(one, { throwIfNoEntry: false });
    return found !== undefined && (found.mode & groupAndOthers) !== 0;
  });
  const subject = 'databaseFiles';
  if (shared.length === 0) return { subject, code: 'files.private', values: { path } };
  return { subject, code: 'files.shared', values: { paths: shared.join(' ') } };
}

function canWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
