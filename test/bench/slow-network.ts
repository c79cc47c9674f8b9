/** A network on loopback: holds requests back, and answers, before it passes them on. */
import { once } from 'node:events';
import { Agent, createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type Network = { url: string; close: () => Promise<void> };

/** `there` and `back` give the milliseconds for the next request and the next answer. Connections to `target` are kept. */
export async function slowNetwork(target: string, there: () => number, back: () => number): Promise<Network> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((from, to) => {
    const chunks: Buffer[] = [];
    from.on('data', (chunk: Buffer) => chunks.push(chunk));
    from.on('end', async () => {
      await pause(there());
      const { method, headers, url } = from;
      const onward = send(`${target}${url}`, { method, headers, agent }, async (answer) => {
        const parts: Buffer[] = [];
        for await (const part of answer) parts.push(part as Buffer);
        await pause(back());
        to.writeHead(answer.statusCode ?? 502, answer.headers).end(Buffer.concat(parts));
      });
      onward.on('error', () => to.destroy());
      onward.end(Buffer.concat(chunks));
    });
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
