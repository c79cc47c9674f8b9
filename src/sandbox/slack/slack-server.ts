import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { realClock } from '../movable-clock.ts';
import { createFaults } from './call-faults.ts';
import { createLimits } from './call-limits.ts';
import { controlsOf } from './controls.ts';
import { createPeople } from './interactions.ts';
import type { Names } from './mrkdwn.ts';
import { renderChannel, renderMessage } from './render.ts';
import { createResponses } from './responses.ts';
import { createSockets } from './sockets.ts';
import { copyOf, createState, type Room } from './state.ts';
import type { ApiEntry, Channel, Ephemeral, Message, User } from './types.ts';
import { createWaiter } from './wait.ts';
import { createHttp } from './web-api-server.ts';
import type { ChannelRef, SlackOptions, SlackWorkspace, UserRef } from './workspace.ts';

export type { SlackOptions, SlackWorkspace } from './workspace.ts';

/** Starts a Slack workspace on 127.0.0.1 with one app installed: clapperbot. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackWorkspace> {
  const { clock = realClock, botToken = 'xoxb-local', appToken = 'xapp-local' } = options;
  let port = options.port ?? 0;
  let down = false;
  const origin = () => `http://127.0.0.1:${port}`;
  const state = createState(clock, {
    id: 'T0CLAPPER',
    domain: 'clapperboard',
    get url() {
      return `${origin()}/`;
    },
  });
  const scopes = new Set(options.scopes ?? ['commands', 'chat:write']);
  const revoked = new Set<'bot' | 'app'>();
  const faults = createFaults();
  const responses = createResponses(state);
  const sockets = createSockets(state, options.ackTimeoutMs ?? 3_000, () => down);
  const people = createPeople(state, sockets, responses, origin);

  const server = createHttp({
    api: { state, scopes, openTicket: () => `ws://127.0.0.1:${port}${sockets.openTicket()}` },
    tokens: { bot: botToken, app: appToken, revoked },
    limits: options.rateLimits === false ? undefined : createLimits(clock),
    faults,
    responses,
    isDown: () => down,
    page: (channel) => (state.rooms.get(channel)?.channel.kind === 'public' ? slack.renderText(channel) : undefined),
  });
  server.on('upgrade', (request, socket, head) => {
    sockets.upgrade(request, socket, head);
  });
  // Longer than any client's pause: a connection that the server closes while the client reuses it looks like an outage.
  server.keepAliveTimeout = 120_000;
  const listen = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  await listen();

  const userOf = (ref: UserRef): User => {
    if (typeof ref !== 'string') return ref;
    const name = ref.replace(/^@/u, '').toLowerCase();
    const user = state.users.get(ref) ?? [...state.users.values()].find((other) => other.name === name);
    if (user === undefined) throw new Error(`There is no user ${ref}`);
    return user;
  };
  const roomOf = (ref: ChannelRef): Room => {
    const key = typeof ref === 'string' ? ref.replace(/^#/u, '') : ref.id;
    const named = () =>
      [...state.rooms.values()].find(({ channel }) => channel.kind !== 'direct' && channel.name === key);
    const room = state.rooms.get(key) ?? named();
    if (room === undefined) throw new Error(`There is no channel ${key}`);
    return room;
  };
  const change = (ref: ChannelRef, apply: (channel: Channel) => void) => {
    apply(roomOf(ref).channel);
    state.touch();
  };
  const names = (timeZone = 'UTC'): Names => ({
    user: (id) => (id === state.bot.userId ? state.bot.name : state.users.get(id)?.name),
    channel: (id) => state.rooms.get(id)?.channel.name,
    now: clock.now(),
    timeZone,
  });
  const itemsOf = (room: Room, viewer?: UserRef): (Message | Ephemeral)[] => {
    const whispers =
      viewer === undefined ? [...state.ephemerals.values()].flat() : (state.ephemerals.get(userOf(viewer).id) ?? []);
    const here = whispers.filter(({ channel }) => channel === room.channel.id);
    return [...room.posts.map(copyOf), ...here].toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
  };

  const slack: SlackWorkspace = {
    get apiUrl() {
      return `${origin()}/api/`;
    },
    botToken,
    appToken,
    team: state.team,
    bot: state.bot,
    scopes,
    requestLog: state.requestLog,
    calls: (method) =>
      state.requestLog.filter(
        (entry) => entry.kind === 'api' && (method === undefined || entry.method === method),
      ) as ApiEntry[],

    addUser(name) {
      const user = { id: state.id('U'), name: name.toLowerCase() };
      state.users.set(user.id, user);
      return user;
    },
    addChannel(name, { private: hidden = false, direct = false, archived = false, botIsMember = true, members } = {}) {
      const channel: Channel = {
        id: state.id(direct ? 'D' : 'C'),
        name: name.replace(/^#/u, ''),
        kind: direct ? 'direct' : hidden ? 'private' : 'public',
        members: members === undefined ? 'everyone' : new Set(members.map((member) => userOf(member).id)),
        archived,
        botIsMember,
      };
      state.rooms.set(channel.id, { channel, posts: [], byTs: new Map() });
      return channel;
    },
    inviteBot: (ref) => {
      change(ref, (channel) => {
        channel.botIsMember = true;
      });
    },
    removeBot: (ref) => {
      change(ref, (channel) => {
        channel.botIsMember = false;
      });
    },
    archive: (ref) => {
      change(ref, (channel) => {
        channel.archived = true;
      });
    },
    unarchive: (ref) => {
      change(ref, (channel) => {
        channel.archived = false;
      });
    },
    say(user, channel, text) {
      const post = state.post(roomOf(channel), { user: userOf(user).id, text });
      state.touch();
      return copyOf(post);
    },
    deleteMessage({ channel, ts }) {
      state.drop(roomOf(channel), ts);
      state.touch();
    },
    direct: (user) => state.direct(userOf(user)).channel,

    type: async (user, channel, line) => people.type(userOf(user), roomOf(channel), line),
    click: async (user, { channel, ts }, button) => {
      const room = roomOf(channel);
      const person = userOf(user);
      const post = room.byTs.get(ts);
      const whisper = state.ephemerals.get(person.id)?.find((ephemeral) => ephemeral.ts === ts);
      const target = post === undefined ? whisper : copyOf(post);
      if (target === undefined)
        throw new Error(`There is no message ${ts} in #${room.channel.name} for @${person.name}`);
      return people.click(person, room, target, button);
    },
    clickStale: async (user, copy, button) => people.click(userOf(user), roomOf(copy.channel), copy, button),

    messages: (channel) => roomOf(channel).posts.map(copyOf),
    ephemerals: (user, channel) => {
      const seen = state.ephemerals.get(userOf(user).id) ?? [];
      const only = channel === undefined ? undefined : roomOf(channel).channel.id;
      return seen.filter((ephemeral) => only === undefined || ephemeral.channel === only);
    },
    dms: (user) => state.direct(userOf(user)).posts.map(copyOf),
    renderText(what, { viewer, timeZone } = {}) {
      if (typeof what === 'object' && 'ts' in what) return renderMessage(what, names(timeZone));
      const room = roomOf(what);
      const { kind, name } = room.channel;
      return renderChannel(`${kind === 'direct' ? '@' : '#'}${name}`, itemsOf(room, viewer), names(timeZone));
    },
    buttons: (channel, viewer) =>
      itemsOf(roomOf(channel), viewer)
        .flatMap((item): (Message | Ephemeral)[] => ('via' in item ? [item] : [item, ...item.replies]))
        .flatMap((message) => controlsOf(message).map((control) => ({ message, control })))
        .map((button, index) => ({ number: index + 1, ...button })),

    waitFor: (look, timeoutMs = 5_000) => waiter.waitFor(() => look(slack), timeoutMs, look.toString()),
    subscribe: state.subscribe,

    get sockets() {
      return sockets.open().length;
    },
    socketNumbers: sockets.open,
    refresh: sockets.refresh,
    warn: sockets.warn,
    kill: sockets.kill,
    send: sockets.send,
    stopAnsweringPings: (which) => {
      sockets.answerPings(false, which);
    },
    fault: faults.add,
    async outage(how) {
      down = how !== false;
      if (down) sockets.kill();
      if (how === 'refused' && server.listening) {
        server.close();
        server.closeAllConnections();
      } else if (how !== 'refused' && !server.listening) await listen();
      state.touch();
    },
    revoke(token, on = true) {
      if (on) revoked.add(token);
      else revoked.delete(token);
    },
    async close() {
      sockets.close();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  const waiter = createWaiter(state, () =>
    [...state.rooms.values()].filter(({ posts }) => posts.length > 0).map(({ channel }) => slack.renderText(channel)),
  );
  return slack;
}
