/** Servers of the sandbox: they listen on 127.0.0.1 alone. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Resolves with the port; 0 takes a free one. Rejects with the error of `listen`, such as EADDRINUSE. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Breaks the connections that are open. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
