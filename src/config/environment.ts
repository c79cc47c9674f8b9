/** Where the variables come from: the real environment, and a `.env` file in the working directory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Real variables win over those of the file, blank ones too, so that a line of the file can be switched off. A missing
 * file is fine; one that can't be read is a problem: a line for stderr, beside those of `loadConfig`.
 */
export function readEnvironment(cwd: string, real: Environment): { env: Environment; problems: string[] } {
  try {
    const text = readFileSync(join(cwd, '.env'), 'utf8').replace(/^\uFEFF/, '');
    return { env: { ...parseEnv(text), ...real }, problems: [] };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT') return { env: real, problems: [] };
    const fix = 'make it a file that the user who runs the bot may read, or remove it';
    return { env: real, problems: [`.env can't be read (${code}): ${fix}`] };
  }
}
