/** What tests and people do in the workspace, and what they see of it. */
import { controlsOf } from './controls.ts';
import type { Interactions } from './interactions.ts';
import { findRoom, findUser, itemsIn, namesOf } from './lookup.ts';
import { messageEvents } from './message-events.ts';
import { renderChannel, renderHome, renderMessage, renderModal } from './render.ts';
import { canSee, copyOf, type State } from './state.ts';
import { timelineOf } from './timeline.ts';
import type { Channel, ChannelRef, Ephemeral, Json, Message, User, UserRef } from './types.ts';
import type { ChannelOptions, Workspace } from './workspace.ts';

type Administration = Pick<
  Workspace,
  | 'addUser'
  | 'setTimeZone'
  | 'setLocale'
  | 'deactivate'
  | 'setUserGroup'
  | 'addChannel'
  | 'inviteBot'
  | 'removeBot'
  | 'archive'
  | 'unarchive'
  | 'say'
  | 'restore'
  | 'deleteMessage'
  | 'direct'
>;

/** Users, channels, and messages from people, of which `sendEvent` tells the bot. */
export function administration(state: State, sendEvent: (event: Json) => Promise<unknown>): Administration {
  const change = (ref: ChannelRef, changes: Partial<Pick<Channel, 'archived' | 'botIsMember'>>) => {
    Object.assign(findRoom(state, ref).channel, changes);
    state.notify();
  };
  const changeUser = (ref: UserRef, changes: Partial<Pick<User, 'timeZone' | 'locale' | 'deactivated'>>) => {
    const known = findUser(state, ref);
    state.users.set(known.id, { ...known, ...changes });
  };
  return {
    addUser(name, kind) {
      const user = { id: state.id('U'), name: name.toLowerCase(), ...(kind === undefined ? {} : { kind }) };
      state.users.set(user.id, user);
      return user;
    },
    setTimeZone: (user, timeZone) => changeUser(user, { timeZone }),
    setLocale: (user, locale) => changeUser(user, { locale }),
    deactivate: (user) => changeUser(user, { deactivated: true }),
    setUserGroup(id, members) {
      if (members === undefined) state.userGroups.delete(id);
      else
        state.userGroups.set(
          id,
          members.map((member) => findUser(state, member).id),
        );
    },
    addChannel: (name, options = {}) => addChannel(state, name, options),
    inviteBot: (ref) => change(ref, { botIsMember: true }),
    removeBot: (ref) => change(ref, { botIsMember: false }),
    archive: (ref) => change(ref, { archived: true }),
    unarchive: (ref) => change(ref, { archived: false }),
    say(user, channel, text) {
      const room = findRoom(state, channel);
      const post = state.post(room, { user: findUser(state, user).id, text });
      state.notify();
      for (const event of messageEvents(state, room.channel, post)) void sendEvent(event);
      return copyOf(post);
    },
    restore({ channel, ts, text }) {
      state.post(findRoom(state, channel), { ts, user: state.bot.userId, text });
      state.notify();
    },
    deleteMessage({ channel, ts }) {
      state.deletePost(findRoom(state, channel), ts);
      state.notify();
    },
    direct: (user) => state.directRoom(findUser(state, user)).channel,
  };
}

function addChannel(state: State, name: string, options: ChannelOptions): Channel {
  const { private: isPrivate = false, direct = false, archived = false, botIsMember = true, members } = options;
  const channel: Channel = {
    id: state.id(direct ? 'D' : 'C'),
    name: name.replace(/^#/u, ''),
    kind: direct ? 'direct' : isPrivate ? 'private' : 'public',
    members: members === undefined ? 'everyone' : new Set(members.map((member) => findUser(state, member).id)),
    archived,
    botIsMember,
  };
  state.rooms.set(channel.id, { channel, posts: [], byTs: new Map() });
  return channel;
}

/** Slash commands, clicks, and what is done in modals. */
export function actions(
  state: State,
  interactions: Interactions,
): Pick<
  Workspace,
  | 'type'
  | 'shortcut'
  | 'messageShortcut'
  | 'click'
  | 'clickStale'
  | 'modal'
  | 'enter'
  | 'pressInModal'
  | 'submitModal'
  | 'dismissModal'
  | 'home'
  | 'openHome'
  | 'pressInHome'
  | 'enterInHome'
> {
  const { modal, home } = interactions;
  return {
    modal: (ref) => modal.find(findUser(state, ref)),
    enter: (ref, field, value) => modal.enter(findUser(state, ref), field, value),
    pressInModal: async (ref, wanted) => modal.press(findUser(state, ref), wanted),
    submitModal: async (ref) => modal.submit(findUser(state, ref)),
    home: (ref) => home.find(findUser(state, ref)),
    openHome: async (ref, tab) => home.open(findUser(state, ref), tab),
    pressInHome: async (ref, wanted, workspace) => home.press(findUser(state, ref), wanted, workspace),
    enterInHome: async (ref, actionId, value) => home.enter(findUser(state, ref), actionId, value),
    dismissModal: (ref) => modal.dismiss(findUser(state, ref)),
    shortcut: async (user, callbackId, channel) =>
      interactions.shortcut(
        findUser(state, user),
        channel === undefined ? undefined : findRoom(state, channel),
        callbackId,
      ),
    messageShortcut: async (user, message, callbackId) =>
      interactions.messageShortcut(findUser(state, user), findRoom(state, message.channel), message, callbackId),
    type: async (user, channel, line) => interactions.type(findUser(state, user), findRoom(state, channel), line),
    click: async (ref, { channel, ts }, button) => {
      const room = findRoom(state, channel);
      const user = findUser(state, ref);
      const post = room.byTs.get(ts);
      const ephemeral = state.ephemerals.get(user.id)?.find((message) => message.ts === ts);
      const target = post === undefined ? ephemeral : copyOf(post);
      if (target === undefined) throw new Error(`There is no message ${ts} in #${room.channel.name} for @${user.name}`);
      return interactions.click(user, room, target, button);
    },
    clickStale: async (user, copy, button) =>
      interactions.click(findUser(state, user), findRoom(state, copy.channel), copy, button),
  };
}

/** Messages and buttons, as people see them. */
export function views(
  state: State,
): Pick<
  Workspace,
  | 'people'
  | 'channels'
  | 'timeline'
  | 'messages'
  | 'files'
  | 'ephemerals'
  | 'dms'
  | 'renderText'
  | 'renderModal'
  | 'renderHome'
  | 'buttons'
> {
  return {
    people: () => [...state.users.values()],
    channels: (ref) => {
      const all = [...state.rooms.values()].map(({ channel }) => channel);
      if (ref === undefined) return all.filter(({ members }) => members === 'everyone');
      const user = findUser(state, ref);
      return all.filter((channel) => canSee(channel, user));
    },
    timeline: (channel, viewer, options) =>
      timelineOf(state, findRoom(state, channel), findUser(state, viewer), options),
    files: () => [...state.files.values()],
    messages: (channel) => findRoom(state, channel).posts.map(copyOf),
    ephemerals: (user, channel) => {
      const all = state.ephemerals.get(findUser(state, user).id) ?? [];
      const only = channel === undefined ? undefined : findRoom(state, channel).channel.id;
      return all.filter((ephemeral) => only === undefined || ephemeral.channel === only);
    },
    dms: (user) => state.directRoom(findUser(state, user)).posts.map(copyOf),
    renderText(what, { viewer, timeZone } = {}) {
      const names = namesOf(state, timeZone);
      if (typeof what === 'object' && 'ts' in what) return renderMessage(what, names);
      const room = findRoom(state, what);
      const { kind, name } = room.channel;
      return renderChannel(`${kind === 'direct' ? '@' : '#'}${name}`, itemsIn(state, room, viewer), names);
    },
    renderModal(user) {
      const modal = state.modals.get(findUser(state, user).id);
      return modal === undefined ? '' : renderModal(modal, namesOf(state));
    },
    renderHome(user) {
      const home = state.homes.get(findUser(state, user).id);
      return home === undefined ? '' : renderHome(home, namesOf(state));
    },
    buttons: (channel, viewer) =>
      itemsIn(state, findRoom(state, channel), viewer)
        .flatMap((item): (Message | Ephemeral)[] => ('via' in item ? [item] : [item, ...item.replies]))
        .flatMap((message) => controlsOf(message).map((control) => ({ message, control })))
        .map((button, index) => ({ number: index + 1, ...button })),
  };
}
