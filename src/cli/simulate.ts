import { parseArgs } from 'node:util';
import { DEFAULTS, startAgora } from '../sandbox/agora/agora-server.ts';

const USAGE = 'usage: npm run simulate:agora -- [--port N]   (default 8081; 0 takes a free port)';

/** The simulator alone, for use from outside: prints where it is and how to get in, and runs until it is told to end. */
async function main(): Promise<void> {
  const port = portOf(process.argv.slice(2));
  if (port === undefined) return fail(`--port must be a number from 0 to 65535\n${USAGE}`);
  const { AGORA_APP_ID, AGORA_CUSTOMER_ID, AGORA_CUSTOMER_SECRET } = process.env;
  try {
    const agora = await startAgora({
      port,
      appId: AGORA_APP_ID || DEFAULTS.appId,
      customerId: AGORA_CUSTOMER_ID || DEFAULTS.customerId,
      customerSecret: AGORA_CUSTOMER_SECRET || DEFAULTS.customerSecret,
    });
    let ending = false;
    const end = () => {
      // Ctrl-C under npm arrives twice.
      if (ending) return;
      ending = true;
      agora.close().then(
        () => process.exit(0),
        (error: unknown) => fail(String(error)),
      );
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
    process.stdout.write(
      `AGORA_API_URL: ${agora.url}\nAGORA_APP_ID: ${agora.appId}\n` +
        `AGORA_CUSTOMER_ID: ${agora.customerId}\nAGORA_CUSTOMER_SECRET: ${agora.customerSecret}\n`,
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      return fail(`port ${port} is in use: end what listens there, or choose another by --port`);
    if (code === 'EACCES') return fail(`port ${port} is not allowed for this user: choose one above 1023 by --port`);
    throw error;
  }
}

/** The port that was asked for; undefined if the arguments make no sense. */
function portOf(args: string[]): number | undefined {
  try {
    const { values } = parseArgs({ args, options: { port: { type: 'string', default: '8081' } } });
    const port = Number(values.port);
    return /^\d{1,5}$/.test(values.port) && port <= 65_535 ? port : undefined;
  } catch {
    return undefined;
  }
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

await main();
