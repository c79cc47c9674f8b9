/** The composition root: constructs the parts, starts them in order and stops them in reverse. Nothing else constructs. */
import type { App } from '@slack/bolt';
import { type AgoraClient } from './agora/client.ts';
import { createWebhookHandler } from './agora/webhook.ts';
import {
  type Assembly,
  assemble,
  followReplicas,
  namesOf,
  notifySecretsOf,
  type Outside,
  warnOfLimits,
} from './assembly.ts';
import { createDoctor } from './cli/doctor-checks.ts';
import { type Config } from './config/load.ts';
import { permissionsOf } from './config/workspace-rules.ts';
import { explain } from './messages/errors.ts';
import { plainText } from './messages/format.ts';
import { createHttpServer, type HttpServer, isLoopback } from './ops/http.ts';
import { createLifecycle, type Part } from './ops/lifecycle.ts';
import type { Log } from './ops/log.ts';
import {
  eventsRoutes,
  healthRoutes,
  installRoutes,
  json,
  metricsRoutes,
  type Readiness,
  type SlackHandler,
  slackRoutes,
} from './ops/routes.ts';
import { type CredentialsCheck, checkServices } from './ops/start-up.ts';
import { workflowAccess } from './recording/permissions/access.ts';
import type { Ms } from './recording/primitives.ts';
import { handleNotification } from './service/notifications.ts';
import { startRetention } from './service/retention.ts';
import { requestStatusPosts } from './service/status-posts.ts';
import { SlackAuthError } from './slack/delivery/slack-errors.ts';
import { registerInbound } from './slack/inbound/register.ts';
import { connectInstalled } from './slack/installations/connect.ts';
import type { Installation } from './slack/installations/installation.ts';
import { InstallationError } from './slack/installations/seal.ts';
import { type AppConnection, connectSlack } from './slack/transport/connection.ts';
import type { BotStore, DamagedReport } from './store/bot-store.ts';
import type { StoreError } from './store/error.ts';
import { openBotStore } from './store/open.ts';
import { lockInstance } from './store/sqlite/lock.ts';

export type Bot = Readonly<{
  /** The real port of health, metrics and callbacks. */
  port: number;
  /** How many jobs, commands and clicks are in flight, for a caller that moves the clock. */
  inFlight(): number;
  /** Rejects when the bot can't continue (the database fails). */
  failed: Promise<never>;
  /** Finishes what is in flight for up to eight seconds; recordings at Agora continue. */
  stop(): Promise<void>;
}>;

export async function startBot(config: Config, outside: Outside, signal = new AbortController().signal): Promise<Bot> {
  const lifecycle = createLifecycle();
  try {
    await lifecycle.start(traces(outside));
    // PostgreSQL serves several replicas.
    if (config.databaseUrl === undefined) await lifecycle.start(instanceLock(config));
    const store = await lifecycle.start(database(config, outside));
    const bot = assemble(config, outside, store);
    const http = await lifecycle.start(httpServer(bot));
    const port = http.port() ?? config.http.port;
    bot.http.port = port;
    const { metricsPort } = config.http;
    const metricsHttp = metricsPort === undefined ? undefined : await lifecycle.start(metricsServer(bot, metricsPort));
    // What runs at Agora is taken up before Slack is there: it may need us more than people do.
    followReplicas(bot);
    const working = await lifecycle.start(jobs(bot));
    const scheduling = await lifecycle.start(scheduleJobs(bot));
    await lifecycle.start(services(bot, signal));
    await lifecycle.start(statusPosts(bot));
    outside.log.info({ port, metricsPort: metricsHttp?.port(), team: teamOf(bot.tenancy) }, 'ready');
    await lifecycle.start(retention(bot));
    const inFlight = () => bot.worker.inFlight() + bot.scheduleWorker.inFlight() + (bot.slack.inbound?.inFlight() ?? 0);
    const failed = Promise.race([working.failed, scheduling.failed]);
    return { port, inFlight, failed, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

/** The last to end: the end of everything else belongs to the traces. */
function traces({ tracing }: Outside): Part<void> {
  return { start: () => undefined, stop: () => tracing?.end() };
}

function instanceLock({ databasePath }: Config): Part<ReturnType<typeof lockInstance>> {
  return { start: () => lockInstance(databasePath), stop: (lock) => lock.release() };
}

function database(config: Config, { clock, log }: Outside): Part<BotStore> {
  const onDamaged = (row: DamagedReport) => log.error(row, 'a damaged row was set aside');
  const onError = (error: StoreError) => log.error({ err: error }, 'PostgreSQL failed in the background');
  return { start: () => openBotStore(config, { clock, onDamaged, onError }), stop: (store) => store.close() };
}

function httpServer(bot: Assembly): Part<HttpServer> {
  const { config, store, runner, tenancy, metrics, redact, log } = bot;
  const secrets = notifySecretsOf(config);
  const { host, port, metricsPort } = config.http;
  const take = handleNotification.bind(undefined, store, runner);
  const routes = {
    ...healthRoutes(() => readinessOf(bot)),
    ...(metricsPort === undefined ? metricsRoutes(metrics) : {}),
    ...(secrets.length === 0 ? {} : eventsRoutes(createWebhookHandler({ secrets, redact, take, log }))),
    ...(config.slack.signingSecret === undefined ? {} : slackRoutes(receiveFor(bot))),
    ...(tenancy.kind === 'installed' ? installRoutes(tenancy.flow) : {}),
  };
  if (metricsPort === undefined && !isLoopback(host)) {
    log.warn(
      { host },
      'everyone who can reach this port can read /metrics and /readyz; METRICS_PORT serves the metrics on a port of their own',
    );
  }
  return listening(createHttpServer({ routes, log }), host, port);
}

/** The server listens before Slack has accepted the token. */
function receiveFor({ slack }: Assembly): SlackHandler {
  return async (request) =>
    slack.connection?.receive?.(request) ?? json(503, { error: 'Not serving yet; try again later.' });
}

/** `/metrics` alone, where it has a port of its own. */
function metricsServer({ config, metrics, log }: Assembly, port: number): Part<HttpServer> {
  const server = createHttpServer({ routes: metricsRoutes(metrics), log, portVariable: 'METRICS_PORT' });
  return listening(server, config.http.host, port);
}

function listening(server: HttpServer, host: string, port: number): Part<HttpServer> {
  return {
    start: async () => {
      await server.listen(host, port);
      return server;
    },
    stop: () => server.close(),
  };
}

async function readinessOf({
  store,
  shutdown,
  slack,
  tenancy,
  deliveries,
  degradedReasons,
}: Assembly): Promise<Readiness> {
  const issue = await store.healthIssue();
  // The database answers, and the other rows are served.
  const isWarning = issue?.code === 'rows_set_aside';
  const rejections = deliveries.rejections();
  // One workspace among others: the rest are served.
  const inWorkspaces =
    tenancy.kind === 'installed' ? rejections.map(({ team, reason }) => `Workspace ${team.id}: ${reason}`) : [];
  return {
    reasons: [
      ...(shutdown.stopping.aborted ? ['The bot is stopping.'] : []),
      ...(issue === undefined || isWarning ? [] : [issue.message]),
      ...(slack.connection === undefined ? ['Slack is not connected yet.'] : slack.connection.ready()),
      ...(tenancy.kind === 'single' ? rejections.map(({ reason }) => reason) : []),
      ...degradedReasons,
    ],
    warnings: [...(isWarning && issue !== undefined ? [issue.message] : []), ...inWorkspaces],
  };
}

type Jobs = Part<{ done: Promise<void>; failed: Promise<never> }>;

function jobs({ worker, shutdown }: Assembly): Jobs {
  return working(worker, shutdown, () => shutdown.complete());
}

/** Schedules stop before the recordings' jobs. */
function scheduleJobs({ scheduleWorker, shutdown }: Assembly): Jobs {
  return working(scheduleWorker, shutdown);
}

function working(
  worker: Pick<Assembly['worker'], 'run'>,
  shutdown: Assembly['shutdown'],
  onStopped: () => void = () => undefined,
): Jobs {
  return {
    start: () => {
      const done = worker.run(shutdown.stopping);
      const failed = done.then(() => new Promise<never>(() => undefined));
      failed.catch(() => undefined);
      return { done, failed };
    },
    stop: async ({ done }) => {
      shutdown.begin();
      await Promise.allSettled([done]);
      onStopped();
    },
  };
}

/** Slack, and whether Agora takes the credentials. */
function services(bot: Assembly, signal: AbortSignal): Part<void> {
  const { store, slack, shutdown, degradedReasons, log } = bot;
  return {
    start: async () => {
      signal.addEventListener('abort', shutdown.abandonNow, { once: true });
      const isNeeded = Object.keys((await store.counts()).live).length > 0;
      try {
        const checks = [agoraCredentials(bot), readableInstallations(bot), slackConnection(bot)];
        degradedReasons.push(...(await checkServices(checks, { isNeeded, signal })));
      } catch (error) {
        await slack.connection?.stop();
        throw error;
      }
      for (const reason of degradedReasons) log.error({ reason }, 'starting degraded: authentication failed');
      signal.removeEventListener('abort', shutdown.abandonNow);
    },
    stop: async () => {
      shutdown.begin();
      await Promise.allSettled([slack.connection?.stop(), slack.inbound?.idle()]);
    },
  };
}

/** A wrong setting is reported within five seconds, whether or not Agora responds. */
const probeTimeout = 3_500;

/** Trouble on the way to Agora is no rejection. */
function agoraCredentials({
  client,
  config,
  log,
}: {
  client: AgoraClient;
  config: Config;
  log: Log;
}): CredentialsCheck {
  return async (signal) => {
    const within = AbortSignal.any([signal, AbortSignal.timeout(probeTimeout)]);
    const projects = [...config.projects];
    const rejections = await Promise.all(
      projects.map(async ([name, project]) => {
        const found = await client.probe(project, within);
        const { kind } = found;
        if (kind === 'unreachable')
          log.warn({ project: name, detail: found.detail }, 'could not check the credentials');
        if (kind !== 'rejected') return [];
        const { summary, remedy } = explain(found.errorCode, 'givenUp');
        const which = projects.length > 1 ? [`Project ${name}: `] : [];
        return [plainText([...which, ...summary, ' ', ...remedy])];
      }),
    );
    const sentences = rejections.flat();
    return sentences.length === 0 ? undefined : sentences.join(' ');
  };
}

function slackConnection(bot: Assembly): CredentialsCheck {
  return async (signal) => {
    try {
      bot.slack.connection = await connect(bot, signal);
      return undefined;
    } catch (error) {
      if (error instanceof SlackAuthError) return error.message;
      throw error;
    }
  };
}

function connect(bot: Assembly, signal: AbortSignal): Promise<AppConnection> {
  const { config, metrics, clock, log, tenancy } = bot;
  const onReconnected = () => metrics.reconnected();
  const about = { ...config.slack, log, now: () => clock.now(), signal, onReconnected };
  if (tenancy.kind === 'installed') {
    const { workspaces, oauth } = tenancy;
    const register = (app: App) => takeIn(app, bot);
    return connectInstalled({ ...about, workspaces, publicUrl: oauth.publicUrl, locale: config.locale, register });
  }
  const { workspaces, botToken } = tenancy;
  return connectSlack({
    ...about,
    botToken,
    register: (app, team, botUserId) => {
      adoptRows(bot, team.id);
      workspaces.identified(team, botUserId);
      takeIn(app, bot);
    },
  });
}

/** Takes in what arrives from now on. */
function takeIn(app: App, bot: Assembly): void {
  const { config, slack, metrics, clock, log, shutdown } = bot;
  const running = { connected: () => slack.connection?.connected() ?? 0, port: () => bot.http.port };
  slack.inbound = registerInbound({
    app,
    ...inboundParts(bot),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    locale: config.locale,
    ...(bot.tracing !== undefined && { tracing: bot.tracing }),
    doctor: createDoctor(config, {
      ...bot,
      installations: () => listInstallations(bot),
      running,
      signal: shutdown.stopping,
    }),
    clock,
    log,
    signal: shutdown.stopping,
    onCommand: (verb, outcome) => metrics.command(verb, outcome),
    onAck: (seconds) => metrics.acknowledged(seconds),
  });
  for (const { onCommitted } of [bot.runner, bot.scheduleRunner]) onCommitted(slack.inbound.changed);
}

async function listInstallations({ tenancy }: Assembly): Promise<readonly Installation[]> {
  return tenancy.kind === 'installed' ? await tenancy.workspaces.list() : [];
}

/** Whether the tokens of the installations can be read. */
function readableInstallations(bot: Assembly): CredentialsCheck {
  return async () => {
    try {
      await listInstallations(bot);
      return undefined;
    } catch (error) {
      if (error instanceof InstallationError) return error.message;
      throw error;
    }
  };
}

/** Of the one workspace, once it is known. */
function teamOf(tenancy: Assembly['tenancy']): string | undefined {
  return tenancy.kind === 'single' ? tenancy.workspaces.kept('')?.team.id : undefined;
}

/** Without it people only miss what an earlier token has left. Reads that follow wait for it. */
function adoptRows({ store, log }: Assembly, teamId: string): void {
  store
    .adoptRows(teamId)
    .catch((error: unknown) => log.error({ err: error }, 'failed to take over the rows of an earlier bot token'));
}

/** What commands, clicks and forms act on. */
function inboundParts({ config, store, teamAccess, deliveries, metrics, ...parts }: Assembly) {
  const { tenancy, service, buckets, audit, schedules, usage, responder } = parts;
  return {
    workspaces: tenancy.workspaces,
    service,
    buckets,
    audit,
    schedules,
    usage,
    responder,
    deliveryOf: deliveries.of,
    accessOf: teamAccess.of,
    admitsOf: (teamId: string) => permissionsOf(config, teamId),
    onRateLimited: (method: string) => metrics.slackLimited(method),
    homes: store,
    takenSteps: store,
    workflowAccessOf: (teamId: string) => workflowAccess(permissionsOf(config, teamId)),
    names: namesOf(config),
    configured: config,
  };
}

function statusPosts({ config, store, runner, usage, ticker, log }: Assembly): Part<() => Promise<void>> {
  const onTick = (at: Ms) => {
    requestStatusPosts(store, runner, at).then(
      (isOurs) => isOurs && warnOfLimits(usage, log),
      (error: unknown) => log.error({ err: error }, 'failed to request status posts'),
    );
  };
  return { start: () => ticker(config.statusCron, onTick, log), stop: (end) => end() };
}

function retention({ store, clock, log }: Assembly): Part<() => Promise<void>> {
  return {
    start: () =>
      startRetention({
        store,
        clock,
        onPruned: (count) => log.info({ count }, 'pruned expired recordings'),
        onError: (error) => log.error({ err: error }, 'failed to prune; the next try is in a day'),
      }),
    stop: (end) => end(),
  };
}
