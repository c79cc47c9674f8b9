/** The environment as a typed configuration, or everything that is wrong with it at once. */
import type { Storage } from '../agora/vendors.ts';
import type { Layout } from '../recording/layout/layout.ts';
import type { ChannelType, Preset } from '../recording/spec.ts';
import type { Environment } from './environment.ts';
import type { LogLevel, Parsed } from './parse.ts';
import { endpoint, likelyVendor, region } from './storage-values.ts';
import { unknownNames } from './unknown-names.ts';
import { entry, type Name, names, type Values } from './variables.ts';

export { type Environment, readEnvironment } from './environment.ts';
export { envExample, variableTable } from './tables.ts';
export { variables } from './variables.ts';

/** `apiUrls` are in order of preference, without a slash at the end. */
export type ProjectConfig = Readonly<{
  appId: string;
  customerId: string;
  customerSecret: string;
  certificate?: string;
  /** Of Agora's notification service. */
  notifySecret?: string;
  channelType: ChannelType;
  apiUrls: readonly [string, ...string[]];
}>;

export type Config = Readonly<{
  /** `apiUrl` ends in a slash. */
  slack: Readonly<{ botToken: string; appToken: string; apiUrl: string }>;
  /** By their names; `default` is what the variables say. */
  projects: ReadonlyMap<string, ProjectConfig>;
  storages: ReadonlyMap<string, Storage>;
  layouts: ReadonlyMap<string, Layout>;
  presets: ReadonlyMap<string, Preset>;
  /** What a start uses that says nothing else. */
  defaults: Readonly<{ project: string; storage: string }>;
  /** Values of the variables that presets name. */
  secrets: ReadonlyMap<string, string>;
  databasePath: string;
  statusCron: string;
  /** `metricsPort`: of `/metrics` alone; absent where it is served on `port`. */
  http: Readonly<{ host: string; port: number; metricsPort?: number }>;
  logLevel: LogLevel;
}>;

/** `problems` and `warnings`: one line each, which begins with the variable's name and never holds its value. */
export type Loaded =
  | Readonly<{ ok: true; config: Config; warnings: readonly string[] }>
  | Readonly<{ ok: false; problems: readonly string[]; warnings: readonly string[] }>;

/** Reads every variable; blank ones count as missing, space around a value as absent. */
export function loadConfig(env: Environment): Loaded {
  const problems = new Map<Name, string>();
  const warnings: string[] = [];

  /** The value, or undefined and a problem noted. */
  function note<T>(name: Name, parsed: Parsed<T>): T | undefined {
    if ('fix' in parsed) {
      problems.set(name, `${name} ${parsed.fix}`);
      return undefined;
    }
    if (parsed.warning !== undefined) warnings.push(`${name} ${parsed.warning}`);
    return parsed.value;
  }

  // What is required is there, or a problem is noted, and the values are not used.
  const values = Object.fromEntries(names.map((name) => [name, note(name, read(name, env))])) as Values;

  const { STORAGE_VENDOR: vendor, HTTP_PORT: port, METRICS_PORT: metricsPort } = values;
  // A vendor by another name has the regions of the one that is meant.
  const meant = vendor ?? likelyVendor(env['STORAGE_VENDOR']);
  const place = {
    vendor: vendor?.number ?? 0,
    region: note('STORAGE_REGION', region(meant, values.STORAGE_REGION)) ?? 0,
    endpoint: note('STORAGE_ENDPOINT', endpoint(meant, values.STORAGE_ENDPOINT)),
  };
  if (metricsPort !== undefined && metricsPort !== 0 && metricsPort === port) {
    note('METRICS_PORT', { fix: 'must differ from HTTP_PORT: set it to another port, or remove it' });
  }

  warnings.push(...unknownNames(env));
  if (problems.size > 0) return { ok: false, problems: names.flatMap((name) => problems.get(name) ?? []), warnings };
  return { ok: true, config: configOf(values, place), warnings };
}

/** The one variable that a copy of the database needs. */
export function readDatabasePath(env: Environment): Parsed<string> {
  return read('DATABASE_PATH', env) as Parsed<string>;
}

function read(name: Name, env: Environment): Parsed<unknown> {
  const variable = entry(name);
  const given = env[name]?.trim() ?? '';
  const text = given === '' ? variable.default : given;
  if (text !== undefined) return variable.parse(text);
  return variable.required === true ? { fix: `is missing: set it to ${variable.source}` } : { value: undefined };
}

type Place = Readonly<{ vendor: number; region: number; endpoint: string | undefined }>;

function configOf(values: Values, place: Place): Config {
  const { METRICS_PORT: metricsPort } = values;
  return {
    slack: { botToken: values.SLACK_BOT_TOKEN, appToken: values.SLACK_APP_TOKEN, apiUrl: values.SLACK_API_URL },
    ...resourcesOf(values, place),
    databasePath: values.DATABASE_PATH,
    statusCron: values.STATUS_CRON,
    http: { host: values.HTTP_HOST, port: values.HTTP_PORT, ...(metricsPort !== undefined && { metricsPort }) },
    logLevel: values.LOG_LEVEL,
  };
}

function resourcesOf(values: Values, { vendor, region, endpoint }: Place) {
  const { AGORA_APP_CERTIFICATE: certificate, AGORA_NOTIFY_SECRET: notifySecret, STORAGE_PREFIX: prefix } = values;
  const project: ProjectConfig = {
    appId: values.AGORA_APP_ID,
    customerId: values.AGORA_CUSTOMER_ID,
    customerSecret: values.AGORA_CUSTOMER_SECRET,
    ...(certificate !== undefined && { certificate }),
    ...(notifySecret !== undefined && { notifySecret }),
    channelType: values.AGORA_CHANNEL_TYPE,
    apiUrls: values.AGORA_API_URL,
  };
  const storage: Storage = {
    vendor,
    region,
    bucket: values.STORAGE_BUCKET,
    accessKey: values.STORAGE_ACCESS_KEY,
    secretKey: values.STORAGE_SECRET_KEY,
    ...(prefix !== undefined && { prefix }),
    ...(endpoint !== undefined && { endpoint }),
  };
  return {
    projects: new Map([['default', project]]),
    storages: new Map([['default', storage]]),
    layouts: new Map<string, Layout>(),
    presets: new Map<string, Preset>(),
    defaults: { project: 'default', storage: 'default' },
    secrets: new Map<string, string>(),
  };
}

/** Every value that must never be shown, for the log to hide; the REST credentials also as HTTP Basic writes them. */
export function secretsOf({ slack, projects, storages, secrets }: Config): string[] {
  return [
    slack.botToken,
    slack.appToken,
    ...[...projects.values()].flatMap(({ customerId, customerSecret, certificate, notifySecret }) => [
      customerId,
      customerSecret,
      Buffer.from(`${customerId}:${customerSecret}`).toString('base64'),
      ...(certificate === undefined ? [] : [certificate]),
      ...(notifySecret === undefined ? [] : [notifySecret]),
    ]),
    ...[...storages.values()].flatMap(({ accessKey, secretKey }) =>
      [accessKey, secretKey].filter((key) => key !== undefined),
    ),
    ...secrets.values(),
  ];
}
