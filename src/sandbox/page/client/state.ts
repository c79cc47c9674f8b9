/** What the page knows: what the server has sent, and what the visitor looks at. Pure; the tests run it in Node. */
import type {
  AgoraState,
  Conditions,
  MessagesUpdate,
  PageFile,
  PageMessage,
  PageView,
  ServerMessage,
  View,
  WorkspaceState,
} from '../protocol.ts';

export type Conversation = Readonly<{ messages: readonly PageMessage[]; hasEarlier: boolean }>;

/** Which part a narrow window shows; a wide one shows all of them. */
export type Pane = 'channels' | 'messages' | 'thread' | 'agora';

export type PageState = Readonly<{
  connection: 'connecting' | 'open' | 'lost';
  view: View;
  pane: Pane;
  workspace: WorkspaceState | undefined;
  /** By channel id, or `channelId ts` of a thread. */
  conversations: Readonly<Record<string, Conversation>>;
  modal: PageView | null;
  home: PageView | null;
  agora: AgoraState | undefined;
  conditions: Conditions | undefined;
  /** `ts` of the latest message that a person has seen, by `person channelId`. */
  seen: Readonly<Record<string, string>>;
  /** `ts` of the message that a link leads to, until it is shown. */
  target: string | undefined;
  /** What could not be done, until the visitor does something else. */
  notice: string | undefined;
  /** The file that the player shows. */
  playing: PageFile | undefined;
  isTourOpen: boolean;
}>;

/** How many messages of a channel are shown at first, and how many more with every step back. */
export const pageSize = 100;

export const initialState: PageState = {
  connection: 'connecting',
  view: { person: '', place: { kind: 'channel', channelId: '' }, limit: pageSize },
  pane: 'messages',
  workspace: undefined,
  conversations: {},
  modal: null,
  home: null,
  agora: undefined,
  conditions: undefined,
  seen: {},
  target: undefined,
  notice: undefined,
  playing: undefined,
  isTourOpen: false,
};

export function threadKey(channelId: string, ts: string): string {
  return `${channelId} ${ts}`;
}

/** `done` belongs to the action that it answers, and changes nothing here. */
export function receive(state: PageState, message: ServerMessage): PageState {
  switch (message.type) {
    case 'workspace':
      return markSeen({ ...state, workspace: message.value, view: validView(state.view, message.value) });
    case 'messages':
      return markSeen({ ...state, conversations: withUpdate(state.conversations, message.value) });
    case 'modal':
      return { ...state, modal: message.value };
    case 'home':
      return { ...state, home: message.value };
    case 'agora':
      return { ...state, agora: message.value };
    case 'conditions':
      return { ...state, conditions: message.value };
    case 'done':
      return state;
  }
}

/** `thread: undefined` closes it. */
export type ViewChange = Partial<Omit<View, 'thread'>> & Readonly<{ thread?: string | undefined }>;

/** Another view. What another person has seen, such as ephemerals and forms, is dropped. */
export function showView(state: PageState, change: ViewChange): PageState {
  const { thread, ...others } = { ...state.view, ...change };
  const view = thread === undefined ? others : { ...others, thread };
  if (view.person === state.view.person) return markSeen({ ...state, view });
  return { ...state, view, conversations: {}, modal: null, home: null };
}

/** The first person and the first channel, where those of the view do not exist. */
function validView(view: View, { people, channels }: WorkspaceState): View {
  const [firstPerson, firstChannel] = [people[0]?.id ?? '', channels[0]?.id ?? ''];
  const person = people.some(({ id }) => id === view.person) ? view.person : firstPerson;
  const { place } = view;
  const isKnown = place.kind === 'home' || channels.some(({ id }) => id === place.channelId);
  if (person === view.person && isKnown) return view;
  const { thread: _, ...others } = view;
  return { ...others, person, place: isKnown ? place : { kind: 'channel', channelId: firstChannel } };
}

function withUpdate(
  before: PageState['conversations'],
  { of, all, changed, removed, hasEarlier }: MessagesUpdate,
): PageState['conversations'] {
  const byTs = new Map(all ? [] : before[of]?.messages.map((message) => [message.ts, message]));
  for (const ts of removed) byTs.delete(ts);
  for (const message of changed) byTs.set(message.ts, message);
  const messages = [...byTs.values()].sort((one, other) => (one.ts < other.ts ? -1 : 1));
  return { ...before, [of]: { messages, hasEarlier } };
}

function markSeen(state: PageState): PageState {
  const { person, place } = state.view;
  const latest = place.kind === 'channel' ? channelOf(state, place.channelId)?.latest : undefined;
  if (latest === undefined || place.kind === 'home') return state;
  const key = seenKey(person, place.channelId);
  return state.seen[key] === latest ? state : { ...state, seen: { ...state.seen, [key]: latest } };
}

function channelOf(state: PageState, id: string) {
  return state.workspace?.channels.find((channel) => channel.id === id);
}

function seenKey(person: string, channelId: string): string {
  return `${person} ${channelId}`;
}

/** Whether a channel has messages that the current person has not seen. */
export function isUnread({ seen, view }: PageState, channel: Readonly<{ id: string; latest?: string }>): boolean {
  if (channel.latest === undefined) return false;
  return (seen[seenKey(view.person, channel.id)] ?? '') < channel.latest;
}

export type Store = Readonly<{
  get(this: void): PageState;
  update(this: void, change: (state: PageState) => PageState): void;
  subscribe(this: void, listener: () => void): () => void;
}>;

/** Listeners run only if something has changed. */
export function createStore(initial: PageState = initialState): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    update(change) {
      const next = change(state);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
