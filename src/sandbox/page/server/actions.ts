/** Does what the visitor asks for. */
import { type Control, controlsOf } from '../../slack/controls.ts';
import { escapeText } from '../../slack/escape.ts';
import type { Block, Json, User } from '../../slack/types.ts';
import type { Action, Press, View } from '../protocol.ts';
import type { ConditionControl } from './conditions.ts';
import type { PageParts } from './parts.ts';

/** Who acts, and what they look at. */
export type Actor = Readonly<{ user: User; view: View }>;

/** Rejects with a sentence for the visitor. */
export type Perform = (action: Action, actor: Actor) => Promise<void>;

/** A failover that nobody ends lasts this long, in ms. Agora's take up to 90 s. */
const failoverMs = 30_000;

type Handlers = {
  [Type in Action['type']]: (action: Extract<Action, { type: Type }>, actor: Actor) => Promise<unknown> | void;
};

export function createActions(parts: PageParts, conditions: ConditionControl): Perform {
  const handlers: Handlers = {
    ...messageActions(parts),
    ...modalActions(parts),
    ...homeActions(parts),
    ...workspaceActions(parts),
    ...agoraActions(parts),
    network: ({ of, state }) => conditions.network(of, state),
    storage: ({ state }) => conditions.storage(state),
    pass: ({ ms }) => conditions.pass(ms),
    bot: ({ do: what }) => (what === 'kill' ? parts.bot.kill() : parts.bot.start()),
  };
  return async (action, actor) => {
    const handle = handlers[action.type] as (action: Action, actor: Actor) => Promise<unknown> | void;
    await handle(action, actor);
  };
}

function messageActions({ slack }: PageParts): Pick<Handlers, 'type' | 'press' | 'shortcut'> {
  return {
    async type({ text }, { user, view }) {
      const channelId = channelOf(view);
      if (text.trim() === '') return;
      // Slack itself tells the person when a command fails.
      if (text.startsWith('/')) await slack.type(user, channelId, text);
      else slack.say(user, channelId, escapeText(text));
    },
    async press({ ts, press }, { user, view }) {
      const channel = channelOf(view);
      const { items } = slack.timeline(channel, user, { limit: Number.POSITIVE_INFINITY });
      const inThread = view.thread === undefined ? [] : threadItems(slack, channel, user, view.thread);
      const message = [...items, ...inThread].find((item) => item.ts === ts);
      if (message === undefined) throw new Error('This message is not there any more.');
      accepted(await slack.click(user, { channel, ts }, controlFor(message, press)));
    },
    async shortcut({ callbackId }, { user, view }) {
      const { place } = view;
      accepted(await slack.shortcut(user, callbackId, place.kind === 'channel' ? place.channelId : undefined));
    },
  };
}

function threadItems(slack: PageParts['slack'], channel: string, user: User, threadTs: string) {
  return slack.timeline(channel, user, { threadTs, limit: Number.POSITIVE_INFINITY }).items;
}

function modalActions({ slack }: PageParts): Pick<Handlers, 'enter' | 'pressInModal' | 'submitModal' | 'dismissModal'> {
  return {
    enter: ({ blockId, actionId, value }, { user }) => slack.enter(user, { blockId, actionId }, value),
    async pressInModal({ press }, { user }) {
      const modal = slack.modal(user);
      if (modal === undefined) throw new Error('The form is closed.');
      accepted(await slack.pressInModal(user, controlFor(modal, press)));
    },
    async submitModal(_, { user }) {
      accepted(await slack.submitModal(user));
    },
    dismissModal: (_, { user }) => slack.dismissModal(user),
  };
}

function homeActions({ slack }: PageParts): Pick<Handlers, 'openHome' | 'pressInHome' | 'enterInHome'> {
  return {
    async openHome(_, { user }) {
      delivered(await slack.openHome(user));
    },
    async pressInHome({ press }, { user }) {
      const home = slack.home(user);
      if (home === undefined) throw new Error('The App Home is empty.');
      delivered(await slack.pressInHome(user, controlFor(home, press)));
    },
    async enterInHome({ actionId, value }, { user }) {
      delivered(await slack.enterInHome(user, actionId, value));
    },
  };
}

/** As Slack's own: letters and digits of any script, dashes and underscores. */
const channelName = /^[\p{Ll}\p{Lo}\p{N}_-]+$/u;
const personName = /^[\p{L}\p{N}._-]+$/u;

function workspaceActions({ slack }: PageParts): Pick<Handlers, 'addPerson' | 'addChannel' | 'inviteBot'> {
  return {
    addPerson({ name }) {
      const lower = name.toLowerCase();
      if (!personName.test(lower)) throw new Error('Use letters, digits, dots and dashes for a name.');
      if (slack.people().some((person) => person.name === lower)) throw new Error(`There is a @${lower} already.`);
      slack.addUser(lower);
    },
    addChannel({ name, isPrivate }, { user }) {
      const lower = name.replace(/^#/u, '').toLowerCase();
      if (!channelName.test(lower)) throw new Error('Use letters, digits and dashes for the name of a channel.');
      const isTaken = slack.channels(user).some((channel) => channel.kind !== 'direct' && channel.name === lower);
      if (isTaken) throw new Error(`There is a #${lower} already.`);
      // As in Slack, the bot is in no new channel until somebody invites it.
      slack.addChannel(lower, { botIsMember: false, ...(isPrivate && { private: true, members: [user] }) });
    },
    inviteBot: ({ channelId }) => slack.inviteBot(channelId),
  };
}

function agoraActions({ agora }: PageParts): Pick<Handlers, 'join' | 'leave' | 'failover' | 'killRecorder'> {
  const runningOf = (sid: string) => {
    const recorder = agora.recorders.find((one) => one.sid === sid);
    if (recorder === undefined || recorder.endedAt !== undefined) throw new Error('This recorder has ended.');
    return recorder;
  };
  return {
    join: ({ cname }) => void agora.join(cname),
    leave: ({ cname, uid }) => agora.leave(cname, uid),
    failover({ sid }) {
      const { failoverUntil } = runningOf(sid);
      agora.failover(sid, failoverUntil === undefined ? failoverMs : 0);
    },
    killRecorder: ({ sid }) => agora.kill(runningOf(sid).sid),
  };
}

function channelOf({ place }: View): string {
  if (place.kind === 'home') throw new Error('Open a channel first.');
  return place.channelId;
}

function controlFor(shown: Readonly<{ blocks: readonly Block[] }>, press: Press): Control {
  const option = press.option as Json | undefined;
  const found = controlsOf(shown).find(
    (control) =>
      control.blockId === press.blockId &&
      control.actionId === press.actionId &&
      (option === undefined ? control.value === press.value : control.option?.['value'] === option['value']),
  );
  if (found === undefined) throw new Error('This button is not there any more.');
  return found;
}

/** What Slack shows a person when the bot does not answer. */
const failures: Readonly<Record<string, string>> = {
  operation_timeout: 'The bot did not answer in time.',
  dispatch_failed: 'The bot is not connected to Slack. Start it, or bring the network back.',
  invalid_response: 'Slack can’t show what the bot answered.',
};

function accepted({ ok, error }: Readonly<{ ok: boolean; error?: string }>): void {
  if (!ok) throw new Error(failures[error ?? ''] ?? 'Slack could not deliver this to the bot.');
}

function delivered(delivery: object): void {
  accepted('error' in delivery ? { ok: false, error: String(delivery.error) } : { ok: true });
}
