/** The WebSocket to the server of the page. */
import type { Action, ClientMessage, ServerMessage, View } from '../protocol.ts';

/** Resolves with the sentence that says why it was not done, or undefined. */
export type Act = (action: Action) => Promise<string | undefined>;

export type Connection = Readonly<{ act: Act; look(this: void, view: View): void }>;

type Handlers = Readonly<{
  view(): View;
  onMessage(message: ServerMessage): void;
  onStatus(status: 'open' | 'lost'): void;
}>;

const firstDelay = 250;
const longestDelay = 4_000;
const notConnected = 'The demo does not answer. Try again when the page is connected.';

/** Connects, and connects again whenever the connection is lost. */
export function connect(url: string, handlers: Handlers): Connection {
  let socket: WebSocket | undefined;
  let delay = firstDelay;
  let lastId = 0;
  const waiting = new Map<number, (error: string | undefined) => void>();

  const send = (message: ClientMessage): boolean => {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(message));
    return true;
  };
  const open = (): void => {
    socket = new WebSocket(url);
    socket.addEventListener('open', () => {
      delay = firstDelay;
      handlers.onStatus('open');
      send({ type: 'look', view: handlers.view() });
    });
    socket.addEventListener('message', ({ data }) => {
      // The server is of the same version as the page, and the local Slack has checked the blocks.
      const message = JSON.parse(String(data)) as ServerMessage;
      handlers.onMessage(message);
      if (message.type !== 'done') return;
      waiting.get(message.id)?.(message.error);
      waiting.delete(message.id);
    });
    socket.addEventListener('close', () => {
      handlers.onStatus('lost');
      for (const resolve of waiting.values()) resolve(notConnected);
      waiting.clear();
      setTimeout(open, delay);
      delay = Math.min(delay * 2, longestDelay);
    });
  };
  open();
  return {
    look: (view) => void send({ type: 'look', view }),
    act: async (action) =>
      new Promise((resolve) => {
        lastId += 1;
        if (send({ type: 'do', id: lastId, action })) waiting.set(lastId, resolve);
        else resolve(notConnected);
      }),
  };
}
