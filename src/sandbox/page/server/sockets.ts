/** The connections of the page: takes actions, and sends what has changed. */
import type { WebSocket } from 'ws';
import type { ClientMessage, ServerMessage } from '../protocol.ts';
import { createActions, type Perform } from './actions.ts';
import { readClientMessage } from './client-message.ts';
import type { ConditionControl } from './conditions.ts';
import type { PageParts } from './parts.ts';
import { createSession, type Session } from './session.ts';

/** Real milliseconds between two updates of a connection, at least. */
const updateGap = 50;
/** Real milliseconds after which is looked for what comes with time alone. */
const lookAgain = 250;
/** A page that does not read is sent no more until it has, in bytes. */
const mostWaiting = 4_000_000;

export type Sockets = Readonly<{ add(this: void, socket: WebSocket): void; close(this: void): void }>;

export function createSockets(parts: PageParts, conditions: ConditionControl): Sockets {
  const sessions = new Map<WebSocket, Session>();
  const perform = createActions(parts, conditions);
  let timer: NodeJS.Timeout | undefined;
  const updateAll = () => {
    timer = undefined;
    for (const [socket, session] of sessions) if (socket.bufferedAmount < mostWaiting) session.update();
  };
  // Changes come in bursts: the first starts the timer, and the update shows all of them.
  const changed = () => {
    if (sessions.size > 0) timer ??= setTimeout(updateAll, updateGap);
  };
  const ticker = setInterval(changed, lookAgain);
  const subscriptions = [parts.slack, parts.agora, parts.bot].map((part) => part.subscribe(changed));
  return {
    add(socket) {
      const send = (message: ServerMessage) => socket.send(JSON.stringify(message));
      const session = createSession(parts, conditions, send);
      sessions.set(socket, session);
      socket.on('close', () => sessions.delete(socket));
      // It is closed then.
      socket.on('error', () => undefined);
      socket.on('message', (data: Buffer) => {
        const message = readClientMessage(data.toString('utf8'));
        if (message === undefined) socket.close(1008, 'unknown message');
        else if (message.type === 'look') session.look(message.view);
        else void act(perform, session, message, send).finally(changed);
      });
    },
    close() {
      clearInterval(ticker);
      clearTimeout(timer);
      for (const unsubscribe of subscriptions) unsubscribe();
    },
  };
}

/** Never rejects. */
async function act(
  perform: Perform,
  session: Session,
  { id, action }: Extract<ClientMessage, { type: 'do' }>,
  send: (message: ServerMessage) => void,
): Promise<void> {
  try {
    const [user, view] = [session.person(), session.view()];
    if (user === undefined || view === undefined) throw new Error('Choose a person first.');
    await perform(action, { user, view });
    // What the action has done comes before its answer.
    session.update();
    send({ type: 'done', id });
  } catch (error) {
    send({ type: 'done', id, error: error instanceof Error ? error.message : String(error) });
  }
}
