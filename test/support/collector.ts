/** A collector of traces on loopback, which receives OTLP as JSON over HTTP. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

const value = z.union([
  z.strictObject({ stringValue: z.string() }).transform((one) => one.stringValue),
  z.strictObject({ intValue: z.coerce.number() }).transform((one) => one.intValue),
]);
const attributes = z
  .array(z.strictObject({ key: z.string(), value }))
  .transform((list) => Object.fromEntries(list.map((one) => [one.key, one.value])));

/** As the protocol has it: ids are hexadecimal, times are nanoseconds. */
const span = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/u),
  spanId: z.string().regex(/^[0-9a-f]{16}$/u),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes,
  status: z.object({ code: z.number().default(0), message: z.string().optional() }),
});
const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});

export type CollectedSpan = z.output<typeof span> & Readonly<{ resource: z.output<typeof attributes> }>;

/** `spans`: all so far, by their start. `text`: what arrived, as it came. */
export async function startCollector() {
  const bodies: string[] = [];
  const paths = new Set<string>();
  const headers: (string | undefined)[] = [];
  const receive = async (message: IncomingMessage, response: ServerResponse) => {
    paths.add(`${message.method} ${message.url} ${message.headers['content-type']}`);
    headers.push(message.headers['authorization']);
    bodies.push(await text(message));
    response.setHeader('Content-Type', 'application/json').end('{}');
  };
  const server = createServer((message, response) => void receive(message, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    headers,
    text: () => bodies.join('\n'),
    spans: (): CollectedSpan[] =>
      bodies
        .flatMap((body) => request.parse(JSON.parse(body)).resourceSpans)
        .flatMap(({ resource, scopeSpans }) =>
          scopeSpans.flatMap(({ spans }) => spans.map((one) => ({ ...one, resource: resource.attributes }))),
        )
        .toSorted((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano)),
  };
}
