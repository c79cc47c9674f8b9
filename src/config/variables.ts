/**
 * Every environment variable, once: what it is called, what it defaults to, what it means, how it is read. The
 * configuration, the README's table and `.env.example` all come from here.
 */
import type { Locale } from '../messages/locale.ts';
import type { ChannelType } from '../recording/spec.ts';
import { limits } from '../recording/validate.ts';
import { usualApiUrls } from './file/projects.ts';
import * as parse from './parse.ts';
import { vendor } from './storage-values.ts';

export type Variable<T> = Readonly<{
  /** Markdown, for the README. */
  meaning: string;
  /** Used when it is missing or blank. */
  default?: string;
  /** Always, or under the condition that the text states. */
  required?: true | string;
  /** It may be missing with its likes where the configuration file has entries in this section. */
  unless?: 'projects' | 'storages';
  /** What to put there, as it follows "NAME is missing: set it to ". */
  source?: string;
  parse: parse.Parse<T>;
}>;

export const variables = {
  SLACK_BOT_TOKEN: {
    required: 'without `SLACK_CLIENT_ID`',
    meaning: '`xoxb-…`: one workspace',
    source: 'the Bot User OAuth Token (xoxb-…) from "OAuth & Permissions" of your Slack app',
    parse: parse.token('xoxb-', { prefix: 'xapp-', name: 'SLACK_APP_TOKEN' }),
  },
  SLACK_APP_TOKEN: {
    required: 'without `SLACK_SIGNING_SECRET`',
    meaning: '`xapp-…`: Socket Mode. Wins where both transports are configured',
    source: 'an app-level token (xapp-…) with the scope connections:write from "Basic Information" of your Slack app',
    parse: parse.token('xapp-', { prefix: 'xoxb-', name: 'SLACK_BOT_TOKEN' }),
  },
  SLACK_SIGNING_SECRET: {
    required: 'without `SLACK_APP_TOKEN`',
    meaning: 'HTTP mode: `POST /slack/events`',
    source: 'the Signing Secret from "Basic Information" of your Slack app',
    parse: parse.signingSecret,
  },
  SLACK_CLIENT_ID: {
    meaning: 'OAuth: several workspaces on one bot, instead of `SLACK_BOT_TOKEN`',
    source: 'the Client ID from "Basic Information" of your Slack app',
    parse: parse.credential,
  },
  SLACK_CLIENT_SECRET: {
    required: 'with `SLACK_CLIENT_ID`',
    meaning: 'OAuth: belongs to `SLACK_CLIENT_ID`',
    source: 'the Client Secret from "Basic Information" of your Slack app',
    parse: parse.credential,
  },
  SLACK_STATE_SECRET: {
    required: 'with `SLACK_CLIENT_ID`',
    meaning: 'OAuth: protects the installation from forged requests',
    source: 'the output of `openssl rand -base64 32`',
    parse: parse.credential,
  },
  SLACK_ENCRYPTION_KEY: {
    required: 'with `SLACK_CLIENT_ID`',
    meaning: 'OAuth: encrypts the tokens in the database; 32 random bytes in base64',
    source: 'the output of `openssl rand -base64 32`, and keep a copy of it',
    parse: parse.key32,
  },
  SLACK_API_URL: {
    default: 'https://slack.com/api/',
    meaning: 'base of the Web API',
    parse: parse.slashedUrl,
  },
  AGORA_APP_ID: {
    required: true,
    unless: 'projects',
    meaning: 'project App ID: 32 hexadecimal digits',
    source: 'the App ID of your project in the Agora Console',
    parse: parse.hex32,
  },
  AGORA_CUSTOMER_ID: {
    required: true,
    unless: 'projects',
    meaning: 'user name of the REST API (HTTP Basic)',
    source: 'the Customer ID from "RESTful API" in the Agora Console',
    parse: parse.basicUser,
  },
  AGORA_CUSTOMER_SECRET: {
    required: true,
    unless: 'projects',
    meaning: 'password of the REST API (HTTP Basic)',
    source: 'the Customer Secret that belongs to AGORA_CUSTOMER_ID; the Agora Console shows it once, when it is made',
    parse: parse.credential,
  },
  AGORA_APP_CERTIFICATE: {
    meaning: 'when set, the bot mints an RTC token for the recorder’s uid for every start',
    parse: parse.hex32,
  },
  AGORA_CHANNEL_TYPE: {
    default: 'communication',
    meaning: '`communication` or `live`: must be what the apps in the channel use, or nothing is recorded',
    parse: parse.oneOf<ChannelType>({ communication: 'communication', live: 'live' }),
  },
  AGORA_API_URL: {
    default: usualApiUrls.join(','),
    meaning: 'base URLs in order of preference, comma separated',
    parse: parse.urlList,
  },
  AGORA_NOTIFY_SECRET: {
    meaning: 'secret of the notification service; turns the callback endpoint on',
    parse: parse.credential,
  },
  STORAGE_VENDOR: {
    required: true,
    unless: 'storages',
    meaning:
      'name or number: `s3` or `1`, `alibaba`, `tencent`, `azure`, `google`, `huawei`, `baidu`, `s3-compatible`; the retired `qiniu` and ' +
      '`kingsoft` are accepted with a warning',
    source: 'the name of your storage service, such as s3, azure, google or s3-compatible',
    parse: vendor,
  },
  STORAGE_REGION: {
    required: 'for vendors that have regions',
    meaning: 'name or number: `us-east-1`, `US_EAST_1` or `0`; `CN_Hangzhou` or `Hangzhou`',
    parse: parse.text,
  },
  STORAGE_BUCKET: {
    required: true,
    unless: 'storages',
    meaning: 'bucket for the files',
    source: 'the name of the bucket for the files',
    parse: parse.credential,
  },
  STORAGE_ACCESS_KEY: {
    required: true,
    unless: 'storages',
    meaning: 'access key of the bucket; one that may only write is enough',
    source: 'an access key that may write to the bucket',
    parse: parse.credential,
  },
  STORAGE_SECRET_KEY: {
    required: true,
    unless: 'storages',
    meaning: 'secret key that belongs to it',
    source: 'the secret key that belongs to STORAGE_ACCESS_KEY',
    parse: parse.credential,
  },
  STORAGE_PREFIX: {
    meaning:
      'folders in the bucket: `a/b` becomes `["a","b"]`; letters and digits only per part, 128 characters in all',
    parse: parse.folders,
  },
  STORAGE_ENDPOINT: {
    required: 'for `s3-compatible`',
    meaning: 'host name',
    parse: parse.text,
  },
  STORAGE_PUBLIC_URL: {
    meaning: 'base of public links to the bucket; without it links are presigned',
    parse: parse.baseUrl,
  },
  STORAGE_LINK_VALIDITY: {
    default: '1h',
    meaning: 'for how long a presigned link works, from `1m` to `7d`',
    parse: parse.span(limits.linkValidity),
  },
  CONFIG_FILE: {
    default: 'clapperbot.yml',
    meaning:
      'YAML: projects, storages, layouts, presets, permissions, prices, workspaces (docs/configuration.md); it may be missing where this is not set',
    parse: parse.text,
  },
  DATABASE_PATH: {
    default: 'data/clapperbot.db',
    meaning: 'SQLite file; folders are created',
    parse: parse.file,
  },
  DATABASE_URL: {
    meaning:
      '`postgres://…`: PostgreSQL instead of SQLite, for several replicas. Wins where `DATABASE_PATH` is set, too',
    parse: parse.databaseUrl,
  },
  STATUS_CRON: {
    default: '*/10 * * * *',
    meaning: 'when status posts go to the threads; five or six fields (node-cron)',
    parse: parse.cron,
  },
  LOCALE: {
    default: 'en',
    meaning:
      'language of the messages, `en` or `zh` (simplified Chinese); what only one person sees is in their own Slack language where ' +
      'that is one of them, which needs the scope `users:read`',
    parse: parse.oneOf<Locale>({ en: 'en', zh: 'zh' }),
  },
  PUBLIC_URL: {
    required: 'with `SLACK_CLIENT_ID`',
    meaning: 'where the HTTP server is reached from outside, for `npm run doctor` and for installing the app (OAuth)',
    source: 'the address at which browsers reach the bot, such as https://bot.example.com',
    parse: parse.baseUrl,
  },
  HTTP_HOST: {
    default: '127.0.0.1',
    meaning: 'address of the server for health, metrics and callbacks',
    parse: parse.listenHost,
  },
  HTTP_PORT: {
    default: '3000',
    meaning: 'its port; `0` picks a free one',
    parse: parse.port,
  },
  METRICS_PORT: {
    meaning: 'serves `/metrics` alone on a port of its own, and no longer on `HTTP_PORT`; `0` picks a free one',
    parse: parse.port,
  },
  LOG_LEVEL: {
    default: 'info',
    meaning: 'pino level (`fatal`, `error`, `warn`, `info`, `debug`, `trace`, `silent`); JSON lines on stdout',
    parse: parse.logLevel,
  },
} as const satisfies Record<string, Variable<unknown>>;

export type Name = keyof typeof variables;

type Given<V> = V extends { parse: parse.Parse<infer T> } ? T : never;

/** The parsed values. Those that are optional and have no default may be undefined. */
export type Values = {
  readonly [N in Name]: (typeof variables)[N] extends { required: true } | { default: string }
    ? Given<(typeof variables)[N]>
    : Given<(typeof variables)[N]> | undefined;
};

export const names = Object.keys(variables) as Name[];

/** The same entries, seen as one type. */
export const entry = (name: Name): Variable<unknown> => variables[name];
