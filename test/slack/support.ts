import { onTestFinished, vi } from 'vitest';
import { type Clock, realClock } from '../../src/sandbox/movable-clock.ts';
import { startSlack, type SlackOptions as WorkspaceOptions } from '../../src/sandbox/slack/slack-server.ts';
import { createMessenger, type Languages } from '../../src/slack/delivery/messenger.ts';
import { createRateLimiter } from '../../src/slack/delivery/rate-limiter.ts';
import { createResponder } from '../../src/slack/delivery/responder.ts';
import { noNames } from '../../src/slack/inbound/names.ts';
import { type Inbound, type InboundOptions, registerInbound } from '../../src/slack/inbound/register.ts';
import { createSlackClient } from '../../src/slack/transport/client.ts';
import { connectSlack } from '../../src/slack/transport/connection.ts';
import { createSingleWorkspace } from '../../src/slack/transport/kept-workspaces.ts';
import { createFakeBuckets, nothingConfigured } from '../support/buckets.ts';
import {
  FakeRecordingService,
  healthy,
  keptAudit,
  keptLog,
  noHomes,
  noSchedules,
  noSteps,
  noUsageService,
} from './inbound/support.ts';

/** A workspace with two people and a channel. Ends with the test. */
export async function aWorkspace(options: WorkspaceOptions = {}) {
  const slack = await startSlack(options);
  onTestFinished(() => slack.close());
  const ana = slack.addUser('ana');
  const general = slack.addChannel('general');
  return { slack, ana, general };
}

type Workspace = Awaited<ReturnType<typeof aWorkspace>>;

/** Everything that sends to Slack, without a connection. */
export function outward(
  { slack }: Workspace,
  clock: Clock = realClock,
  languages: Languages = { ofWorkspace: 'en', ofPerson: () => Promise.resolve('en') },
) {
  const log = keptLog();
  const client = createSlackClient({ botToken: slack.botToken, apiUrl: slack.apiUrl, log });
  const responder = createResponder(clock, log);
  const rateLimiter = createRateLimiter(clock);
  const limited: string[] = [];
  let inFlight = 0;
  const counted: Pick<typeof client, 'apiCall'> = {
    apiCall: (method, args) => {
      inFlight += 1;
      return client.apiCall(method, args).finally(() => {
        inFlight -= 1;
      });
    },
  };
  const messenger = createMessenger({
    client: counted,
    rateLimiter,
    responder,
    clock,
    languages,
    log,
    teamUrl: () => slack.team.url,
    onRateLimited: (method) => limited.push(method),
  });
  return { log, client, responder, rateLimiter, messenger, limited, inFlight: () => inFlight };
}

/** The whole Slack side, connected, in front of a service that does what the test says. */
export async function connected(
  workspace: Workspace,
  service = new FakeRecordingService(),
  change: Partial<Pick<InboundOptions, 'homes' | 'locale'>> = {},
) {
  const { slack } = workspace;
  const out = outward(workspace);
  const { log, client, messenger, responder, rateLimiter } = out;
  const workspaces = createSingleWorkspace(client);
  const end = new AbortController();
  const audit = keptAudit();
  const acks: number[] = [];
  const commands: string[] = [];
  let inbound: Inbound | undefined;
  const connection = await connectSlack({
    botToken: slack.botToken,
    appToken: slack.appToken,
    apiUrl: slack.apiUrl,
    log,
    register: (app, team, botUserId) => {
      workspaces.identified(team, botUserId);
      inbound = registerInbound({
        app,
        workspaces,
        deliveryOf: () => ({ messenger, rateLimiter }),
        service,
        schedules: noSchedules,
        homes: noHomes,
        timeZone: 'Etc/UTC',
        locale: 'en',
        usage: noUsageService,
        names: noNames,
        configured: nothingConfigured,
        buckets: createFakeBuckets(),
        audit,
        admitsOf: () => ({ externalUsers: false, guests: false }),
        accessOf: () => () => Promise.resolve(undefined),
        workflowAccessOf: () => undefined,
        takenSteps: noSteps,
        ...change,
        doctor: healthy,
        responder,
        clock: realClock,
        log,
        signal: end.signal,
        onCommand: (verb, outcome) => commands.push(`${verb} ${outcome}`),
        onAck: (seconds) => acks.push(seconds),
      });
    },
  });
  const idle = async () => {
    await inbound?.idle();
  };
  onTestFinished(async () => {
    end.abort();
    await connection.stop();
  });
  const up = (count: number) => vi.waitUntil(() => connection.connected() === count, { interval: 5, timeout: 15_000 });
  await up(2);
  return { ...workspace, ...out, service, audit, connection, up, idle, acks, commands, end };
}
