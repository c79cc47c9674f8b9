import { configDefaults, defineConfig } from 'vitest/config';
import { findBrowser } from './src/cli/screenshots/find-browser.ts';

const { missing } = findBrowser();
if (missing !== undefined && process.env['REQUIRE_BROWSER'] === '1') {
  throw new Error(`REQUIRE_BROWSER is set, but the browser tests can't run: ${missing}`);
}

/** Says at the end what was left out on this machine, and why. */
const leftOut = {
  onTestRunEnd() {
    if (missing !== undefined) process.stdout.write(`\nLeft out: the browser tests (test/browser): ${missing}\n`);
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
