/**
 * Loaded into the program before its first module (`node --import`): sets the points at which it can be killed, and the speed of its
 * clock. The program itself has no switch for either. Each module below is replaced by one that re-exports it, some of its
 * functions wrapped by those of the same name in `points.ts`.
 */
import { registerHooks } from 'node:module';

const wrapped: Readonly<Record<string, readonly string[]>> = {
  'src/ops/clock.ts': ['systemClock'],
  'src/ops/cron.ts': ['cronTicker'],
  'src/recording/transition.ts': ['transition'],
  'src/recording/schedule/transition.ts': ['scheduleTransition'],
  'src/service/schedule-runner.ts': ['createScheduleRunner'],
  'src/service/transition-runner.ts': ['createTransitionRunner'],
  'src/store/sqlite/lock.ts': ['lockInstance'],
  'src/store/sqlite/migrate.ts': ['migrate'],
  'src/store/sqlite/open.ts': ['openStore'],
  'src/agora/http-client.ts': ['sendRequest'],
  'src/slack/transport/client.ts': ['createSlackClient'],
  'src/slack/transport/connection.ts': ['connectSlack'],
};

const points = new URL('points.ts', import.meta.url).href;
const modules = new Map(
  Object.entries(wrapped).map(([file, names]) => [new URL(`../../${file}`, import.meta.url).href, names]),
);

registerHooks({
  load(url, context, nextLoad) {
    const names = modules.get(url);
    if (names === undefined) return nextLoad(url, context);
    // Another address of the same file, so that the real module can still be loaded.
    const real = JSON.stringify(`${url}?real`);
    const lines = [
      `export * from ${real};`,
      `import * as real from ${real};`,
      `import * as points from ${JSON.stringify(points)};`,
      ...names.map((name) => `export const ${name} = points.${name}(real.${name});`),
    ];
    return { format: 'module', shortCircuit: true, source: lines.join('\n') };
  },
});
