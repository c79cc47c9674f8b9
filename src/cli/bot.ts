/** The bot: environment in, one process, exit code out. */

import packageInfo from '../../package.json' with { type: 'json' };
import { shutdownTimeout } from '../assembly.ts';
import { loadConfig, readConfigFile, readEnvironment, secretsOf } from '../config/load.ts';
import { startBot } from '../main.ts';
import { systemClock } from '../ops/clock.ts';
import { cronTicker } from '../ops/cron.ts';
import { createLog, redactLines } from '../ops/log.ts';
import { runProcess } from '../ops/process.ts';
import { startTracing } from '../ops/tracing.ts';

export async function main(): Promise<void> {
  const { env, problems: unread } = readEnvironment(process.cwd(), process.env);
  const loaded = loadConfig(env, readConfigFile(process.cwd(), env));
  if (!loaded.ok || unread.length > 0) {
    // A warning may name the cause: a variable that is missing because its name was mistyped.
    const lines = [...unread, ...(loaded.ok ? [] : loaded.problems), ...loaded.warnings];
    for (const line of lines) process.stderr.write(`${line}\n`);
    process.exitCode = 1;
    return;
  }
  const { config, warnings } = loaded;
  const secrets = secretsOf(config);
  const log = createLog({ level: config.logLevel, secrets });
  for (const warning of warnings) log.warn(warning);
  await runProcess(
    log,
    shutdownTimeout,
    async (signal) => {
      const tracing = await startTracing(env, packageInfo.version, log);
      return await startBot(config, { clock: systemClock, ticker: cronTicker, log, tracing }, signal);
    },
    redactLines(secrets),
  );
}
