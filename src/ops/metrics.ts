/** What Prometheus may ask: the bot's own series begin with `clapperbot_`, those of the process have their usual names. */
import { Counter, collectDefaultMetrics, Histogram, type MetricObject, Registry } from 'prom-client';
import type { CallOutcome } from '../recording/call-outcome.ts';
import { type ErrorCode, errorCodes } from '../recording/error-codes.ts';
import type { Call } from '../recording/jobs.ts';
import type { Ms } from '../recording/recording.ts';
import { addGauges, addStoreGauges, type MetricSources } from './gauges.ts';
import { createRecordingMetrics, type PhaseChanged } from './recording-metrics.ts';

/** `waited`: until its turn in the request budget. `ms`: from sending to the answer. */
export type MeasuredCall = Readonly<{
  call: Call;
  outcome: CallOutcome['kind'];
  errorCode?: ErrorCode;
  waited: Ms;
  ms: Ms;
}>;

export type MetricDescription = Readonly<{ name: string; type: string; labels: readonly string[]; help: string }>;

export type Metrics = Readonly<{
  /** A command was dealt with. Both words come from fixed lists, because every pair of them is a series. */
  command(verb: string, outcome: string): void;
  /** From the arrival of a command or a click to Slack's having its acknowledgement, in seconds. */
  acknowledged(seconds: number): void;
  /** A call to Agora was answered, or given up. */
  agoraCall(call: MeasuredCall): void;
  /** Slack answered 429 to this Web API method. */
  slackLimited(method: string): void;
  /** A Socket Mode connection takes the place of one that ended. */
  reconnected(): void;
  /** Slack shows a card as it is now; `seconds` from wanting to update it, the wait for its turn included. */
  cardUpdated(seconds: number): void;
  phaseChanged: PhaseChanged;
  contentType: string;
  /** The Prometheus text. When the database fails, the series that come from it are missing. */
  text(): Promise<string>;
  /** Every metric, those of the process included. */
  describe(): MetricDescription[];
}>;

/** Gauges whose names end as those of counters; other metrics of Node's have the same figures by type. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  const counters = createCounters([registry]);
  const histograms = createHistograms([registry]);
  addGauges(registry, sources);
  const readCounts = addStoreGauges([registry], sources);
  return {
    command: (verb, outcome) => counters.commands.inc({ verb, outcome }),
    acknowledged: (seconds) => histograms.acknowledgements.observe(seconds),
    agoraCall: ({ call: method, outcome: answer, errorCode: code, waited, ms }) => {
      counters.agoraCalls.inc({ method, answer });
      if (code !== undefined) counters.agoraErrors.inc({ code });
      histograms.budgetWaits.observe({ method }, waited / 1000);
      histograms.agoraSeconds.observe({ method }, ms / 1000);
    },
    slackLimited: (method) => counters.limited.inc({ method }),
    reconnected: () => counters.reconnects.inc(),
    cardUpdated: (seconds) => histograms.cardUpdates.observe(seconds),
    phaseChanged: createRecordingMetrics(registry),
    contentType: registry.contentType,
    text: async () => {
      await readCounts();
      return registry.metrics();
    },
    describe: () => registry.getMetricsAsArray().map(described),
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
    agoraErrors: errorCounter(registers),
  };
}

/** All codes are there from the start: `increase` does not see how a series that is new came to its first value. */
function errorCounter(registers: Registry[]) {
  const counter = new Counter({
    name: 'clapperbot_agora_errors_total',
    help: 'Calls to Agora that failed, by error code.',
    labelNames: ['code'],
    registers,
  });
  for (const code of errorCodes) counter.inc({ code }, 0);
  return counter;
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
    budgetWaits: new Histogram({
      name: 'clapperbot_agora_budget_wait_seconds',
      help: 'Time that a call to Agora waited for its turn in the budget of 10 requests a second, by method.',
      labelNames: ['method'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
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

/** prom-client keeps the labels, but its types do not have them. */
function described(metric: MetricObject): MetricDescription {
  const labels = 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames.map(String) : [];
  return { name: metric.name, type: String(metric.type), labels, help: metric.help };
}
