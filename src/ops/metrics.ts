/** What Prometheus may ask: the bot's own series begin with `clapperbot_`, those of the process have their usual names. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CallOutcome } from '../recording/call-outcome.ts';
import type { Call, Queue } from '../recording/jobs.ts';
import { livePhases } from '../recording/recording.ts';
import type { Store } from '../service/ports.ts';

/** Where the gauges are read from, at every scrape. */
export type MetricSources = Readonly<{
  /** Of the bot. */
  version: string;
  /** Agora requests that hold a permit of the budget now. */
  budgetInUse: () => number;
  /** Socket Mode connections that are up now. */
  socketsConnected: () => number;
  counts: Store['counts'];
}>;

export type Metrics = Readonly<{
  /** A command was dealt with. Both words come from fixed lists, because every pair of them is a series. */
  command(verb: string, outcome: string): void;
  /** From the arrival of a command or a click to Slack's having its acknowledgement, in seconds. */
  acknowledged(seconds: number): void;
  /** A call to Agora was answered; `seconds` from sending to the answer. */
  agoraCall(call: Call, answer: CallOutcome['kind'], seconds: number): void;
  /** Slack answered 429 to this Web API method. */
  slackLimited(method: string): void;
  /** A Socket Mode connection takes the place of one that ended. */
  reconnected(): void;
  /** Slack shows a card as it is now; `seconds` from wanting to update it, the wait for its turn included. */
  cardUpdated(seconds: number): void;
  /** A recording ended: how, and why (empty where there is no reason). Both words come from fixed lists. */
  ended(outcome: string, reason: string): void;
  contentType: string;
  /** The Prometheus text. When the database fails, the series that come from it are missing. */
  text(): Promise<string>;
}>;

const queues = ['agora', 'thread', 'card', 'person', 'timer'] as const satisfies readonly Queue[];

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = createCounters([registry]);
  const histograms = createHistograms([registry]);
  addGauges(registry, sources);
  const readCounts = addStoreGauges([registry], sources.counts);
  return {
    command: (verb, outcome) => counters.commands.inc({ verb, outcome }),
    acknowledged: (seconds) => histograms.acknowledgements.observe(seconds),
    agoraCall: (method, answer, seconds) => {
      counters.agoraCalls.inc({ method, answer });
      histograms.agoraSeconds.observe({ method }, seconds);
    },
    slackLimited: (method) => counters.limited.inc({ method }),
    reconnected: () => counters.reconnects.inc(),
    cardUpdated: (seconds) => histograms.cardUpdates.observe(seconds),
    ended: (outcome, reason) => counters.ended.inc({ outcome, reason }),
    contentType: registry.contentType,
    text: async () => {
      await readCounts();
      return registry.metrics();
    },
  };
}

function createCounters(registers: Registry[]) {
  return {
    commands: new Counter({
      name: 'clapperbot_commands_total',
      help: 'Commands and clicks, by verb and outcome.',
      labelNames: ['verb', 'outcome'],
      registers,
    }),
    agoraCalls: new Counter({
      name: 'clapperbot_agora_calls_total',
      help: 'Calls to Agora, by method and what the answer meant.',
      labelNames: ['method', 'answer'],
      registers,
    }),
    limited: new Counter({
      name: 'clapperbot_slack_rate_limited_total',
      help: 'Answers 429 from Slack, by Web API method.',
      labelNames: ['method'],
      registers,
    }),
    reconnects: new Counter({
      name: 'clapperbot_slack_reconnects_total',
      help: 'Socket Mode connections that took the place of one that ended. Slack refreshes them every few hours.',
      registers,
    }),
    ended: new Counter({
      name: 'clapperbot_recordings_ended_total',
      help: 'Recordings that ended, by outcome and reason.',
      labelNames: ['outcome', 'reason'],
      registers,
    }),
  };
}

function createHistograms(registers: Registry[]) {
  return {
    acknowledgements: new Histogram({
      name: 'clapperbot_acknowledgement_seconds',
      help: 'Time from the arrival of a command or click to its acknowledgement. Slack allows 3 s.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
      registers,
    }),
    cardUpdates: new Histogram({
      name: 'clapperbot_card_update_seconds',
      help: 'Time from wanting to update a card to Slack having it, the wait for its turn included.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
      registers,
    }),
    agoraSeconds: new Histogram({
      name: 'clapperbot_agora_call_seconds',
      help: 'Time from sending a call to Agora to its answer, by method.',
      labelNames: ['method'],
      // A stop may wait for the upload of the last files, up to 20 s.
      buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30],
      registers,
    }),
  };
}

/** Gauges that are read from memory. */
function addGauges(registry: Registry, { version, budgetInUse, socketsConnected }: MetricSources): void {
  const gauge = (name: string, help: string, read: () => number) =>
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(read());
        },
      }),
    );
  gauge('clapperbot_agora_budget_in_use', 'Permits of the Agora request budget in use.', budgetInUse);
  gauge('clapperbot_slack_sockets_connected', 'Socket Mode connections that are up.', socketsConnected);
  const help = 'Always 1; the label says which version runs.';
  new Gauge({ name: 'clapperbot_build_info', help, labelNames: ['version'], registers: [registry] }).set(
    { version },
    1,
  );
}

/** One question to the database fills all of these. A stale figure would be worse than none. */
function addStoreGauges(registers: Registry[], read: MetricSources['counts']): () => Promise<void> {
  const jobs = new Gauge({
    name: 'clapperbot_jobs_waiting',
    help: 'Jobs in the database, by queue.',
    labelNames: ['lane'],
    registers,
  });
  const live = new Gauge({
    name: 'clapperbot_recordings_live',
    help: 'Live recordings, by phase.',
    labelNames: ['phase'],
    registers,
  });
  const orphans = new Gauge({
    name: 'clapperbot_orphans',
    help: "Recordings with a recorder that may run and can't be controlled.",
    registers,
  });
  return async () => {
    for (const gauge of [jobs, live]) gauge.reset();
    orphans.remove();
    try {
      const counts = await read();
      for (const lane of queues) jobs.set({ lane }, counts.jobs[lane] ?? 0);
      for (const phase of livePhases) live.set({ phase }, counts.live[phase] ?? 0);
      orphans.set(counts.orphans);
    } catch {
      // The series are missing, and /readyz says why.
    }
  };
}
