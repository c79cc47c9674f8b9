import type { MetricSources } from '../../src/ops/gauges.ts';

/** A bot that runs at a time of 100 s. */
export const metricSources: MetricSources = {
  version: '1.2.3',
  now: () => 100_000,
  budgetInUse: () => 3,
  socketsConnected: () => 2,
  tokensRejected: () => 0,
  databaseWorks: async () => true,
  counts: async () => ({
    jobs: { agora: 4, card: 1 },
    live: { recording: 5 },
    orphans: 2,
    notStopping: 1,
    earliestDue: 60_000,
    earliestUpload: 10_000,
  }),
};
