/** The composition root: reads the configuration, constructs, starts and stops in order. Nothing else constructs. */
import { randomInt } from 'node:crypto';
import { type AgoraRecorder, createRecorder } from './agora/client.ts';
import { createWebhookHandler } from './agora/webhook.ts';
import { type Config, loadConfig, readEnvironment, secretsOf } from './config/load.ts';
import { systemClock } from './ops/clock.ts';
import { cronTicker, type Ticker } from './ops/cron.ts';
import { createHttpServer } from './ops/http.ts';
import { createLog, hider, type Log } from './ops/log.ts';
import { createMetrics, type Metrics } from './ops/metrics.ts';
import { runProcess } from './ops/process.ts';
import { generateUid } from './recording/create.ts';
import { problems } from './recording/error-codes.ts';
import type { Clock } from './service/ports.ts';
import { createRecordingService, handleNotification, tick } from './service/recording-service.ts';
import { startRetention } from './service/retention.ts';
import { createTransitionRunner } from './service/transition-runner.ts';
import { createWorker } from './service/worker.ts';
import { createMessenger } from './slack/delivery/messenger.ts';
import { createRateLimiter } from './slack/delivery/rate-limiter.ts';
import { createResponder } from './slack/delivery/responder.ts';
import { SlackAuthError } from './slack/delivery/slack-errors.ts';
import { type Inbound, registerInbound } from './slack/inbound/register.ts';
import { createSlackClient } from './slack/transport/client.ts';
import { connectSlack, type SlackConnection } from './slack/transport/connection.ts';
import { lockInstance } from './store/sqlite/lock.ts';
import { openStore, type SqliteStore } from './store/sqlite/open.ts';

/** What differs between production and a story: the clock, and what ticks. */
export type Outside = Readonly<{ clock: Clock; ticker: Ticker; log: Log }>;

export type Bot = Readonly<{
  /** The real port of health, metrics and callbacks. */
  port: number;
  /** How many jobs, commands and clicks are in hand, for whoever moves the clock. */
  inFlight(): number;
  /** Rejects when the bot can't go on (the database fails). */
  failed: Promise<never>;
  /** Finishes what is in flight for up to eight seconds; recordings at Agora go on. */
  stop(): Promise<void>;
}>;

/** Something that only the operator can mend: a line for stderr, without secrets. */
export class StartError extends Error {}

/** What is in flight at the end gets this long; the contract allows ten seconds in all. */
const finishWithin = 8_000;

export async function startBot(config: Config, outside: Outside, signal = new AbortController().signal): Promise<Bot> {
  const { clock, log, ticker } = outside;
  const undo: (() => Promise<void> | void)[] = [];
  const unwind = async () => {
    for (const step of undo.toReversed()) await step();
  };
  try {
    const lock = lockInstance(config.databasePath);
    undo.push(() => lock.release());
    const store = openStore(config.databasePath, { clock });
    undo.push(() => store.close());
    return await assemble(config, { clock, log, ticker }, store, undo, unwind, signal);
  } catch (error) {
    await unwind();
    throw error;
  }
}

async function assemble(
  config: Config,
  { clock, log, ticker }: Outside,
  store: SqliteStore,
  undo: (() => Promise<void> | void)[],
  unwind: () => Promise<void>,
  signal: AbortSignal,
): Promise<Bot> {
  const stopping = new AbortController();
  const abandon = new AbortController();
  const { slack, agora, storage } = config;
  let metrics: Metrics | undefined;
  let connection: SlackConnection | undefined;
  let teamUrl: string | undefined;
  let inbound: Inbound | undefined;
  /** Why the bot is up but not well: it holds recordings that it can't control from one side. */
  const degradedReasons: string[] = [];

  const newUid = () => generateUid(randomInt);
  const { notifySecret } = agora;
  const notifications = notifySecret !== undefined;
  const runner = createTransitionRunner({ store, clock, newUid, notifications, jitter: Math.random });
  const tokens = agora.certificate !== undefined;
  const service = createRecordingService({
    store,
    runner,
    clock,
    appId: agora.appId,
    tokens,
    newUid,
    random: randomInt,
  });
  const recorder = createRecorder({
    ...agora,
    storage,
    secrets: secretsOf(config),
    clock,
    log,
    onCall: ({ call, outcome, ms }) => metrics?.agoraCall(call, outcome, ms / 1000),
  });
  const rateLimiter = createRateLimiter(clock);
  const responder = createResponder(clock, log);
  const messenger = createMessenger({
    client: createSlackClient({ botToken: slack.botToken, apiUrl: slack.apiUrl, log }),
    rateLimiter,
    responder,
    teamUrl: () => teamUrl,
    log,
    onRateLimited: (method) => metrics?.slackLimited(method),
  });
  const worker = createWorker({
    store,
    runner,
    recorder,
    messenger,
    clock,
    abandon: abandon.signal,
    onError: (error, { job, recording }) =>
      log.error({ err: error, recording: recording.id, queue: job.payload.queue }, 'a job failed and is tried again'),
  });
  metrics = createMetrics({
    budgetInUse: () => recorder.load(agora.appId).inUse,
    socketsConnected: () => connection?.connected() ?? 0,
    counts: () => store.counts(),
  });
  const readiness = () => [
    ...(stopping.signal.aborted ? ['The bot is stopping.'] : []),
    ...healthIssues(store),
    ...(connection === undefined ? ['Slack is not connected yet.'] : connection.ready()),
    ...messenger.ready(),
    ...degradedReasons,
  ];
  const events =
    notifySecret === undefined
      ? undefined
      : createWebhookHandler({
          secret: notifySecret,
          hidden: secretsOf(config),
          take: (notification) => handleNotification(store, runner, notification),
          log,
        });
  const http = createHttpServer({ readiness, metrics, log, ...(events === undefined ? {} : { events }) });
  await http.listen(config.http.host, config.http.port);
  undo.push(() => http.close());

  // What runs at Agora is taken up before Slack is there: it may need us more than people do.
  const working = worker.run(stopping.signal);
  const failed = working.then(() => new Promise<never>(() => undefined));
  failed.catch(() => undefined);
  undo.push(async () => {
    stopping.abort();
    const patience = setTimeout(() => abandon.abort(), finishWithin);
    await Promise.allSettled([connection?.stop(), inbound?.idle(), working]);
    clearTimeout(patience);
  });
  const failConfirmation = () => abandon.abort();
  signal.addEventListener('abort', failConfirmation, { once: true });

  const inCharge = Object.keys((await store.counts()).live).length > 0;
  // Whoever set something wrong must hear of it though the other service does not answer.
  const enough = new AbortController();
  const refused = (refusal: string | undefined) => {
    if (refusal !== undefined && !inCharge)
      setTimeout(() => enough.abort(new StartError(refusal)), graceForOther).unref();
    return refusal;
  };
  const answers = await Promise.all([
    probeAgora(recorder, config, signal, log).then(refused),
    connectSlack({
      ...slack,
      log,
      signal: AbortSignal.any([signal, enough.signal]),
      register: (app, team) => {
        teamUrl = team.url;
        inbound = registerInbound({
          app,
          team,
          service,
          messenger,
          responder,
          clock,
          log,
          signal: stopping.signal,
          onCommand: (verb, outcome) => metrics?.command(verb, outcome),
          onAck: (seconds) => metrics?.acknowledged(seconds),
        });
      },
    }).then(
      (connected) => {
        // At once: whatever else fails, it has to be ended.
        connection = connected;
        return undefined;
      },
      (error: unknown) => {
        if (error instanceof SlackAuthError) return refused(error.message);
        throw error;
      },
    ),
  ]);
  signal.throwIfAborted();
  const authFailures = answers.filter((refusal) => refusal !== undefined);
  // With recordings at Agora a bot with one arm is better than none.
  if (authFailures.length > 0 && !inCharge) throw new StartError(authFailures.join('\n'));
  for (const reason of authFailures)
    log.error({ reason }, 'running for the recordings that are live, in spite of a refusal');
  degradedReasons.push(...authFailures);
  signal.removeEventListener('abort', failConfirmation);

  const endTicks = ticker(
    config.statusCron,
    () => {
      tick(store, runner).catch((error: unknown) =>
        log.error({ err: error }, 'the status posts could not be asked for'),
      );
    },
    log,
  );
  undo.push(endTicks);
  const port = http.port() ?? config.http.port;
  log.info({ port, team: connection?.team.id }, 'ready');
  const endRetention = startRetention({
    store,
    clock,
    onPruned: (count) => log.info({ count }, 'forgot recordings that ended more than a year ago'),
    onError: (error) => log.error({ err: error }, 'old recordings could not be deleted; the next try is in a day'),
  });
  undo.push(endRetention);

  return { port, inFlight: () => worker.inFlight() + (inbound?.inFlight() ?? 0), failed, stop: unwind };
}

const healthIssues = (store: SqliteStore): string[] => [store.trouble()].flatMap((trouble) => trouble?.message ?? []);

/** Whoever starts a bot with a wrong setting is told within five seconds, whether or not Agora answers. */
const probeWithin = 3_500;

/** A second refusal may follow the first within this long; people should read both. */
const graceForOther = 1_000;

/** Undefined unless Agora refuses the credentials; trouble on the way there is no refusal. */
async function probeAgora(
  recorder: AgoraRecorder,
  config: Config,
  signal: AbortSignal,
  log: Log,
): Promise<string | undefined> {
  const found = await recorder.probe(config.agora.appId, AbortSignal.any([signal, AbortSignal.timeout(probeWithin)]));
  if (found.kind === 'unreachable')
    log.warn({ detail: found.detail }, 'Agora could not be asked whether it knows the credentials');
  if (found.kind !== 'rejected') return undefined;
  const { what, todo } = problems[found.errorCode];
  return `${what} ${todo}`;
}

/** The program: environment in, one process with one bot, exit code out. */
export async function main(): Promise<void> {
  const { env, problems: unread } = readEnvironment(process.cwd(), process.env);
  const loaded = loadConfig(env);
  if (!loaded.ok || unread.length > 0) {
    for (const line of [...unread, ...(loaded.ok ? [] : loaded.problems)]) process.stderr.write(`${line}\n`);
    process.exitCode = 1;
    return;
  }
  const { config, warnings } = loaded;
  const secrets = secretsOf(config);
  const log = createLog({ level: config.logLevel, secrets });
  for (const warning of warnings) log.warn(warning);

  await runProcess(
    log,
    finishWithin,
    (signal) => startBot(config, { clock: systemClock, ticker: cronTicker, log }, signal),
    hider(secrets),
  );
}
