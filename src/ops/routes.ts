/** What the HTTP server answers: for those who run the bot, is it alive, is it ready, what does it measure; and where Agora and Slack call in. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** `last`: the connection ends with it. `headers`: besides the usual ones. */
export type Reply = Readonly<{
  status: number;
  type?: string;
  body: string;
  last?: true;
  headers?: Readonly<Record<string, string>>;
}>;

/** `answer`: undefined for a client that has gone. `failed`: the reply where it rejects; `reference` is what the log calls that. */
export type Route = Readonly<{
  methods: readonly string[];
  answer: (request: IncomingMessage) => Promise<Reply | undefined>;
  failed: (reference: string) => Reply;
}>;

/** By path. */
export type Routes = Readonly<Record<string, Route>>;

/** Sentences without secrets. `reasons`: why the bot is not ready. `warnings`: what is wrong although it is. */
export type Readiness = Readonly<{ reasons: readonly string[]; warnings?: readonly string[] }>;

export type MetricsText = Readonly<{ contentType: string; text: () => Promise<string> }>;

/**
 * Takes what is posted to `/agora/events`, a body of up to 256 KiB as it arrived. When it rejects, the response is 500, so that the
 * sender tries again.
 */
export type EventsHandler = (
  rawBody: Buffer,
  headers: IncomingHttpHeaders,
) => Promise<{ status: 200 | 400 | 401; body: object }>;

/** Takes what is posted to `/slack/events`, a body of up to 1 MiB as it arrived. `isOpen`: whether the client still waits. */
export type SlackHandler = (
  request: Readonly<{ rawBody: Buffer; headers: IncomingHttpHeaders; isOpen: () => boolean }>,
) => Promise<Reply>;

const internalError = (reference: string) => `Internal error; see the log: reference ${reference}`;
const failed = (reference: string) => json(500, { error: internalError(reference) });

/** In bytes. Agora's events have a few kilobytes; Slack's modals may have 250. */
const longestBody = { agora: 256 * 1024, slack: 1024 * 1024 };

const look = { methods: ['GET', 'HEAD'], failed };

/** `/healthz` and `/readyz`. */
export function healthRoutes(readiness: () => Promise<Readiness> | Readiness): Routes {
  return {
    '/healthz': { ...look, answer: async () => json(200, { status: 'ok' }) },
    '/readyz': {
      ...look,
      answer: async () => {
        const { reasons, warnings = [] } = await readiness();
        const about = warnings.length === 0 ? {} : { warnings };
        return reasons.length === 0
          ? json(200, { ready: true, ...about })
          : json(503, { ready: false, reasons, ...about });
      },
      failed: (reference) => json(503, { ready: false, reasons: [internalError(reference)] }),
    },
  };
}

/** `/metrics` */
export function metricsRoutes({ contentType, text }: MetricsText): Routes {
  return { '/metrics': { ...look, answer: async () => ({ status: 200, type: contentType, body: await text() }) } };
}

/** `/agora/events` */
export function eventsRoutes(events: EventsHandler): Routes {
  return {
    '/agora/events': {
      methods: ['POST'],
      answer: async (request) => {
        const body = await bodyOf(request, longestBody.agora);
        if (body === 'ended') return undefined;
        if (body === 'tooLong') {
          const error = `The body is longer than ${longestBody.agora} bytes. Send one event at a time.`;
          return { ...json(400, { error }), last: true };
        }
        const taken = await events(body, request.headers);
        return json(taken.status, taken.body);
      },
      failed: () => json(500, { error: 'The event was not stored. Send it again.' }),
    },
  };
}

/** `/slack/events` */
export function slackRoutes(receive: SlackHandler): Routes {
  return {
    '/slack/events': {
      methods: ['POST'],
      answer: async (request) => {
        const rawBody = await bodyOf(request, longestBody.slack);
        if (rawBody === 'ended') return undefined;
        if (rawBody === 'tooLong') {
          return { ...json(413, { error: `The body is longer than ${longestBody.slack} bytes.` }), last: true };
        }
        const { headers, socket } = request;
        return receive({ rawBody, headers, isOpen: () => !socket.destroyed });
      },
      failed,
    },
  };
}

/** Where the browser of a person who installs the app begins, and where Slack sends it back to. */
export type InstallHandlers = Readonly<{
  begin: (request: IncomingMessage) => Promise<Reply>;
  complete: (request: IncomingMessage) => Promise<Reply>;
}>;

/** `/slack/install` and `/slack/oauth_redirect`. No HEAD: a code counts once. */
export function installRoutes({ begin, complete }: InstallHandlers): Routes {
  const page = { methods: ['GET'], failed };
  return { '/slack/install': { ...page, answer: begin }, '/slack/oauth_redirect': { ...page, answer: complete } };
}

/** The bytes of a body; `tooLong`: the rest is left unread; `ended`: the client has hung up, or was cut off for being slow. */
function bodyOf(request: IncomingMessage, longest: number): Promise<Buffer | 'tooLong' | 'ended'> {
  if (Number(request.headers['content-length'] ?? 0) > longest) return Promise.resolve('tooLong');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= longest) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      resolve('tooLong');
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('close', () => resolve('ended'));
  });
}

export function json(status: number, value: unknown): Reply {
  return { status, body: JSON.stringify(value) };
}
