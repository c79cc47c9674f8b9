/** A network on loopback: holds requests back, and answers, before it passes them on. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type Network = { url: string; close: () => Promise<void> };

/** `there` and `back` give the milliseconds for the next request and the next answer. Connections to `target` are kept. */
export async function slowNetwork(target: string, there: () => number, back: () => number): Promise<Network> {
  const agent = new Agent({ keepAlive: true });
  const pass = async (from: IncomingMessage, to: ServerResponse) => {
    const body = await bodyOf(from);
    await pause(there());
    const { method, headers, url } = from;
    const onward = send(`${target}${url}`, { method, headers, agent }).end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    const answered = await bodyOf(answer);
    await pause(back());
    to.writeHead(answer.statusCode ?? 502, answer.headers).end(answered);
  };
  const server = createServer((from, to) => {
    pass(from, to).catch(() => to.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
