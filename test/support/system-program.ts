/** Programs of the machine that a few tests need. */
import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

/** Where each comes from. `NAME_PATH` names another one, `REQUIRE_NAME=1` makes a missing one a failure. */
const packages = { promtool: 'prometheus', 'systemd-analyze': 'systemd' } as const;

export type SystemProgram = keyof typeof packages;

/** Runs the program. Where it is not installed the test is skipped, and vitest.config.ts says so at the end of the run. */
export function runSystemProgram(
  context: TestContext,
  program: SystemProgram,
  args: readonly string[],
  input = '',
): { status: number | null; text: string } {
  const name = program.toUpperCase().replace('-', '_');
  const path = process.env[`${name}_PATH`] ?? program;
  const { status, stdout, stderr, error } = spawnSync(path, args, { encoding: 'utf8', input });
  if (error === undefined) return { status, text: stdout + stderr };
  if (!('code' in error) || error.code !== 'ENOENT') throw error;
  const reason = `${program} is not installed (Debian: apt-get install ${packages[program]})`;
  if (process.env[`REQUIRE_${name}`] === '1') throw new Error(`REQUIRE_${name} is set, but ${reason}`);
  context.skip(reason);
}
