/** The life of the process: signals, exit codes, and what happens when something hangs. */
import type { Log } from './log.ts';

/** Something that was started: `failed` rejects when it can't continue; `stop` ends it within `stopWithin` ms. */
export type Running = Readonly<{ failed: Promise<never>; stop(): Promise<void> }>;

/**
 * Starts `start` and holds the process to it. SIGTERM and SIGINT stop it and exit with 0; a start that fails prints its
 * sentence on stderr and exits with 1; so does whatever fails later. What hangs is cut off a little after `stopWithin` ms. `hide` takes the secrets
 * out of what goes to stderr.
 */
export async function runProcess(
  log: Log,
  stopWithin: number,
  start: (signal: AbortSignal) => Promise<Running>,
  hide: (text: string) => string = (text) => text,
): Promise<void> {
  const ending = new AbortController();
  let running: Running | undefined;

  const end = async (code: number) => {
    // Ctrl-C reaches both npm and this process, so a signal may come twice.
    if (ending.signal.aborted) return;
    ending.abort();
    // A container gives ten seconds.
    setTimeout(() => process.exit(code), stopWithin + 1_500).unref();
    process.exitCode = code;
    if (running === undefined) return;
    await running.stop();
    log.info('stopped');
    process.exit(code);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping; recordings at Agora go on');
    void end(0);
  };
  const fail = (what: string) => (error: unknown) => {
    log.fatal({ err: error }, what);
    void end(1);
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  process.on('unhandledRejection', fail('a promise was left unhandled'));
  process.on('uncaughtException', fail('an exception was left uncaught'));

  try {
    running = await start(ending.signal);
  } catch (error) {
    if (ending.signal.aborted) return;
    log.fatal({ err: error }, 'the bot could not start');
    process.stderr.write(`${hide(error instanceof Error ? error.message : String(error))}\n`);
    process.exitCode = 1;
    // What is left of a start that failed must not keep the process: a supervisor is waiting for its end.
    setTimeout(() => process.exit(), stopWithin).unref();
    return;
  }
  // A signal may have come in the last moment of the start.
  if (ending.signal.aborted) {
    await running.stop();
    process.exit();
  }
  running.failed.catch(fail('the bot can’t go on'));
}
