/** A Slack workspace on 127.0.0.1 with one app installed: clapperbot. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { realClock } from '../movable-clock.ts';
import { createFaults } from './call-faults.ts';
import { createLimits } from './call-limits.ts';
import { eventPayload } from './event-payload.ts';
import { createHttpDelivery } from './http-delivery.ts';
import { createInteractions } from './interactions.ts';
import { createResponses } from './responses.ts';
import { createSockets, type Sockets } from './sockets.ts';
import { createState, type State } from './state.ts';
import type { ApiEntry, Json } from './types.ts';
import { createWaiter } from './wait.ts';
import { createHttp } from './web-api-server.ts';
import { createStepControls } from './workflow-steps.ts';
import type { SlackOptions, SlackWorkspace } from './workspace.ts';
import { actions, administration, views } from './workspace-actions.ts';

export type { SlackOptions, SlackWorkspace } from './workspace.ts';

/** Whether it listens, and where. */
type Listening = { port: number; isDown: boolean };

/** Rejects with the error of `listen`, such as EADDRINUSE. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackWorkspace> {
  const { clock = realClock, botToken = 'xoxb-local', appToken = 'xapp-local', ackTimeoutMs = 3_000 } = options;
  const listening: Listening = { port: options.port ?? 0, isDown: false };
  const origin = () => `http://127.0.0.1:${listening.port}`;
  const state = createState(clock, teamAt(origin));
  const scopes = new Set(options.scopes ?? ['commands', 'chat:write']);
  const revoked = new Set<'bot' | 'app'>();
  const faults = createFaults();
  const responses = createResponses(state);
  const isDown = () => listening.isDown;
  const sockets = createSockets(state, ackTimeoutMs, isDown);
  const delivery = deliveries(state, sockets, { ...options, ackTimeoutMs });
  const steps = createStepControls({ state, sendEvent: delivery.sendEvent });
  const view = views(state);
  const server = createHttp({
    api: { state, scopes, openTicket: () => `ws://127.0.0.1:${listening.port}${sockets.openTicket()}` },
    tokens: { bot: botToken, app: appToken, revoked },
    limits: options.rateLimits === false ? undefined : createLimits(clock),
    faults,
    responses,
    isDown,
    dateOffset: options.dateOffset ?? 0,
    page: (channel) => (state.rooms.get(channel)?.channel.kind === 'public' ? view.renderText(channel) : undefined),
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  // Longer than any client's pause: a connection that is closed while the client reuses it looks like an outage.
  server.keepAliveTimeout = 120_000;
  await listen(server, listening);

  const slack: SlackWorkspace = {
    get apiUrl() {
      return `${origin()}/api/`;
    },
    botToken,
    appToken,
    ...delivery.settings,
    team: state.team,
    bot: state.bot,
    scopes,
    requestLog: state.requestLog,
    calls: (method) => apiCalls(state, method),
    ...administration(state),
    ...actions(state, createInteractions(state, delivery.deliver, responses, origin)),
    runStep: steps.run,
    repeatStep: steps.repeat,
    steps: () => [...state.steps.values()],
    ...view,
    waitFor: (condition, timeoutMs = 5_000) => waiter.waitFor(() => condition(slack), timeoutMs, condition.toString()),
    subscribe: state.subscribe,
    get sockets() {
      return sockets.open().length;
    },
    ...connections(sockets),
    fault: faults.add,
    outage: (how) => setOutage(how, { server, listening, sockets, state }),
    revoke: (token, isRevoked = true) => void (isRevoked ? revoked.add(token) : revoked.delete(token)),
    close: () => close(server, sockets, delivery),
  };
  const waiter = createWaiter(state, () => renderedRooms(state, view));
  return slack;
}

/** How payloads reach the bot, and where that is set. */
function deliveries(state: State, sockets: Sockets, options: SlackOptions & { ackTimeoutMs: number }) {
  const { transport = 'socket', signingSecret = 'local-signing-secret', ackTimeoutMs } = options;
  const { deliverTo, deliver, deliverEvent, close: end } = createHttpDelivery({ state, signingSecret, ackTimeoutMs });
  return {
    deliver: transport === 'http' ? deliver : sockets.deliver,
    sendEvent: (event: Json) =>
      transport === 'http'
        ? deliverEvent(eventPayload(state, event))
        : sockets.deliver('events_api', eventPayload(state, event), false),
    settings: {
      transport,
      signingSecret,
      deliverTo,
      sendEvent: (event: Json) => deliverEvent(eventPayload(state, event)),
    },
    close: end,
  };
}

function teamAt(origin: () => string): State['team'] {
  return {
    id: 'T0CLAPPER',
    domain: 'clapperboard',
    get url() {
      return `${origin()}/`;
    },
  };
}

function apiCalls({ requestLog }: State, method?: string): ApiEntry[] {
  return requestLog.filter(
    (entry): entry is ApiEntry => entry.kind === 'api' && (method === undefined || entry.method === method),
  );
}

function renderedRooms({ rooms }: State, view: Pick<SlackWorkspace, 'renderText'>): string[] {
  return [...rooms.values()].filter(({ posts }) => posts.length > 0).map(({ channel }) => view.renderText(channel));
}

function connections(
  sockets: Sockets,
): Pick<SlackWorkspace, 'socketNumbers' | 'refresh' | 'warn' | 'kill' | 'send' | 'stopAnsweringPings'> {
  const { open, refresh, warn, kill, send } = sockets;
  return {
    socketNumbers: open,
    refresh,
    warn,
    kill,
    send,
    stopAnsweringPings: (which) => sockets.answerPings(false, which),
  };
}

/** Listens on the port of before, so that an outage does not change the address. */
async function listen(server: Server, listening: Listening): Promise<void> {
  server.listen(listening.port, '127.0.0.1');
  await once(server, 'listening');
  listening.port = (server.address() as AddressInfo).port;
}

async function setOutage(
  how: boolean | 'refused',
  { server, listening, sockets, state }: { server: Server; listening: Listening; sockets: Sockets; state: State },
): Promise<void> {
  listening.isDown = how !== false;
  if (listening.isDown) sockets.kill();
  if (how === 'refused' && server.listening) {
    server.close();
    server.closeAllConnections();
  } else if (how !== 'refused' && !server.listening) await listen(server, listening);
  state.notify();
}

async function close(server: Server, sockets: Sockets, delivery: { close: () => void }): Promise<void> {
  delivery.close();
  sockets.close();
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
