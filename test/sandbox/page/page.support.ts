/** The demo with its page, and a page without a browser. */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { WebSocket } from 'ws';
import { createSession } from '../../../src/cli/demo/demo-commands.ts';
import { type DemoEnvironment, openDemo } from '../../../src/cli/demo/demo-environment.ts';
import { openPage, pageScopes } from '../../../src/cli/demo/page.ts';
import type {
  Action,
  AgoraState,
  ClientMessage,
  Conditions,
  PageMessage,
  PageView,
  ServerMessage,
  View,
  WorkspaceState,
} from '../../../src/sandbox/page/protocol.ts';

export type PageDemo = Readonly<{ demo: DemoEnvironment; address: string }> & AsyncDisposable;

/** A second of its clock takes so many real milliseconds: nobody waits for a recorder. */
const secondMs = 100;

/** Its clock runs, faster than real time. */
export async function startPageDemo(): Promise<PageDemo> {
  await using cleanup = new AsyncDisposableStack();
  const demo = cleanup.use(await openDemo(() => undefined, new AbortController().signal, pageScopes));
  createSession(demo);
  const page = await openPage(demo, 0);
  if (page === undefined) throw new Error('Vite is not installed');
  cleanup.defer(() => page.close());
  const timer = setInterval(() => demo.clock.advance(250), secondMs / 4);
  cleanup.defer(() => clearInterval(timer));
  const opened = cleanup.move();
  return { demo, address: page.address, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** What a page has been sent so far, put together. */
export type Shown = {
  workspace?: WorkspaceState;
  modal?: PageView | null;
  home?: PageView | null;
  agora?: AgoraState;
  conditions?: Conditions;
  /** By `of`, and then by `ts`. */
  conversations: Map<string, Map<string, PageMessage>>;
};

export type PageClient = Readonly<{
  shown: Shown;
  /** Every message that came, in order. */
  received: readonly ServerMessage[];
  look(view: View): void;
  /** Resolves with the sentence that says why it was not done, or undefined. */
  act(action: Action): Promise<string | undefined>;
  /** Resolves with the first truthy result; called after every message. */
  until<T>(found: (shown: Shown) => T): Promise<NonNullable<T>>;
  /** The latest message of a conversation that holds the words in its text or blocks. */
  message(of: string, words: string): PageMessage | undefined;
}> &
  Disposable;

export function socketUrl(address: string, path = '/socket'): string {
  const { host, search } = new URL(address);
  return `ws://${host}${path}${search}`;
}

export async function connectPage(address: string): Promise<PageClient> {
  const socket = new WebSocket(socketUrl(address), { origin: new URL(address).origin });
  const shown: Shown = { conversations: new Map() };
  const received: ServerMessage[] = [];
  const listeners = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString('utf8')) as ServerMessage;
    received.push(message);
    apply(shown, message);
    for (const listener of listeners) listener();
  });
  await once(socket, 'open');
  const send = (message: ClientMessage) => socket.send(JSON.stringify(message));
  let actions = 0;
  const until: PageClient['until'] = (found) =>
    new Promise((resolve) => {
      const check = () => {
        const result = found(shown);
        if (!result) return;
        listeners.delete(check);
        resolve(result);
      };
      listeners.add(check);
      check();
    });
  return {
    shown,
    received,
    look: (view) => send({ type: 'look', view }),
    async act(action) {
      actions += 1;
      const id = actions;
      send({ type: 'do', id, action });
      const { error } = await until(() =>
        received.find((message) => message.type === 'done' && message.id === id),
      ).then((message) => message as Extract<ServerMessage, { type: 'done' }>);
      return error;
    },
    until,
    message: (of, words) =>
      [...(shown.conversations.get(of)?.values() ?? [])].findLast((one) => JSON.stringify(one).includes(words)),
    [Symbol.dispose]: () => socket.terminate(),
  };
}

function apply(shown: Shown, message: ServerMessage): void {
  if (message.type === 'done') return;
  if (message.type !== 'messages') {
    Object.assign(shown, { [message.type]: message.value });
    return;
  }
  const { of, all, changed, removed } = message.value;
  const before = shown.conversations.get(of);
  const after = new Map(all ? [] : before);
  for (const ts of removed) after.delete(ts);
  for (const one of changed) after.set(one.ts, one);
  shown.conversations.set(of, after);
}

/** Looks at #classes as a person of that name. */
export async function lookAs(page: PageClient, name: string, thread?: string): Promise<View> {
  page.look({ person: '', place: { kind: 'channel', channelId: '' }, limit: 50 });
  const { people, channels } = await page.until(({ workspace }) => workspace);
  const person = people.find((one) => one.name === name)?.id ?? '';
  const channelId = channels.find((one) => one.name === 'classes')?.id ?? '';
  const view: View = {
    person,
    place: { kind: 'channel', channelId },
    limit: 50,
    ...(thread !== undefined && { thread }),
  };
  page.look(view);
  await page.until(({ conversations }) => conversations.has(channelId));
  return view;
}

/** The button or menu option with that text, as the page sends its press. */
export function pressOf(shown: Readonly<{ blocks: readonly Readonly<Record<string, unknown>>[] }>, text: string) {
  for (const block of shown.blocks) {
    const elements = [block['accessory'], block['element'], ...((block['elements'] ?? []) as unknown[])];
    for (const element of elements.filter((one) => one !== undefined) as Record<string, unknown>[]) {
      const ids = { blockId: String(block['block_id']), actionId: String(element['action_id']) };
      const label = (element['text'] as { text?: string } | undefined)?.text;
      const value = element['value'] as string | undefined;
      if (label === text || label === `✓ ${text}`) return { ...ids, ...(value !== undefined && { value }) };
      const options = (element['options'] ?? []) as { text: { text: string } }[];
      const option = options.find((one) => one.text.text === text);
      if (option !== undefined) return { ...ids, option };
    }
  }
  throw new Error(`There is no ${text} in ${JSON.stringify(shown.blocks)}`);
}

/** One demo for the tests of a file, and for each test a page on which ana looks at #classes. */
export function useVisitor() {
  let opened: PageDemo;
  let page: PageClient;
  let view: View;
  beforeAll(async () => {
    opened = await startPageDemo();
  });
  afterAll(() => opened[Symbol.asyncDispose]());
  beforeEach(async () => {
    page = await connectPage(opened.address);
    view = await lookAs(page, 'ana');
  });
  afterEach(() => page[Symbol.dispose]());

  const classes = () => opened.demo.channel.id;
  const done = async (action: Action) => expect(await page.act(action)).toBeUndefined();
  const message = (words: string, of = classes()) => page.until(() => page.message(of, words));
  return {
    opened: () => opened,
    page: () => page,
    view: () => view,
    classes,
    done,
    message,
    /** Starts a recording of a channel in which somebody is; resolves with its card. */
    record: async (cname: string): Promise<PageMessage> => {
      await done({ type: 'join', cname });
      await done({ type: 'type', text: `/record start ${cname}` });
      await message(`Starting ${cname}`);
      return message(`Recording ${cname}`);
    },
  };
}
