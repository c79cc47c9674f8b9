/**
 * A local Agora in a process of its own, so that its work is not in the figures. Without the quota of running recordings. With
 * `--records` every query is answered "recording". Each arrival and its answer's status goes to stdout as a line of its own.
 */
import { startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { realClock } from '../../src/sandbox/movable-clock.ts';

const arrivals = process.argv.includes('--arrivals');
// The time of arrivals to a fraction of a millisecond.
const clock = { ...realClock, now: () => performance.timeOrigin + performance.now() };
const simulator = await startAgora({ maxRunning: 100_000, clock });
if (process.argv.includes('--records')) {
  const body = { serverResponse: { status: 5, fileListMode: 'string', fileList: '', sliceStartTime: 0 } };
  simulator.fault({ call: 'query', kind: 'respond', status: 200, body, times: Number.POSITIVE_INFINITY });
}
process.stdout.write(`${JSON.stringify({ msg: 'ready', url: simulator.url })}\n`);
if (arrivals) {
  process.once('SIGTERM', () => {
    const heard = simulator.requests.map(({ at, call, status, path }) => ({ at, call, status, path }));
    process.stdout.write(`${JSON.stringify({ msg: 'arrivals', heard })}\n`, () => process.exit(0));
  });
}
