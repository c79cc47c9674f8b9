/** What Prometheus may ask: the bot's own series begin with `clapperbot_`, those of the process have their usual names. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CallOutcome } from '../recording/call-outcome.ts';
import type { Call, Queue } from '../recording/jobs.ts';
import { livePhases } from '../recording/recording.ts';
import type { Store } from '../service/ports.ts';

/** Where the gauges are read from, at every scrape. */
export type MetricSources = Readonly<{
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
  /** A recording ended: how, and why (empty where there is no reason). Both words come from fixed lists. */
  ended(outcome: string, reason: string): void;
  contentType: string;
  /** The Prometheus text. When the database fails, the series that come from it are missing. */
  text(): Promise<string>;
}>;

const lanes = ['agora', 'thread', 'card', 'person', 'timer'] as const satisfies readonly Queue[];

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const commands = new Counter({
    name: 'clapperbot_commands_total',
    help: 'Commands and clicks, by verb and outcome.',
    labelNames: ['verb', 'outcome'],
    registers,
  });
  const acknowledgements = new Histogram({
    name: 'clapperbot_acknowledgement_seconds',
    help: 'Time from the arrival of a command or click to its acknowledgement. Slack allows 3 s.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
    registers,
  });
  const agoraCalls = new Counter({
    name: 'clapperbot_agora_calls_total',
    help: 'Calls to Agora, by method and what the answer meant.',
    labelNames: ['method', 'answer'],
    registers,
  });
  const agoraSeconds = new Histogram({
    name: 'clapperbot_agora_call_seconds',
    help: 'Time from sending a call to Agora to its answer, by method.',
    labelNames: ['method'],
    // A stop may wait for the upload of the last files, up to 20 s.
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30],
    registers,
  });
  const limited = new Counter({
    name: 'clapperbot_slack_rate_limited_total',
    help: 'Answers 429 from Slack, by Web API method.',
    labelNames: ['method'],
    registers,
  });
  const ended = new Counter({
    name: 'clapperbot_recordings_ended_total',
    help: 'Recordings that ended, by outcome and reason.',
    labelNames: ['outcome', 'reason'],
    registers,
  });
  gauge('clapperbot_agora_budget_in_use', 'Permits of the Agora request budget in use.', sources.budgetInUse);
  gauge('clapperbot_slack_sockets_connected', 'Socket Mode connections that are up.', sources.socketsConnected);
  const jobs = new Gauge({
    name: 'clapperbot_jobs_waiting',
    help: 'Jobs in the database, by lane.',
    labelNames: ['lane'],
    registers,
  });
  const live = new Gauge({
    name: 'clapperbot_recordings_live',
    help: 'Live recordings, by phase.',
    labelNames: ['phase'],
    registers,
  });

  function gauge(name: string, help: string, read: () => number): void {
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
  }

  /** One question to the database fills both gauges. A stale figure would be worse than none. */
  async function readCounts(): Promise<void> {
    try {
      const counts = await sources.counts();
      for (const lane of lanes) jobs.set({ lane }, counts.jobs[lane] ?? 0);
      for (const phase of livePhases) live.set({ phase }, counts.live[phase] ?? 0);
    } catch {
      jobs.reset();
      live.reset();
    }
  }

  return {
    command: (verb, outcome) => commands.inc({ verb, outcome }),
    acknowledged: (seconds) => acknowledgements.observe(seconds),
    agoraCall: (method, answer, seconds) => {
      agoraCalls.inc({ method, answer });
      agoraSeconds.observe({ method }, seconds);
    },
    slackLimited: (method) => limited.inc({ method }),
    ended: (outcome, reason) => ended.inc({ outcome, reason }),
    contentType: registry.contentType,
    text: async () => {
      await readCounts();
      return registry.metrics();
    },
  };
}
