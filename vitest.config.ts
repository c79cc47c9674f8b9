import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real servers and real files are shared by nothing: every test makes its own, so files may run side by side.
    pool: 'forks',
    // One more than there are cores, because many tests wait for real processes and their timers.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
