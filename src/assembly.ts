/** The parts of the bot: everything that is constructed before anything is started. */

import { randomInt } from 'node:crypto';
import packageInfo from '../package.json' with { type: 'json' };
import { type AgoraCall, type AgoraClient, createAgoraClient } from './agora/client.ts';
import { bucketAccess } from './agora/storage-credentials.ts';
import { namesOf as placeNamesOf } from './agora/vendors.ts';
import { catalogueOf } from './config/catalogue.ts';
import type { OAuthConfig } from './config/config.ts';
import { type Config, secretsOf } from './config/load.ts';
import { permissionsOf, usageRulesOf } from './config/workspace-rules.ts';
import type { Ticker } from './ops/cron.ts';
import type { Log } from './ops/log.ts';
import { createMetrics } from './ops/metrics.ts';
import { createRedact } from './ops/redact.ts';
import { createShutdown, type Shutdown } from './ops/shutdown.ts';
import type { Actor } from './recording/events.ts';
import { generateUid } from './recording/ids.ts';
import { grantFor, isAllowed, scheduleTarget } from './recording/permission.ts';
import { isLive, type Recording } from './recording/recording.ts';
import type { NotStarted } from './recording/schedule/schedule.ts';
import { createAuditService, type OnAudit } from './service/audit.ts';
import type { Buckets } from './service/buckets.ts';
import type { Clock } from './service/ports.ts';
import { createRecordingService } from './service/recording-service.ts';
import { createScheduleRunner, type ScheduleRunner } from './service/schedule-runner.ts';
import { createScheduleService } from './service/schedule-service.ts';
import { createScheduleWorker, type ScheduleWorker } from './service/schedule-worker.ts';
import { type Tracing, untraced } from './service/tracing.ts';
import { createTransitionRunner, type TransitionRunner } from './service/transition-runner.ts';
import { createUsageService, type UsageService } from './service/usage.ts';
import { createWorker, type Worker } from './service/worker.ts';
import { createDeliveries, type Deliveries } from './slack/delivery/deliveries.ts';
import { createResponder, type Responder } from './slack/delivery/responder.ts';
import type { ConfiguredNames } from './slack/inbound/names.ts';
import { type Inbound } from './slack/inbound/register.ts';
import { createTeamAccess, type TeamAccess } from './slack/inbound/team-access.ts';
import { createInstallFlow, type InstallFlow } from './slack/installations/install-flow.ts';
import { createInstalledWorkspaces, type InstalledWorkspaces } from './slack/installations/installed-workspaces.ts';
import { createSeal } from './slack/installations/seal.ts';
import { createSlackClient } from './slack/transport/client.ts';
import type { AppConnection } from './slack/transport/connection.ts';
import { createSingleWorkspace, type KeptWorkspaces, type SingleWorkspace } from './slack/transport/kept-workspaces.ts';
import { type BucketStorage, createBuckets } from './storage/buckets.ts';
import type { BotStore } from './store/bot-store.ts';

/** What differs between production and a test: the clock, and what ticks. `tracing`: where traces are collected. */
export type Outside = Readonly<{ clock: Clock; ticker: Ticker; log: Log; tracing?: Tracing }>;

/** What is in flight at the end gets this long; the contract allows ten seconds in all. */
export const shutdownTimeout = 8_000;

/** The parts, and what they share. */
export type Assembly = ReturnType<typeof assemble>;

/** What there is once Slack is connected. */
type SlackParts = { connection?: AppConnection; inbound?: Inbound };

type Metrics = ReturnType<typeof createMetrics>;

export function assemble(config: Config, outside: Outside, store: BotStore) {
  const { clock, log } = outside;
  const shutdown = createShutdown(shutdownTimeout);
  const slack: SlackParts = {};
  const redact = createRedact(secretsOf(config));
  const metrics = metricsOf(config, outside, {
    store,
    slack,
    inUse: (appId) => client.load(appId).inUse,
    rejections: () => deliveries.rejections().length,
  });
  const shared = store.sharedBudgets === undefined ? {} : { sharedBudgets: store.sharedBudgets };
  const onCall = observer(metrics, outside);
  const client = createAgoraClient({ ...config, ...shared, redact, clock, log, onCall });
  const onAudit: OnAudit = (event) => log.info({ audit: true, ...event }, 'audit');
  const audit = createAuditService(store, onAudit);
  const runner = runnerOf(config, outside, store, onAudit, (r, before) => {
    metrics.phaseChanged(r, before, clock.now());
    logFailure(log, r);
    if (!isLive(r)) warnOfLimits(usage, log, r);
  });
  const catalogue = catalogueOf(config);
  const making = { clock, catalogue, random: randomInt };
  const usage = createUsageService({ store, runner, clock, rulesOf: (teamId) => usageRulesOf(config, teamId) });
  const service = createRecordingService({ store, runner, usage, audit, ...making });
  const scheduleRunner = createScheduleRunner({ store, recordings: runner, onAudit, ...making });
  const schedules = createScheduleService({ store, runner: scheduleRunner, audit, ...making });
  const buckets = createBuckets({ storages: bucketStoragesOf(config), clock, redact, log });
  const responder = createResponder(clock, log);
  const tenancy = tenancyOf(config, outside, store);
  const { workspaces } = tenancy;
  const { deliveries, teamAccess } = outwardOf({ workspaces, slack, responder, metrics, shared }, config, outside);
  const worker = workerOf({ runner, client, deliveries, shutdown }, outside, store);
  const scheduleWorker = scheduleWorkerOf(
    { scheduleRunner, usage, buckets, slack, teamAccess, deliveries, shutdown },
    outside,
    store,
  );
  /** Why the bot is up but not well: it holds recordings that it can't control from one side. */
  const degradedReasons: string[] = [];
  /** The real port, once the server listens. */
  const http: { port?: number } = {};
  const parts = {
    client,
    runner,
    service,
    usage,
    schedules,
    scheduleRunner,
    scheduleWorker,
    buckets,
    audit,
    teamAccess,
    responder,
    tenancy,
    deliveries,
    worker,
    metrics,
    redact,
  };
  return { config, ...outside, store, shutdown, slack, http, degradedReasons, ...parts };
}

/** Takes each call to Agora to the metrics, and to the trace that it belongs to. */
function observer(metrics: Metrics, { tracing }: Outside): (call: AgoraCall) => void {
  return (call) => {
    metrics.agoraCall(call);
    const { recording, status } = call;
    // Without a recording it is a check of the credentials, and no job.
    if (recording !== undefined && status !== undefined) tracing?.annotate({ status });
  };
}

/** Receives what other replicas commit, until the store is closed. */
export function followReplicas({ store, runner, slack }: Assembly): void {
  store.followCommits?.({
    onCommit(commit) {
      void runner.received(commit);
      slack.inbound?.changed();
      // What waits in the background here makes way.
      if (commit.urgent.length > 0) runner.committed();
    },
    onMissed() {
      void runner.missed();
      slack.inbound?.changed();
    },
  });
}

function runnerOf(
  config: Config,
  { clock, log, tracing = untraced }: Outside,
  store: BotStore,
  onAudit: OnAudit,
  onPhase: (r: Recording, before: Recording['phase']) => void,
): TransitionRunner {
  return createTransitionRunner({
    store,
    clock,
    newUid: () => generateUid(randomInt),
    notifications: notifySecretsOf(config).length > 0,
    jitter: Math.random,
    onAudit,
    onPhase,
    onError: (error) => log.error({ err: error }, 'failed to read what another replica has changed'),
    tracing,
  });
}

type Measured = Readonly<{
  store: BotStore;
  slack: SlackParts;
  /** How much of Agora's request limit of an App ID is in use. */
  inUse: (appId: string) => number;
  /** How many workspaces reject the bot token. */
  rejections: () => number;
}>;

function metricsOf(config: Config, { clock }: Outside, { store, slack, inUse, rejections }: Measured): Metrics {
  return createMetrics({
    version: packageInfo.version,
    now: () => clock.now(),
    budgetInUse: () => Math.max(...appIdsOf(config).map(inUse)),
    socketsConnected: () => (config.slack.appToken === undefined ? undefined : (slack.connection?.connected() ?? 0)),
    tokensRejected: rejections,
    databaseWorks: async () => ((await store.healthIssue())?.code ?? 'rows_set_aside') === 'rows_set_aside',
    counts: () => store.counts(),
  });
}

/** One workspace with its token, or those where the app is installed by OAuth. */
export type Tenancy = Readonly<
  | { kind: 'single'; workspaces: SingleWorkspace; botToken: string }
  | { kind: 'installed'; workspaces: InstalledWorkspaces; oauth: OAuthConfig; flow: InstallFlow }
>;

function tenancyOf({ slack, locale }: Config, { clock, log }: Outside, store: BotStore): Tenancy {
  const { botToken, oauth, apiUrl } = slack;
  if (oauth === undefined) {
    return {
      kind: 'single',
      workspaces: createSingleWorkspace(createSlackClient({ botToken, apiUrl, log })),
      botToken,
    };
  }
  const about = { ...oauth, apiUrl, now: () => clock.now(), log };
  const workspaces = createInstalledWorkspaces({ ...about, store, seal: createSeal(oauth.encryptionKey) });
  const flow = createInstallFlow({ ...about, locale, install: workspaces.install });
  return { kind: 'installed', workspaces, oauth, flow };
}

type OutwardParts = Readonly<{
  workspaces: KeptWorkspaces;
  slack: SlackParts;
  responder: Responder;
  metrics: Metrics;
  shared: Pick<BotStore, 'sharedBudgets'>;
}>;

/** The ways out to the workspaces, and what people may do in them. */
function outwardOf(
  { workspaces, slack, responder, metrics, shared }: OutwardParts,
  config: Config,
  { clock, log }: Outside,
): { deliveries: Deliveries; teamAccess: TeamAccess } {
  const { locale, prices } = config;
  const deliveries = createDeliveries({
    workspaces,
    ...shared,
    responder,
    clock,
    languages: {
      ofWorkspace: locale,
      ofPerson: async (teamId, user) => (await slack.inbound?.localeOf(teamId, user)) ?? locale,
    },
    log,
    prices,
    onRateLimited: (method) => metrics.slackLimited(method),
    onCardUpdated: (seconds) => metrics.cardUpdated(seconds),
  });
  const now = () => clock.now();
  const teamAccess = createTeamAccess({
    workspaces,
    permissionsOf: (teamId) => permissionsOf(config, teamId),
    now,
    log,
  });
  return { deliveries, teamAccess };
}

type WorkerParts = Readonly<{
  runner: TransitionRunner;
  client: AgoraClient;
  deliveries: Deliveries;
  shutdown: Shutdown;
}>;

function workerOf(
  { runner, client, deliveries, shutdown }: WorkerParts,
  { clock, log, tracing = untraced }: Outside,
  store: BotStore,
): Worker {
  return createWorker({
    jobs: store,
    runner,
    agora: client,
    messenger: deliveries.messenger,
    clock,
    tracing,
    abandon: shutdown.abandon,
    onError: (error, { job, recording }) =>
      log.error({ err: error, recording: recording.id, queue: job.payload.queue }, 'a job failed and is retried'),
  });
}

type ScheduleParts = Readonly<{
  scheduleRunner: ScheduleRunner;
  usage: UsageService;
  buckets: Buckets;
  slack: { inbound?: Inbound };
  teamAccess: TeamAccess;
  deliveries: Deliveries;
  shutdown: Shutdown;
}>;

function scheduleWorkerOf(parts: ScheduleParts, { clock, log }: Outside, store: BotStore): ScheduleWorker {
  const { scheduleRunner, usage, buckets, slack, teamAccess, deliveries, shutdown } = parts;
  return createScheduleWorker({
    jobs: store,
    runner: scheduleRunner,
    messenger: deliveries.scheduleMessenger,
    buckets,
    async refusalOf(schedule, spec) {
      const { createdBy: userId, channel } = schedule;
      const { teamId, channelId } = channel;
      if ((await slack.inbound?.isAdmitted(teamId, userId)) === false) return { kind: 'notPermitted' };
      const access = await teamAccess.inTeam(teamId, userId);
      const actor = { teamId, channelId, userId, ...(access !== undefined && { access }) };
      if (!isAllowed('schedule', scheduleTarget(schedule), actor)) return notPermitted(actor);
      const reached = await usage.limitReached(spec, actor);
      return reached === undefined ? undefined : { kind: 'limitReached', ...reached };
    },
    clock,
    abandon: shutdown.abandon,
    onError: (error, { job, schedule }) =>
      log.error({ err: error, schedule: schedule.id, queue: job.payload.queue }, 'a job failed and is retried'),
  });
}

/** Not necessarily the person's fault: a user group can't be read. */
function notPermitted(actor: Actor): NotStarted {
  const { people, unreadable = [] } = grantFor('schedule', actor) ?? {};
  return people === 'unknown' ? { kind: 'notPermitted', unreadable } : { kind: 'notPermitted' };
}

function appIdsOf({ projects }: Config): string[] {
  return [...projects.values()].map(({ appId }) => appId);
}

/** With the keys that Agora gets, too. */
export function bucketStoragesOf({ storages }: Config): Map<string, BucketStorage> {
  return new Map(
    [...storages].map(([name, { vendor, region, ...storage }]) => [
      name,
      {
        ...storage,
        ...placeNamesOf({ vendor, region }),
        keys: async () => bucketAccess({ vendor, region, ...storage }),
      },
    ]),
  );
}

/** Of Agora's notification service: a project may have one of its own. */
export function notifySecretsOf({ projects }: Config): string[] {
  const secrets = [...projects.values()].map(({ notifySecret }) => notifySecret);
  return [...new Set(secrets.filter((secret) => secret !== undefined))];
}

/** What people may type. */
export function namesOf({ projects, storages, layouts, presets }: Config): ConfiguredNames {
  return { layouts, presets: [...presets.keys()], projects: [...projects.keys()], storages: [...storages.keys()] };
}

export function warnOfLimits(usage: UsageService, log: Log, r?: Recording): void {
  usage.warn(r).catch((error: unknown) => log.error({ err: error }, 'failed to check the monthly limits'));
}

/** The card shows the recording's id, too. */
function logFailure(log: Log, { id, cname, phase, ending }: Recording): void {
  if (phase !== 'failed' && phase !== 'lost') return;
  log.warn({ recording: id, cname, phase, code: ending?.errorCode }, 'a recording has failed');
}
