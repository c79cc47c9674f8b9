/** Loaded into a process before anything else (`node --import`): says on stderr where it connects to. */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

subscribe('net.client.socket', (message) => {
  const { socket } = message as { socket: Socket };
  socket.on('connectionAttempt', (ip, port) => {
    process.stderr.write(`connects to ${ip}:${port}\n`);
  });
});
