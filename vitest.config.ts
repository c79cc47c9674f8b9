import { relative } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import type { Reporter, TestModule } from 'vitest/node';
import { findBrowser } from './src/cli/screenshots/find-browser.ts';

const { missing } = findBrowser();
if (missing !== undefined && process.env['REQUIRE_BROWSER'] === '1') {
  throw new Error(`REQUIRE_BROWSER is set, but the browser tests can't run: ${missing}`);
}

/** The tests that were skipped for a reason of this machine: a line for each file and reason. */
function skipped(modules: readonly TestModule[]): string[] {
  const reasons = modules.flatMap((module) =>
    [...module.children.allTests('skipped')].flatMap((test) => {
      const { note } = test.result() as { note?: string };
      return note === undefined ? [] : [`${relative(import.meta.dirname, module.moduleId)}: ${note}`];
    }),
  );
  const counts = Map.groupBy(reasons, (reason) => reason);
  return [...counts].map(([reason, { length: n }]) => `${n === 1 ? 'a test' : `${n} tests`} of ${reason}`);
}

/** Says at the end what was left out on this machine, and why. */
const leftOut: Reporter = {
  onTestRunEnd(modules) {
    const lines = [
      ...skipped(modules),
      ...(missing === undefined ? [] : [`the browser tests (test/browser): ${missing}`]),
    ];
    if (lines.length > 0) process.stdout.write(`\n${lines.map((line) => `Left out: ${line}\n`).join('')}`);
  },
};

export default defineConfig({
  test: {
    // Real servers and real files are shared by nothing: every test makes its own, so files may run side by side.
    pool: 'forks',
    reporters: ['default', leftOut],
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'test/browser/**'],
          // One more than there are cores, because many tests wait for real processes and their timers.
          maxWorkers: 3,
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: missing === undefined ? ['test/browser/*.test.ts'] : [],
          // A browser has processes of its own: two at a time, after everything else.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
