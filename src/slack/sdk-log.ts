import { type Logger, LogLevel } from '@slack/bolt';

/** What this folder needs of a logger; pino's fits. */
export type Log = {
  debug(about: object, message: string): void;
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
};

// The SDK's own messages can quote addresses that let anybody post or connect, and whole answers of a proxy.
const secrets = /xox[a-z]-[\w-]+|x(?:app|wfp)-[\w-]+|\b(?:https?|wss?):\/\/\S+/giu;

/** An error in a few words that are safe to log. */
export function errorText(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.replace(secrets, '…').slice(0, 300);
}

/**
 * The logger that the Slack SDK gets. Its debug lines hold bodies, trigger ids and response_urls, so they are dropped; its
 * errors are mostly one failed attempt of many, so they are warnings here.
 */
export function sdkLogger(log: Log): Logger {
  const line = (parts: unknown[]) => parts.map(errorText).join(' ');
  return {
    debug: () => undefined,
    info: (...parts: unknown[]) => {
      log.debug({}, line(parts));
    },
    warn: (...parts: unknown[]) => {
      log.debug({}, line(parts));
    },
    error: (...parts: unknown[]) => {
      log.warn({}, line(parts));
    },
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
