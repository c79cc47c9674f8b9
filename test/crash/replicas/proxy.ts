/** The way to the database of one replica, which can be cut. */
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How it is cut: connections are refused and those that are open break; or nothing passes, and neither side learns of it. */
export type Cut = 'refuse' | 'hold';

export type Proxy = Readonly<{
  /** The address of the database, by this way. */
  url: string;
  cut(how: Cut): Promise<void>;
  /** Breaks the open connections; new ones may be made at once. */
  reset(): void;
  /** Ends the cut. What was held continues. */
  restore(): Promise<void>;
  close(): Promise<void>;
}>;

type Link = Readonly<{ near: Socket; far: Socket }>;

export async function openProxy(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl);
  const links = new Set<Link>();
  let isHeld = false;
  const server = createServer((near) => {
    const far = dial({ host: target.hostname, port: Number(target.port) });
    const link = { near, far };
    links.add(link);
    if (isHeld) hold(link);
    else release(link);
    const end = () => {
      links.delete(link);
      // A reset, so that neither side waits for the other.
      for (const socket of [near, far]) if (!socket.destroyed) socket.resetAndDestroy();
    };
    for (const socket of [near, far]) socket.on('error', () => undefined).on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = new URL(databaseUrl);
  url.port = String(port);

  const reset = () => {
    for (const { near } of links) near.resetAndDestroy();
  };
  const stopListening = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    reset();
    await closed;
  };
  return {
    url: url.href,
    async cut(how) {
      if (how === 'refuse') return stopListening();
      isHeld = true;
      for (const link of links) hold(link);
    },
    reset,
    async restore() {
      isHeld = false;
      for (const link of links) release(link);
      if (!server.listening) await listenAgain(() => server.listen(port, '127.0.0.1'));
    },
    close: stopListening,
  };

  /** Somebody else may have taken the port meanwhile, for a connection of theirs. */
  async function listenAgain(listen: () => void): Promise<void> {
    for (;;) {
      const listening = once(server, 'listening');
      listen();
      const done = await listening.then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EADDRINUSE') throw error;
          return false;
        },
      );
      if (done) return;
      await sleep(50);
    }
  }
}

function hold({ near, far }: Link): void {
  near.unpipe(far).pause();
  far.unpipe(near).pause();
}

function release({ near, far }: Link): void {
  near.pipe(far);
  far.pipe(near);
}
