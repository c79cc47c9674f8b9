/** The configuration: from the environment and from the configuration file. */
import type { Locale } from '../messages/locale.ts';
import type { FileConfig } from './file/load.ts';
import type { LogLevel } from './parse.ts';

/** Socket Mode with an app token, HTTP mode with a signing secret. */
type SlackTransport = Readonly<
  { appToken: string; signingSecret?: undefined } | { appToken?: undefined; signingSecret: string }
>;

/** `encryptionKey`: 32 bytes in base64. `publicUrl`: without a slash at the end. */
export type OAuthConfig = Readonly<{
  clientId: string;
  clientSecret: string;
  stateSecret: string;
  encryptionKey: string;
  publicUrl: string;
}>;

/** One workspace with its token, or those where the app is installed by OAuth. */
export type SlackTokens = Readonly<
  { botToken: string; oauth?: undefined } | { botToken?: undefined; oauth: OAuthConfig }
>;

/** Projects, storages, layouts and presets by their names; those of the variables are called `default`. */
export type Config = FileConfig &
  Readonly<{
    /** `apiUrl` ends in a slash. */
    slack: Readonly<{ apiUrl: string }> & SlackTokens & SlackTransport;
    /** Names, for those who ask for no other: of the variables, or else the first ones of the file. */
    defaults: Readonly<{ project: string; storage: string }>;
    /** Of SQLite; not used where there is a URL. */
    databasePath: string;
    /** Of PostgreSQL. */
    databaseUrl?: string;
    statusCron: string;
    /** `metricsPort`: of `/metrics` alone; absent where it is served on `port`. */
    http: Readonly<{ host: string; port: number; metricsPort?: number }>;
    /** Where the HTTP server is reached from outside, without a slash at the end. */
    publicUrl?: string;
    /** Of what everybody sees, and of those whose own language is not known. */
    locale: Locale;
    logLevel: LogLevel;
  }>;
