import type { AgoraSimulator } from '../../src/sandbox/agora/agora-server.ts';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';

/** Bots between a local Slack and a local Agora, whatever their database is: what people use and the verdict reads. */
export type Deployment = Readonly<{
  slack: SlackWorkspace;
  agora: AgoraSimulator;
  /** How many times as long as in the fastest deployment people wait, since its clock runs faster. */
  pace: number;
  /** Reads the database beside the bots. */
  query<T>(sql: string): T[] | Promise<T[]>;
  /** The payloads of jobs to wait for. */
  jobsLeft(): string[] | Promise<string[]>;
  /** The time of all parts, in milliseconds since 1970. */
  now(): number;
  /** For how long between these two moments a bot was ready. */
  uptime(from: number, to: number): number;
}>;
