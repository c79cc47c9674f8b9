/** The keys of a bucket: fixed ones, or temporary ones from a file or a command that is asked for every use. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Storage } from './vendors.ts';

/** A bucket with the keys that serve now. `stsExpiration`: seconds for which the token serves. */
export type BucketAccess = Readonly<{
  storage: Storage;
  accessKey: string;
  secretKey: string;
  stsToken?: string;
  stsExpiration?: number;
}>;

/** A command has this long, in ms. */
const commandTimeout = 10_000;

const given = z.object({
  accessKey: z.string().min(1),
  secretKey: z.string().min(1),
  stsToken: z.string().min(1),
  /** Seconds. */
  stsExpiration: z.int().positive().optional(),
});

/** At once where the keys are fixed. Rejects with a sentence that holds none of the keys. */
export function bucketAccess(storage: Storage): BucketAccess | Promise<BucketAccess> {
  const { sts, accessKey, secretKey } = storage;
  return sts === undefined ? { storage, accessKey, secretKey } : temporaryAccess(storage, sts);
}

async function temporaryAccess(storage: Storage, sts: NonNullable<Storage['sts']>): Promise<BucketAccess> {
  const text = await readSource(sts);
  const read = given.safeParse(parseJson(text)).data;
  if (read === undefined)
    throw new Error(
      'the temporary keys must be JSON with accessKey, secretKey, stsToken and, in seconds, stsExpiration',
    );
  const { stsExpiration, ...keys } = read;
  return { storage, ...keys, ...(stsExpiration === undefined ? {} : { stsExpiration }) };
}

async function readSource(sts: NonNullable<Storage['sts']>): Promise<string> {
  try {
    if ('file' in sts) return await readFile(sts.file, 'utf8');
    const [program, ...args] = sts.command;
    return (await promisify(execFile)(program, args, { timeout: commandTimeout })).stdout;
  } catch (error) {
    // The message of a failed command holds its output.
    const { code } = Object(error) as { code?: unknown };
    const from = 'file' in sts ? 'file' : 'command';
    throw new Error(`the ${from} for the temporary keys failed (${String(code)})`, { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
