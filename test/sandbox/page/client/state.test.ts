import { expect, test } from 'vitest';
import {
  createStore,
  initialState,
  isUnread,
  type PageState,
  receive,
  showView,
  threadKey,
} from '../../../../src/sandbox/page/client/state.ts';
import type {
  ChannelEntry,
  MessagesUpdate,
  PageMessage,
  WorkspaceState,
} from '../../../../src/sandbox/page/protocol.ts';

const message = (ts: string, text = ts): PageMessage => ({
  ts,
  user: 'U1',
  text,
  blocks: [],
  isEphemeral: false,
  isBroadcast: false,
  isDeleted: false,
  replies: 0,
});

const channel = (id: string, latest?: string): ChannelEntry => ({
  id,
  name: id,
  kind: 'public',
  isArchived: false,
  botIsMember: true,
  ...(latest === undefined ? {} : { latest }),
});

const workspace = (channels: readonly ChannelEntry[]): WorkspaceState => ({
  team: 'Team',
  bot: { userId: 'UB', name: 'clapperbot' },
  people: [
    { id: 'U1', name: 'ana' },
    { id: 'U2', name: 'ben' },
  ],
  channels,
  names: {},
  verbs: [],
  shortcuts: [],
});

const update = (changes: Partial<MessagesUpdate>): MessagesUpdate => ({
  of: 'C1',
  all: false,
  changed: [],
  removed: [],
  hasEarlier: false,
  ...changes,
});

function withMessages(state: PageState, changes: Partial<MessagesUpdate>): PageState {
  return receive(state, { type: 'messages', value: update(changes) });
}

function shown(state: PageState, of = 'C1'): string[] | undefined {
  return state.conversations[of]?.messages.map(({ text }) => text);
}

const opened = receive(initialState, { type: 'workspace', value: workspace([channel('C1', '1'), channel('C2', '5')]) });

test('the first person and channel are shown where the view names none that exist', () => {
  expect(opened.view).toMatchObject({ person: 'U1', place: { kind: 'channel', channelId: 'C1' } });
  const ben = showView(opened, { person: 'U2', place: { kind: 'channel', channelId: 'C2' }, thread: '5' });
  expect(receive(ben, { type: 'workspace', value: workspace([channel('C1'), channel('C2')]) }).view).toBe(ben.view);
  const without = receive(ben, { type: 'workspace', value: workspace([channel('C1')]) });
  expect(without.view).toEqual({ person: 'U2', place: { kind: 'channel', channelId: 'C1' }, limit: 100 });
});

test('messages are changed, removed and replaced, in the order of their times', () => {
  const first = withMessages(opened, { all: true, changed: [message('3'), message('1')], hasEarlier: true });
  expect(shown(first)).toEqual(['1', '3']);
  expect(first.conversations['C1']?.hasEarlier).toBe(true);
  const second = withMessages(first, { changed: [message('2'), message('3', 'changed')], removed: ['1'] });
  expect(shown(second)).toEqual(['2', 'changed']);
  expect(shown(withMessages(second, { all: true, changed: [message('9')] }))).toEqual(['9']);
});

test('what has not changed is the same object, so that it is not rendered again', () => {
  const before = withMessages(opened, { all: true, changed: [message('1'), message('2')] });
  const after = withMessages(before, { changed: [message('2', 'changed')] });
  expect(after.conversations['C1']?.messages[0]).toBe(before.conversations['C1']?.messages[0]);
});

test('a thread has messages of its own', () => {
  const thread = threadKey('C1', '1');
  const state = withMessages(opened, { of: thread, all: true, changed: [message('1'), message('2')] });
  expect(shown(state, thread)).toEqual(['1', '2']);
  expect(shown(state)).toBeUndefined();
});

test('another person sees nothing of what the one before has seen', () => {
  const ana = receive(withMessages(opened, { all: true, changed: [message('1')] }), {
    type: 'home',
    value: { id: 'V1', hash: '1', view: {}, blocks: [], values: {}, errors: {} },
  });
  const ben = showView(ana, { person: 'U2' });
  expect(ben).toMatchObject({ conversations: {}, modal: null, home: null });
  expect(showView(ana, { thread: '1' }).home).toBe(ana.home);
});

test('a channel is unread until the person looks at it', () => {
  const other = channel('C2', '5');
  expect(isUnread(opened, channel('C1', '1'))).toBe(false);
  expect(isUnread(opened, channel('C3'))).toBe(false);
  expect(isUnread(opened, other)).toBe(true);
  const looked = showView(opened, { place: { kind: 'channel', channelId: 'C2' } });
  expect(isUnread(looked, other)).toBe(false);
  expect(isUnread(looked, channel('C2', '6'))).toBe(true);
  expect(isUnread(showView(looked, { person: 'U2', place: { kind: 'home' } }), other)).toBe(true);
});

test('listeners run when something has changed', () => {
  const store = createStore();
  let calls = 0;
  const stop = store.subscribe(() => {
    calls += 1;
  });
  store.update((state) => state);
  expect(calls).toBe(0);
  store.update((state) => ({ ...state, notice: 'No' }));
  stop();
  store.update((state) => ({ ...state, notice: undefined }));
  expect(calls).toBe(1);
});
