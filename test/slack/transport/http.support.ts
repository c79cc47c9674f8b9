/** A Bolt app in HTTP mode behind the real HTTP server, and requests to it as Slack signs them, or not. */
import { createHmac } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createHttpServer } from '../../../src/ops/http.ts';
import { createLog } from '../../../src/ops/log.ts';
import { slackRoutes } from '../../../src/ops/routes.ts';
import { MovableClock } from '../../../src/sandbox/movable-clock.ts';
import { connectSlack, type SlackOptions } from '../../../src/slack/transport/connection.ts';
import { keptLog } from '../inbound/support.ts';
import { aWorkspace } from '../support.ts';

export const form = 'application/x-www-form-urlencoded';
export const startedAt = Date.UTC(2026, 10, 21, 9);

/** How a request differs from one that Slack would send now. `at`: seconds; `signature`: undefined for none. */
export type Difference = Readonly<{
  type?: string;
  at?: number | string;
  secret?: string;
  signature?: string | undefined;
  headers?: Record<string, string>;
}>;

export async function served(register: SlackOptions['register']) {
  const clock = new MovableClock(startedAt);
  const workspace = await aWorkspace({ transport: 'http', clock });
  const { slack } = workspace;
  const log = keptLog();
  const { botToken, signingSecret, apiUrl } = slack;
  const connection = await connectSlack({ botToken, signingSecret, apiUrl, log, now: () => clock.now(), register });
  const { receive } = connection;
  if (receive === undefined) throw new Error('no HTTP mode');
  const server = createHttpServer({ routes: slackRoutes(receive), log: createLog({ level: 'silent', secrets: [] }) });
  await server.listen('127.0.0.1', 0);
  onTestFinished(async () => {
    await connection.stop();
    await server.close();
  });
  const url = `http://127.0.0.1:${server.port()}/slack/events`;
  slack.deliverTo(url);
  const post = poster({ url, signingSecret, clock });
  return { ...workspace, clock, log, connection, url, post, signingSecret };
}

type Address = Readonly<{ url: string; signingSecret: string; clock: Pick<MovableClock, 'now'> }>;

/** Posts a body as Slack does, but for the difference. */
export function poster({ url, signingSecret, clock }: Address) {
  return async (body: string, difference: Difference = {}) => {
    const { type = form, at = Math.floor(clock.now() / 1000), secret = signingSecret, headers } = difference;
    const signed = `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
    const signature = 'signature' in difference ? difference.signature : signed;
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': type,
        'X-Slack-Request-Timestamp': String(at),
        ...(signature !== undefined && { 'X-Slack-Signature': signature }),
        ...headers,
      },
    });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
}

/** The form of a slash command. */
export function command(text: string, change: Record<string, string> = {}): string {
  return new URLSearchParams({
    command: '/record',
    text,
    team_id: 'T1',
    channel_id: 'C1',
    user_id: 'U1',
    response_url: 'http://127.0.0.1:1/commands/1',
    trigger_id: `trigger of ${text}`,
    ...change,
  }).toString();
}

/** The form of an interaction. */
export function interaction(payload: object): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** The body of an event. */
export function event(type: string, id = `Ev${type}`): string {
  return JSON.stringify({
    type: 'event_callback',
    team_id: 'T1',
    api_app_id: 'A1',
    event_id: id,
    event_time: 1,
    event: { type, user: 'U1', event_ts: '1.1' },
  });
}
