/** Slack on 127.0.0.1 with a workspace that has one app installed: clapperbot. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Broadcast, createBroadcast } from '../broadcast.ts';
import { realClock } from '../movable-clock.ts';
import { createFaults } from './call-faults.ts';
import { createGrants } from './grants.ts';
import { createHttpDelivery, type HttpDelivery } from './http-delivery.ts';
import type { AuthorizeAnswer, SlackOptions, SlackWorkspace } from './local-slack.ts';
import { type Consent, createOAuth } from './oauth.ts';
import { createSockets, type Sockets } from './sockets.ts';
import { createRequestListener, type Service } from './web-api-server.ts';
import { createDirectory, type Directory, type Outbound } from './workspaces.ts';

export type { SlackOptions, SlackWorkspace } from './local-slack.ts';

/** Whether it listens, and where. */
type Listening = { port: number; isDown: boolean };

type Settings = Required<Pick<SlackOptions, 'clock' | 'ackTimeoutMs' | 'signingSecret'>>;

/** What connects the local Slack with the bot. */
type Network = Readonly<{
  server: Server;
  listening: Listening;
  sockets: Sockets;
  http: HttpDelivery;
  broadcast: Broadcast;
}>;

async function openNetwork({ clock, ackTimeoutMs, signingSecret }: Settings, port = 0): Promise<Network> {
  const listening: Listening = { port, isDown: false };
  const broadcast = createBroadcast();
  const { notify } = broadcast;
  const sockets = createSockets({ clock, notify, ackTimeoutMs, isDown: () => listening.isDown });
  const http = createHttpDelivery({ clock, signingSecret, ackTimeoutMs });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  // Longer than any client's pause: a connection that is closed while the client reuses it looks like an outage.
  server.keepAliveTimeout = 120_000;
  await listen(server, listening);
  return { server, listening, sockets, http, broadcast };
}

/** Rejects with the error of `listen`, such as EADDRINUSE. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackWorkspace> {
  const { clock = realClock, ackTimeoutMs = 3_000, transport = 'socket', oauth } = options;
  const { botToken = 'xoxb-local', signingSecret = 'local-signing-secret' } = options;
  const app = { token: options.appToken ?? 'xapp-local', isRevoked: false };
  const network = await openNetwork({ clock, ackTimeoutMs, signingSecret }, options.port);
  const { server, listening, sockets, http, broadcast } = network;
  const address = `127.0.0.1:${listening.port}`;
  const origin = `http://${address}`;
  const grants = createGrants(clock, oauth?.rotation ?? false);
  const hasRateLimits = options.rateLimits !== false;
  const outbound = transport === 'http' ? http : outboundBySocket(sockets);
  const directory = createDirectory({ clock, origin, grants, outbound, broadcast, hasRateLimits });
  const { home } = directory;
  if (oauth === undefined) {
    for (const scope of options.scopes ?? ['commands', 'chat:write']) home.state.scopes.add(scope);
    grants.installWith(home.state, botToken);
  }
  const { answer, consent } = createAuthorization(directory);
  const faults = createFaults();
  const service: Service = {
    directory,
    grants,
    oauth: createOAuth({ options: oauth, clock, grants, consent }),
    app,
    openTicket: () => `ws://${address}${sockets.openTicket()}`,
    faults,
    isDown: () => listening.isDown,
    dateOffset: options.dateOffset ?? 0,
  };
  server.on('request', createRequestListener(service));
  const settings = { botToken, appToken: app.token, transport, signingSecret, deliverTo: http.deliverTo, oauth };

  const slack: SlackWorkspace = {
    ...home.workspace,
    ...settings,
    apiUrl: `${origin}/api/`,
    authorizeUrl: `${origin}/oauth/v2/authorize`,
    onAuthorize: answer,
    addWorkspace: directory.addWorkspace,
    addOrganization: directory.addOrganization,
    waitFor: (condition, timeoutMs = 5_000) => home.waitFor(() => condition(slack), timeoutMs, condition.toString()),
    get sockets() {
      return sockets.open().length;
    },
    ...connections(sockets),
    fault: faults.add,
    outage: (how) => setOutage(how, network),
    revoke(token, isRevoked = true) {
      if (token === 'app') app.isRevoked = isRevoked;
      else grants.revoke(home.state, isRevoked);
    },
    close: () => close(network),
  };
  return slack;
}

/** The person at the authorization page. */
function createAuthorization({ targetOf }: Directory): {
  answer: (next: AuthorizeAnswer) => void;
  consent: () => Consent;
} {
  let current: Consent = 'cancel';
  return {
    answer(next) {
      if (next === 'cancel') current = next;
      else {
        const { install, user, declines = [] } = next;
        current = { target: targetOf(install), userId: user.id, declines };
      }
    },
    consent: () => current,
  };
}

function outboundBySocket({ deliverFor }: Sockets): Outbound {
  return {
    deliverFor,
    async deliverEvent(state, payload) {
      const delivery = await deliverFor(state)('events_api', payload, false);
      return { attempts: 1, ok: !('error' in delivery) };
    },
  };
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

async function setOutage(how: boolean | 'refused', { server, listening, sockets, broadcast }: Network): Promise<void> {
  listening.isDown = how !== false;
  if (listening.isDown) sockets.kill();
  if (how === 'refused' && server.listening) {
    server.close();
    server.closeAllConnections();
  } else if (how !== 'refused' && !server.listening) await listen(server, listening);
  broadcast.notify();
}

async function close({ server, sockets, http }: Network): Promise<void> {
  http.close();
  sockets.close();
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
