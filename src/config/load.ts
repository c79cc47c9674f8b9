/** The environment and the configuration file as a typed configuration, or everything that is wrong with them at once. */
import type { Config } from './config.ts';
import type { Environment } from './environment.ts';
import { type FileConfig, type OpenedFile, openFile, readFileConfig } from './file/load.ts';
import type { AgoraProject } from './file/projects.ts';
import type { ConfigFile } from './file/read.ts';
import type { NamedStorage } from './file/storages.ts';
import { oauthProblems, tokensOf } from './oauth.ts';
import type { Parsed } from './parse.ts';
import { endpoint, likelyVendor, region } from './storage-values.ts';
import { unknownNames } from './unknown-names.ts';
import { entry, type Name, names, type Values } from './variables.ts';

export type { Config } from './config.ts';
export { type Environment, readEnvironment } from './environment.ts';
export { type ConfigFile, readConfigFile } from './file/read.ts';
export { secretsOf } from './secrets.ts';
export { envExample, variableTable } from './tables.ts';
export { variables } from './variables.ts';

/**
 * `problems` and `warnings`: one line each, which begins with the variable's name, or with the file's and the number of a line, and
 * never holds a value.
 */
export type Loaded =
  | Readonly<{ ok: true; config: Config; warnings: readonly string[] }>
  | Readonly<{ ok: false; problems: readonly string[]; warnings: readonly string[] }>;

type Note = <T>(name: Name, parsed: Parsed<T>) => T | undefined;

/** Reads every variable, where blank ones count as missing and space around a value as absent, and the file, if there is one. */
export function loadConfig(env: Environment, file?: ConfigFile): Loaded {
  const problems = new Map<Name, string>();
  const warnings: string[] = [];
  const opened = openFile(file);
  const uses = { projects: usesVariables(env, opened, 'projects'), storages: usesVariables(env, opened, 'storages') };

  /** The value, or undefined and a problem noted. */
  const note: Note = (name, parsed) => {
    if ('fix' in parsed) {
      problems.set(name, `${name} ${parsed.fix}`);
      return undefined;
    }
    if (parsed.warning !== undefined) warnings.push(`${name} ${parsed.warning}`);
    return parsed.value;
  };

  // What is required is there, or a problem is noted, and the values are not used.
  const values = Object.fromEntries(
    names.map((name) => {
      const { unless } = entry(name);
      const isUsed = unless === undefined || uses[unless];
      return [name, isUsed ? note(name, orRemove(read(name, env), name, opened)) : undefined];
    }),
  ) as Values;

  const isSet = (name: Name) => (env[name] ?? '').trim() !== '';
  if (!isSet('SLACK_APP_TOKEN') && !isSet('SLACK_SIGNING_SECRET')) note('SLACK_APP_TOKEN', { fix: noTransport });
  for (const [name, fix] of oauthProblems(isSet, values.PUBLIC_URL)) note(name, { fix });

  const place = uses.storages ? placeOf(values, env, note) : undefined;
  const { HTTP_PORT: port, METRICS_PORT: metricsPort } = values;
  if (metricsPort !== undefined && metricsPort !== 0 && metricsPort === port) {
    note('METRICS_PORT', { fix: 'must differ from HTTP_PORT: set it to another port, or remove it' });
  }

  const fromFile = readFileConfig(opened, { env, uses });
  warnings.push(...fromFile.warnings, ...unknownNames(env, opened.variables));
  const all = [...names.flatMap((name) => problems.get(name) ?? []), ...opened.problems, ...fromFile.problems];
  if (all.length > 0) return { ok: false, problems: all, warnings };
  return { ok: true, config: configOf(values, uses.projects, place, fromFile.config), warnings };
}

const noTransport = `is missing: set it to ${entry('SLACK_APP_TOKEN').source} (Socket Mode), or set SLACK_SIGNING_SECRET to ${entry('SLACK_SIGNING_SECRET').source} (HTTP mode)`;

/** One that is set stands for all of them. An unreadable file may name any of them. */
function usesVariables(env: Environment, { names: inFile }: OpenedFile, section: 'projects' | 'storages'): boolean {
  const isSet = names.some((name) => name.startsWith(prefixes[section]) && (env[name] ?? '').trim() !== '');
  return isSet || inFile?.[section].length === 0;
}

/** Where the file has entries of its own, the other variables may as well be too many. */
function orRemove<T>(parsed: Parsed<T>, name: Name, { names: inFile }: OpenedFile): Parsed<T> {
  const { unless } = entry(name);
  const isMissing = 'fix' in parsed && parsed.fix.startsWith('is missing');
  if (!isMissing || unless === undefined || (inFile?.[unless].length ?? 0) === 0) return parsed;
  return { fix: `${parsed.fix}; or remove all ${prefixes[unless]}* variables, since the file has ${unless}` };
}

const prefixes = { projects: 'AGORA_', storages: 'STORAGE_' } as const;

/** All that a copy of the database needs. `fix` begins with the variable's name. */
export function readDatabase(env: Environment): Parsed<Pick<Config, 'databasePath' | 'databaseUrl'>> {
  const path = read('DATABASE_PATH', env) as Parsed<string>;
  const url = read('DATABASE_URL', env) as Parsed<string | undefined>;
  if ('fix' in url) return { fix: `DATABASE_URL ${url.fix}` };
  if (url.value !== undefined) return { value: { databasePath: '', databaseUrl: url.value } };
  return 'fix' in path ? { fix: `DATABASE_PATH ${path.fix}` } : { value: { databasePath: path.value } };
}

function read(name: Name, env: Environment): Parsed<unknown> {
  const variable = entry(name);
  const given = env[name]?.trim() ?? '';
  const text = given === '' ? variable.default : given;
  if (text !== undefined) return variable.parse(text);
  return variable.required === true ? { fix: `is missing: set it to ${variable.source}` } : { value: undefined };
}

type Place = Readonly<{ vendor: number; region: number; endpoint: string | undefined }>;

function placeOf({ STORAGE_VENDOR: vendor, ...values }: Values, env: Environment, note: Note): Place {
  // A vendor by another name has the regions of the one that is meant.
  const meant = vendor ?? likelyVendor(env['STORAGE_VENDOR']);
  return {
    vendor: vendor?.number ?? 0,
    region: note('STORAGE_REGION', region(meant, values.STORAGE_REGION)) ?? 0,
    endpoint: note('STORAGE_ENDPOINT', endpoint(meant, values.STORAGE_ENDPOINT)),
  };
}

const fromVariables = 'default';

function configOf(values: Values, hasProject: boolean, place: Place | undefined, file: FileConfig): Config {
  const { METRICS_PORT: metricsPort, PUBLIC_URL: publicUrl, DATABASE_URL: databaseUrl } = values;
  const project = hasProject ? [projectOf(values)] : [];
  const storage = place === undefined ? [] : [storageOf(values, place)];
  const projects = new Map([...project.map((own) => [own.name, own] as const), ...file.projects]);
  const storages = new Map([...storage.map((own) => [own.name, own] as const), ...file.storages]);
  return {
    slack: { ...tokensOf(values), ...transportOf(values), apiUrl: values.SLACK_API_URL },
    ...file,
    projects,
    storages,
    defaults: { project: first(projects), storage: first(storages) },
    databasePath: values.DATABASE_PATH,
    ...(databaseUrl !== undefined && { databaseUrl }),
    statusCron: values.STATUS_CRON,
    http: { host: values.HTTP_HOST, port: values.HTTP_PORT, ...(metricsPort !== undefined && { metricsPort }) },
    ...(publicUrl !== undefined && { publicUrl }),
    locale: values.LOCALE,
    logLevel: values.LOG_LEVEL,
  };
}

/** One of the two is there, or a problem is noted. */
function transportOf({ SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret = '' }: Values) {
  return appToken === undefined ? { signingSecret } : { appToken };
}

/** That of the variables is the first. */
function first(named: ReadonlyMap<string, unknown>): string {
  return named.keys().next().value ?? fromVariables;
}

function projectOf(values: Values): AgoraProject {
  const { AGORA_APP_CERTIFICATE: certificate, AGORA_NOTIFY_SECRET: notifySecret } = values;
  return {
    name: fromVariables,
    appId: values.AGORA_APP_ID,
    customerId: values.AGORA_CUSTOMER_ID,
    customerSecret: values.AGORA_CUSTOMER_SECRET,
    ...(certificate !== undefined && { certificate }),
    ...(notifySecret !== undefined && { notifySecret }),
    channelType: values.AGORA_CHANNEL_TYPE,
    apiUrls: values.AGORA_API_URL,
  };
}

function storageOf(values: Values, { vendor, region, endpoint }: Place): NamedStorage {
  const { STORAGE_PREFIX: prefix, STORAGE_PUBLIC_URL: publicUrl } = values;
  return {
    name: fromVariables,
    vendor,
    region,
    bucket: values.STORAGE_BUCKET,
    accessKey: values.STORAGE_ACCESS_KEY,
    secretKey: values.STORAGE_SECRET_KEY,
    ...(prefix !== undefined && { prefix }),
    ...(endpoint !== undefined && { endpoint }),
    ...(publicUrl !== undefined && { publicUrl }),
    linkValidity: values.STORAGE_LINK_VALIDITY,
  };
}
