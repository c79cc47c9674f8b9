/** A local Agora in a process of its own, so that its work is not in the figures. Without the quota of running recordings. */
import { startAgora } from '../../src/sandbox/agora/server.ts';

const { url } = await startAgora({ maxRunning: 100_000 });
process.stdout.write(`${JSON.stringify({ msg: 'ready', url })}\n`);
