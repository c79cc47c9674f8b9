import { onTestFinished } from 'vitest';
import { type AgoraOptions, type AgoraSimulator, startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';

export const START = Date.UTC(2026, 0, 5, 9, 0, 0);

export type Reply = { status: number; body: Record<string, unknown> };
type Json = Record<string, unknown>;

/** A start that Agora accepts. */
export const goodStart = {
  recordingConfig: { channelType: 0, maxIdleTime: 30 },
  storageConfig: { vendor: 1, region: 0, bucket: 'b', accessKey: 'AK-secret', secretKey: 'SK-secret' },
};

type Mode = 'mix' | 'individual' | 'web';

/** The parameters of a page. */
export const page = {
  url: 'https://example.com/class',
  audioProfile: 0,
  videoWidth: 1280,
  videoHeight: 720,
  maxRecordingHour: 2,
};

export const withPage = (change: Json = {}): Json => ({
  storageConfig: goodStart.storageConfig,
  extensionServiceConfig: {
    extensionServices: [{ serviceName: 'web_recorder_service', serviceParam: { ...page, ...change } }],
  },
});

/** One that Agora accepts, of each mode. */
const goodStarts: Record<Mode, Json> = {
  mix: goodStart,
  individual: { ...goodStart, recordingConfig: { ...goodStart.recordingConfig, subscribeUidGroup: 0 } },
  web: withPage(),
};

/** A started recorder and calls for it. */
type Running = {
  resourceId: string;
  sid: string;
  query: () => Promise<Reply>;
  updateLayout: (clientRequest: Json) => Promise<Reply>;
  update: (clientRequest: Json) => Promise<Reply>;
  stop: (clientRequest?: Json) => Promise<Reply>;
};

export type Fixture = {
  agora: AgoraSimulator;
  clock: MovableClock;
  /** Any request, with valid credentials unless `headers` are given. */
  send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;
  base: string;
  acquire: (cname: string, uid?: unknown, clientRequest?: Json) => Promise<Reply>;
  start: (cname: string, uid: string, resourceId: string, clientRequest?: Json, mode?: Mode) => Promise<Reply>;
  /** `acquire` and `start`. Rejects if `start` fails. */
  run: (cname: string, uid?: string, options?: { acquire?: Json; start?: Json; mode?: Mode }) => Promise<Running>;
};

/** A simulator with its own clock, closed when the test ends. */
export async function startFixture(options: AgoraOptions = {}): Promise<Fixture> {
  const clock = new MovableClock(START);
  const agora = await startAgora({ clock, ...options });
  onTestFinished(() => agora.close());
  const base = `/v1/apps/${agora.appId}/cloud_recording`;
  const authorization = `Basic ${Buffer.from(`${agora.customerId}:${agora.customerSecret}`).toString('base64')}`;

  const send: Fixture['send'] = async (method, path, body, headers) => {
    const response = await fetch(`${agora.url}${path}`, {
      method,
      headers: headers ?? { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Json };
  };
  const acquire: Fixture['acquire'] = (cname, uid = '900123', clientRequest = {}) =>
    send('POST', `${base}/acquire`, { cname, uid, clientRequest });
  const start: Fixture['start'] = (cname, uid, resourceId, clientRequest = goodStart, mode = 'mix') =>
    send('POST', `${base}/resourceid/${resourceId}/mode/${mode}/start`, { cname, uid, clientRequest });

  return {
    agora,
    clock,
    send,
    base,
    acquire,
    start,
    async run(cname, uid = '900123', options = {}) {
      const { mode = 'mix' } = options;
      const acquired = await acquire(cname, uid, options.acquire ?? (mode === 'web' ? { scene: 1 } : {}));
      const resourceId = String(acquired.body['resourceId']);
      const started = await start(cname, uid, resourceId, options.start ?? goodStarts[mode], mode);
      if (started.status !== 200) throw new Error(`start: ${started.status} ${JSON.stringify(started.body)}`);
      const sid = String(started.body['sid']);
      const path = `${base}/resourceid/${resourceId}/sid/${sid}/mode/${mode}`;
      const post = (call: string, clientRequest: Json) =>
        send('POST', `${path}/${call}`, { cname, uid, clientRequest });
      return {
        resourceId,
        sid,
        query: () => send('GET', `${path}/query`),
        updateLayout: (clientRequest) => post('updateLayout', clientRequest),
        update: (clientRequest) => post('update', clientRequest),
        stop: (clientRequest = {}) => post('stop', clientRequest),
      };
    },
  };
}

export const failedToFind: Reply = { status: 404, body: { code: 404, reason: 'failed to find worker' } };

/** The `serverResponse` of a `query` or `stop`. */
export const serverResponse = (reply: Reply) => reply.body['serverResponse'] as Json;
