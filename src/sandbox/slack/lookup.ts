/** Finds users, rooms and messages by what tests and people call them. */
import type { Names } from './mrkdwn.ts';
import { copyOf, type Room, type State } from './state.ts';
import type { ChannelRef, Ephemeral, Message, User, UserRef } from './types.ts';

/** Throws for an unknown user. */
export function findUser(state: State, ref: UserRef): User {
  if (typeof ref !== 'string') return ref;
  const name = ref.replace(/^@/u, '').toLowerCase();
  const user = state.users.get(ref) ?? [...state.users.values()].find((other) => other.name === name);
  if (user === undefined) throw new Error(`There is no user ${ref}`);
  return user;
}

/** Throws for an unknown channel. */
export function findRoom(state: State, ref: ChannelRef): Room {
  const key = typeof ref === 'string' ? ref.replace(/^#/u, '') : ref.id;
  const named = () =>
    [...state.rooms.values()].find(({ channel }) => channel.kind !== 'direct' && channel.name === key);
  const room = state.rooms.get(key) ?? named();
  if (room === undefined) throw new Error(`There is no channel ${key}`);
  return room;
}

/** What a viewer sees in a room, in order: posts and their own ephemerals; without a viewer, everybody's. */
export function itemsIn(state: State, room: Room, viewer?: UserRef): (Message | Ephemeral)[] {
  const ephemerals =
    viewer === undefined
      ? [...state.ephemerals.values()].flat()
      : (state.ephemerals.get(findUser(state, viewer).id) ?? []);
  const here = ephemerals.filter(({ channel }) => channel === room.channel.id);
  return [...room.posts.map(copyOf), ...here].toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
}

/** The names behind ids, for rendering. */
export function namesOf(state: State, timeZone = 'UTC'): Names {
  return {
    user: (id) => (id === state.bot.userId ? state.bot.name : state.users.get(id)?.name),
    channel: (id) => state.rooms.get(id)?.channel.name,
    now: state.clock.now(),
    timeZone,
  };
}
