/** How payloads from Slack arrive: over connections that the bot opens, or as requests to an address of its own. */
export type Transport = Readonly<{
  /** Resolves when something can arrive. Rejects with a `SlackAuthError` when Slack rejects the credentials before that. */
  up: Promise<void>;
  /** How many connections are up; none is needed in HTTP mode. */
  live(): number;
  /** Why nothing can arrive; undefined while something can. */
  healthIssue(): string | undefined;
  /** Ends it within `withinMs`: what has arrived is acknowledged, and nothing more is taken. */
  stop(withinMs: number): Promise<void>;
}>;
