import { connect, createServer, type Socket } from 'node:net';

/** A door before a local service: while it is shut, connections to it are refused as by a machine where nobody listens. */
export type Gate = {
  readonly url: string;
  /** Where connections lead, `http://127.0.0.1:PORT`. */
  leadsTo(url: string): void;
  /** What is connected already may finish; resolves when it has. */
  shut(): Promise<void>;
  open(): Promise<void>;
  end(): Promise<void>;
};

export async function createGate(): Promise<Gate> {
  let target: number | undefined;
  let port = 0;
  const through = new Set<Socket>();
  const server = createServer((inner) => {
    if (target === undefined) {
      inner.destroy();
      return;
    }
    const outer = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      through.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        through.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const open = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        const address = server.address();
        if (typeof address === 'object' && address !== null) port = address.port;
        resolve();
      });
    });
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  await open();
  return {
    url: `http://127.0.0.1:${port}`,
    leadsTo(url) {
      target = Number(new URL(url).port);
    },
    shut,
    end() {
      for (const socket of through) socket.destroy();
      return shut();
    },
    open,
  };
}
