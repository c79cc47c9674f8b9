import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { type AgoraOptions, type AgoraProject, createAgoraClient } from '../../src/agora/client.ts';
import { createRedact } from '../../src/ops/redact.ts';
import type { AgoraPayload, Call } from '../../src/recording/jobs.ts';
import type { Recording } from '../../src/recording/recording.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { runningRecording } from '../support/recordings.ts';
import { mixState } from '../support/specs.ts';

export const appId = '0123456789abcdef0123456789abcdef';
export const resourceId = 'Rr-_09'.repeat(45);
export const sid = 'abcdef0123456789abcdef0123456789';
export const uid = '4000000001';
export const never = new AbortController().signal;
export const secrets = {
  customerSecret: 'customer/secret+1',
  certificate: 'fedcba9876543210fedcba9876543210',
  accessKey: 'access-key-1',
  secretKey: 'secret/key+2',
};

export const recording: Recording = runningRecording({
  cname: 'room 1',
  spec: { ...runningRecording().spec, appId },
  recorders: [
    { uid: '4000000000', status: 'ended', sendCount: 1 },
    { uid, status: 'running', sendCount: 1, resourceId, sid },
  ],
  mode: mixState({
    desired: { kind: 'grid' },
    current: { kind: 'vertical', largeUid: '7', background: '#112233' },
  }),
});

export function payload(call: Call): AgoraPayload {
  const about = { queue: 'agora', uid, failedAttempts: 0 } as const;
  if (call === 'update') return { ...about, call, setting: { type: 'hold', paused: true }, by: 'U1' };
  if (call !== 'updateLayout') return { ...about, call };
  const layout = { kind: 'grid', background: '#445566' } as const;
  return { ...about, call, setting: { type: 'layout', layout }, by: 'U1' };
}

export const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

type Got = { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers']; body: string };

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleanups.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A service that keeps what it gets, and answers each request by `answer`. */
export async function serve(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const got: Got[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      got.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      answer(response, request);
    });
  };
  return { url: await listen(createServer(listener)), got };
}

/** A URL that takes connections and never sends anything. */
export async function silent(): Promise<string> {
  return await listen(createTcpServer());
}

export const json = (status: number, body: object | string, headers: Record<string, string> = {}) => {
  return (response: ServerResponse) => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
};

/** A URL where nobody listens. */
export async function nowhere(): Promise<string> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return `http://127.0.0.1:${port}`;
}

export function projectAt(apiUrls: readonly string[], more: Partial<AgoraProject> = {}): AgoraProject {
  return {
    appId,
    customerId: 'customer',
    customerSecret: secrets.customerSecret,
    channelType: 'live',
    apiUrls,
    ...more,
  };
}

/** `project` changes its only project. */
export function setUp(
  apiUrls: readonly string[],
  { project = {}, ...more }: Partial<AgoraOptions> & { project?: Partial<AgoraProject> } = {},
) {
  const storage = { vendor: 1, region: 0, bucket: 'b', accessKey: secrets.accessKey, secretKey: secrets.secretKey };
  const clock = new MovableClock(1_000_000);
  const calls: Parameters<NonNullable<AgoraOptions['onCall']>>[0][] = [];
  const lines: string[] = [];
  const log = (details: object, message: string) => void lines.push(JSON.stringify({ ...details, message }));
  const recorder = createAgoraClient({
    projects: new Map([['default', projectAt(apiUrls, project)]]),
    storages: new Map([['default', storage]]),
    secrets: new Map(),
    redact: createRedact([
      ...Object.values(secrets),
      Buffer.from(`customer:${secrets.customerSecret}`).toString('base64'),
    ]),
    clock,
    onCall: (call) => calls.push(call),
    log: { debug: log, warn: log },
    ...more,
  });
  // The first second belongs to the process before this one.
  clock.advance(1_000);
  return { recorder, clock, calls, lines };
}
