/** The log: JSON lines on stdout, with the fields of docs/logging.md, written before the call returns, free of secrets. */
import { hostname } from 'node:os';
import { type DestinationStream, type LevelWithSilent, type Logger, pino, stdTimeFunctions } from 'pino';
import { hideSecrets } from './redact.ts';

export type Log = Logger;

/**
 * `secrets`: values that no line may show, wherever they come from: messages, nested objects, errors, stack traces.
 * The default destination is stdout, written synchronously, because buffered lines are lost when the process is killed.
 */
export function createLog(options: {
  level: LevelWithSilent;
  secrets: readonly string[];
  destination?: DestinationStream;
}): Log {
  return pino(
    {
      // Not pino's `name`, which the audit has for the channel: a line must not have a field twice.
      base: { service: 'clapperbot', pid: process.pid, hostname: hostname() },
      level: options.level,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      hooks: { streamWrite: redactLines(options.secrets) },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

/**
 * Returns a function that replaces every secret in a JSON line by `[secret]`. The line stays valid JSON: where a secret
 * is found, it is replaced inside the strings, not in the text of the line.
 */
export function redactLines(secrets: readonly string[]): (line: string) => string {
  const hide = hideSecrets(secrets);
  return (line) => {
    if (hide(line) === line) return line;
    try {
      const clean: unknown = JSON.parse(line, (_key, value: unknown) => hideIn(value, hide));
      return `${JSON.stringify(clean)}\n`;
    } catch {
      return hide(line);
    }
  };
}

function hideIn(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [hide(key), inner]));
}

/** What node-cron calls a Logger. */
export type CronLogger = Readonly<
  Record<'info' | 'warn', (message: string) => void> &
    Record<'debug' | 'error', (message: string | Error, error?: Error) => void>
>;

/** The log as node-cron expects it, which otherwise writes plain text to stdout. */
export function cronLogger(log: Log): CronLogger {
  const target = log.child({ from: 'node-cron' });
  const write =
    (level: 'debug' | 'error') =>
    (message: string | Error, error?: Error): void => {
      const err = error ?? (message instanceof Error ? message : undefined);
      const text = message instanceof Error ? message.message : message;
      if (err === undefined) target[level](text);
      else target[level]({ err }, text);
    };
  return {
    debug: write('debug'),
    info: (message) => target.debug(message),
    warn: (message) => target.warn(message),
    error: write('error'),
  };
}
