/** The checks of `npm run doctor`, which the running bot makes, too. */
import type { AgoraClient } from '../agora/client.ts';
import { certificateCheck, projectCheck } from '../agora/doctor.ts';
import { type Config, secretsOf } from '../config/load.ts';
import { diskCheck } from '../ops/doctor/disk.ts';
import { endpointCheck } from '../ops/doctor/endpoint.ts';
import type { Log } from '../ops/log.ts';
import { createRedact } from '../ops/redact.ts';
import { groupsIn } from '../recording/permissions/rules.ts';
import type { Buckets } from '../service/buckets.ts';
import { examine } from '../service/doctor/examine.ts';
import type { Check, Finding } from '../service/doctor/finding.ts';
import { storageCheck } from '../service/doctor/storage.ts';
import { appTokenCheck, botTokenCheck, connectionCheck, signingSecretCheck } from '../slack/doctor/checks.ts';
import { installationsCheck, type ListInstallations } from '../slack/doctor/installations.ts';
import type { Doctor } from '../slack/inbound/handler.ts';
import { postgresCheck } from '../store/postgres/doctor.ts';
import { databaseCheck } from '../store/sqlite/doctor.ts';

/** `running`: what only the bot itself knows: how many connections to Slack it has, and its real port. */
export type DoctorParts = Readonly<{
  client: Pick<AgoraClient, 'inspect'>;
  buckets: Pick<Buckets, 'check'>;
  /** Where the app is installed by OAuth. */
  installations: ListInstallations;
  running?: Readonly<{ connected: () => number; port: () => number | undefined }>;
}>;

const longestValue = 500;
/** Each takes a line. */
const workspacesTried = 10;
/** The machine's own clock: signatures and tokens are dated by it. */
const now = () => Date.now();

export function checksOf(config: Config, parts: DoctorParts): Check[] {
  const { client, buckets, running } = parts;
  const { projects, storages, http, publicUrl, permissions, workspaces } = config;
  const isOn = [...projects.values()].some(({ notifySecret }) => notifySecret !== undefined);
  const rules = [permissions, ...[...workspaces.values()].flatMap((own) => own.permissions ?? [])];
  const port = running?.port() ?? http.port;
  return [
    tokenCheck(
      config,
      parts,
      rules.some((one) => groupsIn(one).length > 0),
    ),
    arrivalCheck(config, running),
    ...[...projects].flatMap(([name, project]) => [
      projectCheck(name, project, client, now),
      certificateCheck(name, project),
    ]),
    endpointCheck({ isOn, host: http.host, port, ...(publicUrl !== undefined && { publicUrl }) }),
    ...databaseChecks(config),
    ...[...storages.keys()].map((name) => storageCheck(name, buckets)),
  ];
}

function tokenCheck({ slack }: Config, { installations, running }: DoctorParts, readsGroups: boolean): Check {
  const { botToken, oauth, apiUrl } = slack;
  if (oauth === undefined) return botTokenCheck({ botToken, apiUrl, readsGroups }, now);
  const { publicUrl } = oauth;
  // Inside the bot, admins of one workspace ask: they must not learn of the others.
  const tried = running === undefined ? workspacesTried : 0;
  return installationsCheck({ list: installations, apiUrl, publicUrl, tried }, now);
}

/** Whether what people do in Slack can arrive. */
function arrivalCheck({ slack, publicUrl }: Config, running: DoctorParts['running']): Check {
  if (slack.appToken === undefined) return signingSecretCheck(publicUrl);
  return running === undefined ? appTokenCheck(slack, now) : connectionCheck(running.connected);
}

/** Those that need nothing but where the database is. */
export function databaseChecks({ databasePath, databaseUrl }: Pick<Config, 'databasePath' | 'databaseUrl'>): Check[] {
  return databaseUrl === undefined
    ? [databaseCheck(databasePath), diskCheck(databasePath)]
    : [postgresCheck(databaseUrl)];
}

type BotParts = DoctorParts & Readonly<{ log: Pick<Log, 'error'>; signal: AbortSignal }>;

/** For the running bot. One run serves everyone who asks meanwhile; `signal`: the bot is about to stop. */
export function createDoctor(config: Config, parts: BotParts): Doctor {
  const { signal } = parts;
  const clean = withoutSecrets(config);
  const onBroken = (err: unknown, reference: string) =>
    parts.log.error({ reference, err }, 'a check of the doctor failed');
  let running: Promise<Finding[]> | undefined;
  return {
    diagnose() {
      running ??= examine(checksOf(config, parts), { onBroken, signal })
        .then(clean)
        .finally(() => {
          running = undefined;
        });
      return running;
    },
  };
}

/** Hides what a service may have repeated. */
export function withoutSecrets(config: Config): (findings: readonly Finding[]) => Finding[] {
  const redact = createRedact(secretsOf(config));
  return (findings) =>
    findings.map(({ values, ...finding }) => {
      if (values === undefined) return finding;
      const clean = Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'string' ? redact(value, longestValue) : value,
      ]);
      return { ...finding, values: Object.fromEntries(clean) as typeof values };
    });
}
