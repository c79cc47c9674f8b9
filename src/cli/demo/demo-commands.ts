/** What a person can type at the demo's prompt. */
import { setTimeout as pause } from 'node:timers/promises';
import { controlsOf } from '../../sandbox/slack/controls.ts';
import type { Channel, User } from '../../sandbox/slack/types.ts';
import { pass } from '../../sandbox/time.ts';
import type { DemoEnvironment } from './demo-environment.ts';

export const commandHelp = `
Type a slash command as in Slack, or one of these:
  /record …       a slash command; begin with  /record start maths
  1, 2, 3 …       presses the button with that number, in a form where one is open
  write a | b     writes lines into the first field of the open form, with | between them
  fill Time: 09:00  writes into the field with that label
  send, close     sends the open form, or closes it
  shortcut        uses the shortcut “Start a recording”
  wait 10m        moves the clock forward: 30s, 10m, 1h
  show            shows the channel as it looks now
  as ben          acts as another person
  in studio       goes to another Slack channel
  join maths      somebody joins the Agora channel
  leave maths     everybody leaves the Agora channel
  help, quit
`;

/** Who types and where, and everybody and every channel that was used so far. */
export type Session = {
  user: User;
  channel: Channel;
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
};

/** People and channels from the start; the first person types. The bot is in all of the channels. */
const first = { people: ['ana', 'ben', 'chen'], channels: ['studio'] } as const;

export function createSession({ slack, channel }: DemoEnvironment): Session {
  const people = first.people.map((name) => slack.addUser(name));
  const channels = [channel, ...first.channels.map((name) => slack.addChannel(name))];
  const [user = slack.addUser('ana')] = people;
  return {
    user,
    channel,
    users: new Map(people.map((one) => [one.name, one])),
    channels: new Map(channels.map((one) => [one.name, one])),
  };
}

type Reply = string | undefined;

/** Runs one line. Resolves with what to print; rejects with a sentence for what Slack does not let a person do. */
export async function runLine(demo: DemoEnvironment, session: Session, line: string): Promise<Reply> {
  if (line.startsWith('/')) {
    await demo.slack.type(session.user, session.channel, line);
    await settle(demo);
    return undefined;
  }
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/su.exec(line) ?? [];
  if (/^\d+$/u.test(word)) return press(demo, session, Number(word));
  const name = word.toLowerCase();
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return command === undefined ? `Unknown command “${word}”. Type  help.\n` : command(demo, session, rest.trim());
}

/** Real milliseconds that the next line waits at most. */
const longestWait = 1_000;

/** The lines of a pipe come at once: each waits for what the one before it has asked of the bot, as a person does. */
async function settle({ busy, settled }: DemoEnvironment): Promise<void> {
  const until = performance.now() + longestWait;
  do {
    await pause(5);
    await settled();
  } while (busy() && performance.now() < until);
}

async function press(demo: DemoEnvironment, { user, channel }: Session, wanted: number): Promise<Reply> {
  const { slack } = demo;
  const form = slack.modal(user);
  if (form !== undefined) {
    const control = controlsOf(form)[wanted - 1];
    if (control === undefined) return `There is no button ${wanted} in the form. Type  send  or  close  to leave it.\n`;
    await slack.pressInModal(user, control);
    await settle(demo);
    return undefined;
  }
  const button = slack.buttons(channel, user).find(({ number }) => number === wanted);
  if (button === undefined) return `There is no button ${wanted} here. Type  show  to see the numbers.\n`;
  await slack.click(user, button.message, button.control);
  await settle(demo);
  return undefined;
}

type Command = (demo: DemoEnvironment, session: Session, rest: string) => Promise<Reply> | Reply;

const commands: Readonly<Record<string, Command>> = {
  help: () => commandHelp,
  show: ({ slack }, { channel, user }) =>
    `\n${slack.renderText(channel, { viewer: user })}\n${slack.renderModal(user)}`,
  write({ slack }, { user }, rest) {
    const field = slack.modal(user)?.blocks.find(({ type }) => type === 'input');
    if (field === undefined) return 'No form with a text is open.\n';
    const lines = rest.split('|').map((line) => line.trim());
    slack.enter(user, String((field['label'] as { text: unknown }).text), lines.join('\n'));
    return undefined;
  },
  fill({ slack }, { user }, rest) {
    const [, label = '', value = ''] = /^([^:]+):\s*(.*)$/su.exec(rest) ?? [];
    if (slack.modal(user) === undefined || label === '')
      return 'Open a form, then type for example  fill Stop after: 1h.\n';
    slack.enter(user, label.trim(), value);
    return undefined;
  },
  async shortcut(demo, { user, channel }) {
    await demo.slack.shortcut(user, 'record_start', channel);
    await settle(demo);
    return undefined;
  },
  async send({ slack }, { user }) {
    await slack.submitModal(user);
    return undefined;
  },
  close({ slack }, { user }) {
    slack.dismissModal(user);
    return undefined;
  },
  async wait(demo, _session, rest) {
    const duration = parseDuration(rest);
    if (duration === undefined) return 'How long? Type  wait 30s,  wait 10m  or  wait 1h (up to 24h).\n';
    await pass(demo.clock, duration, demo);
    return `It is ${new Date(demo.clock.now()).toISOString().slice(11, 19)} UTC now.\n`;
  },
  as({ slack }, session, rest) {
    const name = rest.toLowerCase().replace(/^@/u, '');
    if (!/^[a-z][a-z0-9._-]*$/u.test(name)) return 'Who? Type  as ben.\n';
    session.user = slack.people().find((person) => person.name === name) ?? slack.addUser(name);
    session.users.set(name, session.user);
    return undefined;
  },
  in({ slack }, session, rest) {
    const name = rest.toLowerCase().replace(/^#/u, '');
    if (!/^[a-z][a-z0-9_-]*$/u.test(name)) return 'Which Slack channel? Type  in studio.\n';
    const known = slack.channels(session.user).find((channel) => channel.kind !== 'direct' && channel.name === name);
    session.channel = known ?? slack.addChannel(name);
    session.channels.set(name, session.channel);
    return undefined;
  },
  join({ agora }, _session, rest) {
    const cname = unquoted(rest);
    if (cname === '') return 'Which Agora channel? Type  join maths.\n';
    agora.join(cname);
    const count = agora.publishers(cname).length;
    return `Somebody joined the Agora channel ${cname}: ${count} ${count === 1 ? 'person is' : 'people are'} in it.\n`;
  },
  leave({ agora }, _session, rest) {
    const cname = unquoted(rest);
    if (cname === '') return 'Which Agora channel? Type  leave maths.\n';
    if (agora.publishers(cname).length === 0) return `Nobody is in the Agora channel ${cname}.\n`;
    agora.leave(cname);
    return `Everybody left the Agora channel ${cname}.\n`;
  },
};

/** A name may be quoted, as in `/record start "team sync"`. */
function unquoted(text: string): string {
  return /^(["'])(.*)\1$/u.exec(text)?.[2] ?? text;
}

/** `30s`, `10m`, `1h` in ms; undefined for anything else and for more than a day. */
function parseDuration(text: string): number | undefined {
  const match = /^(\d+)\s*([smh])$/iu.exec(text);
  if (match === null) return undefined;
  const unit = { s: 1_000, m: 60_000, h: 3_600_000 }[(match[2] ?? 's').toLowerCase() as 's' | 'm' | 'h'];
  const duration = Number(match[1]) * unit;
  return duration > 0 && duration <= 24 * 3_600_000 ? duration : undefined;
}
