/** `npm run simulate:agora -- --port N`: the Agora simulator alone, until SIGINT or SIGTERM. */
import { once } from 'node:events';
import { type AgoraSimulator, DEFAULTS, startAgora } from '../sandbox/agora/agora-server.ts';
import { fail, readArguments } from './program-options.ts';
import { stopSignal } from './stop-signal.ts';

const usage = 'npm run simulate:agora -- [--port N] (8081 by default; 0 takes a free port)';

/** Prints four lines on stdout: where the simulator listens, and the credentials that it accepts. */
export async function main(args: readonly string[]): Promise<void> {
  const read = readArguments(args, { port: { type: 'string', default: '8081' } }, usage);
  if ('mistake' in read) return fail(read.mistake);
  const port = portOf(read.values.port);
  if (port === undefined) return fail(`--port must be a number from 0 to 65535. Use: ${usage}`);

  const stop = stopSignal();
  let agora: AgoraSimulator;
  try {
    agora = await startAgora({ port, ...credentials(process.env) });
  } catch (error) {
    return fail(listenMistake(error, port));
  }
  process.stdout.write(
    `AGORA_API_URL: ${agora.url}\nAGORA_APP_ID: ${agora.appId}\n` +
      `AGORA_CUSTOMER_ID: ${agora.customerId}\nAGORA_CUSTOMER_SECRET: ${agora.customerSecret}\n`,
  );
  if (!stop.aborted) await once(stop, 'abort');
  await agora.close();
}

/** An empty variable counts as unset. */
function credentials({ AGORA_APP_ID, AGORA_CUSTOMER_ID, AGORA_CUSTOMER_SECRET }: NodeJS.ProcessEnv) {
  return {
    appId: AGORA_APP_ID || DEFAULTS.appId,
    customerId: AGORA_CUSTOMER_ID || DEFAULTS.customerId,
    customerSecret: AGORA_CUSTOMER_SECRET || DEFAULTS.customerSecret,
  };
}

function portOf(text: string): number | undefined {
  const port = Number(text);
  return /^\d{1,5}$/u.test(text) && port <= 65_535 ? port : undefined;
}

function listenMistake(error: unknown, port: number): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Stop what listens there, or choose another with --port.`;
  if (code === 'EACCES') return `Port ${port} is not allowed for this user. Choose one above 1023 with --port.`;
  throw error;
}
