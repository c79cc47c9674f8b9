/** A local Agora Cloud Recording on 127.0.0.1 that follows the rules of the REST API for mode `mix`. */
import { createServer, type RequestListener } from 'node:http';
import { createBroadcast } from '../broadcast.ts';
import { close, listen } from '../loopback.ts';
import { realClock } from '../movable-clock.ts';
import { type AgoraOptions, type AgoraSimulator, DEFAULTS } from './agora-simulator.ts';
import { createChannels } from './channels.ts';
import { createFaults, matches } from './faults.ts';
import { basicCredentials } from './gateway.ts';
import { createNotifier } from './notifier.ts';
import { endAt } from './recorder.ts';
import { type HandlerContext, handleRequest } from './request-handler.ts';
import { createRequestLog, type RequestLogEntry } from './request-log.ts';
import { createService } from './service.ts';
import { slidingWindow } from './sliding-window.ts';
import { createUploads } from './uploads.ts';

export { type AgoraOptions, type AgoraSimulator, DEFAULTS } from './agora-simulator.ts';

const REQUESTS_PER_SECOND = 10;

/** Rejects with the error of `listen`, such as EADDRINUSE. */
export async function startAgora(options: AgoraOptions = {}): Promise<AgoraSimulator> {
  const { clock = realClock, uploadMs = 2_000, maxRunning = 50, maxPages = 200, accepts = {} } = options;
  const { appId, customerId, customerSecret } = { ...DEFAULTS, ...options };
  const channels = createChannels(() => clock.now(), options.publishers ?? 1);
  const closing = new AbortController();
  const uploads = createUploads({ clock, channels, onChange: () => notifier.replan(), closing: closing.signal });
  const service = createService({ clock, appId, channels, maxRunning, maxPages, uploadMs, uploads, accepts });
  const notifier = createNotifier({ clock, channels, records: () => service.records(), uploadMs });
  notifier.to(options.notify);
  const faults = createFaults(matches);
  const { subscribe, notify } = createBroadcast();
  const log = createRequestLog<RequestLogEntry>(notify);
  const replan = () => {
    uploads.replan();
    notifier.replan();
    notify();
  };
  const server = createServer(
    listener({
      clock,
      dateOffset: options.dateOffset ?? 0,
      appId,
      credentials: basicCredentials(customerId, customerSecret),
      service,
      faults,
      log,
      isAllowed: slidingWindow(REQUESTS_PER_SECOND),
      onActed: replan,
      closing: closing.signal,
    }),
  );
  const port = await listen(server, options.port ?? 0);

  return {
    url: `http://127.0.0.1:${port}`,
    appId,
    customerId,
    customerSecret,
    get recorders() {
      return service.recorders();
    },
    get uploading() {
      return uploads.busy();
    },
    requests: log.entries,
    waitFor: log.waitFor,
    fault: faults.add,
    subscribe,
    ...controls({ clock, channels, service, notifier, replan }),
    ...deliveries(notifier),
    close: () => {
      notifier.to(undefined);
      closing.abort();
      return close(server);
    },
  };
}

type Parts = Pick<HandlerContext, 'clock' | 'service'> & {
  channels: ReturnType<typeof createChannels>;
  notifier: ReturnType<typeof createNotifier>;
  replan: () => void;
};

/** What tests do to channels and recorders. Every change may bring new events. */
function controls({ clock, channels, service, notifier, replan }: Parts) {
  const recordOf = (sid: string) => {
    const record = service.find({ sid });
    if (record === undefined) throw new Error(`no recorder has the sid ${sid}`);
    return record;
  };
  const controls: Pick<
    AgoraSimulator,
    | 'join'
    | 'leave'
    | 'publishers'
    | 'channels'
    | 'page'
    | 'restore'
    | 'kill'
    | 'failover'
    | 'notifyTo'
    | 'sendNotification'
  > = {
    join: (...participant) => {
      const uid = channels.join(...participant);
      replan();
      return uid;
    },
    leave: (...participant) => {
      channels.leave(...participant);
      replan();
    },
    publishers: channels.publishers,
    channels: channels.populated,
    page: (url, behavior) => service.page(url, behavior),
    restore: (recorder) => {
      service.restore(recorder);
      replan();
    },
    kill: (sid) => {
      endAt(recordOf(sid).facts, clock.now());
      replan();
    },
    failover: (sid, ms) => {
      const now = clock.now();
      const { failovers } = recordOf(sid).facts;
      const current = failovers.find(({ from, to }) => from <= now && now < to);
      if (ms === 0) Object.assign(current ?? {}, { to: now });
      else failovers.push({ from: now, to: now + ms });
      replan();
    },
    notifyTo: (url, secret = '') => notifier.to(url === undefined ? undefined : { url, secret }),
    sendNotification: (sid, eventType, details = {}, change) =>
      notifier.send(recordOf(sid), eventType, details, change),
  };
  return controls;
}

/** What tests see of notifications. */
function deliveries({ delivery }: Parts['notifier']) {
  const { notifications, waitFor: waitForNotification, fault: faultNotification, sendRaw } = delivery;
  return { notifications, waitForNotification, faultNotification, sendRaw };
}

function listener(context: HandlerContext): RequestListener {
  return (request, response) => {
    handleRequest(context, request, response).catch((error: unknown) => {
      // A client may disconnect while it sends its body. Anything else is a defect of the simulator or of a fault.
      if (!request.destroyed || request.complete) process.emitWarning(error instanceof Error ? error : String(error));
      request.socket.destroy();
    });
  };
}
