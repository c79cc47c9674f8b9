/** The demo's terminal: a person types and clicks, time passes, and the channel answers. */
import { createInterface } from 'node:readline';
import { flow, pass } from '../../sandbox/time.ts';
import type { Stage } from '../demo.ts';
import { transcribe } from './transcript.ts';

const help = `
Type what you would type in Slack, or one of these:
  /record …          a slash command; begin with  /record start standup
  1, 2, 3 …          presses the button with that number
  wait 10m           lets time pass: 30s, 10m, 1h
  show               the channel as it looks now
  as ben             be somebody else           in studio    go to another channel
  join standup       somebody enters the Agora channel        leave standup   everybody leaves it
  help, quit
`;

/** Resolves when the person leaves: `quit`, Ctrl-D or Ctrl-C. */
export async function prompt(stage: Stage): Promise<void> {
  const { clock, slack, agora, http, write } = stage;
  let user = slack.addUser('ana');
  let channel = stage.channel;
  const people = new Map([[user.name, user]]);
  const channels = new Map([[channel.name, channel]]);

  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const ask = () => {
    terminal.setPrompt(`${user.name} in #${channel.name}> `);
    terminal.prompt(true);
  };
  const print = (text: string) => {
    // Over the prompt, which is written again below.
    if (process.stdout.isTTY) write('\r\u001B[K');
    write(text);
    if (process.stdout.isTTY) ask();
  };

  const words: Record<string, (rest: string) => Promise<void> | void> = {
    help: () => print(help),
    show: () => print(`\n${slack.renderText(channel, { viewer: user })}`),
    async wait(rest) {
      const span = parseSpan(rest);
      if (span === undefined) return print('How long? Type  wait 30s,  wait 10m  or  wait 1h (up to 24h).\n');
      await pass(clock, span, stage);
      print(`It is ${new Date(clock.now()).toISOString().slice(11, 19)} UTC now.\n`);
    },
    as(rest) {
      const name = rest.toLowerCase().replace(/^@/u, '');
      if (!/^[a-z][a-z0-9._-]*$/u.test(name)) return print('Who? Type  as ben.\n');
      user = people.get(name) ?? slack.addUser(name);
      people.set(name, user);
    },
    in(rest) {
      const name = rest.toLowerCase().replace(/^#/u, '');
      if (!/^[a-z][a-z0-9_-]*$/u.test(name)) return print('Where? Type  in studio.\n');
      channel = channels.get(name) ?? slack.addChannel(name);
      channels.set(name, channel);
    },
    join(rest) {
      if (rest === '') return print('Which Agora channel? Type  join standup.\n');
      print(`uid ${agora.join(rest)} publishes in the Agora channel ${rest}.\n`);
    },
    leave(rest) {
      if (rest === '') return print('Which Agora channel? Type  leave standup.\n');
      agora.leave(rest);
      print(`Nobody is in the Agora channel ${rest} any more.\n`);
    },
  };

  const obey = async (line: string): Promise<void> => {
    const [word = '', ...rest] = line.split(/\s+/u);
    if (line.startsWith('/')) {
      await slack.type(user, channel, line);
      return undefined;
    }
    if (/^\d+$/u.test(word)) {
      const button = slack.buttons(channel, user).find(({ number }) => number === Number(word));
      if (button === undefined) return print(`There is no button ${word} here; type  show  to see the numbers.\n`);
      await slack.click(user, button.message, button.control);
      return undefined;
    }
    const act = words[word.toLowerCase()];
    if (act === undefined) return print(`I don’t know “${word}”; type  help.\n`);
    return act(rest.join(' '));
  };

  write('clapperbot on a Slack and an Agora of its own, on this machine only.\n');
  write(`Slack: ${slack.apiUrl}   Agora: ${agora.url}   health and metrics: ${http}/readyz, ${http}/metrics\n${help}`);
  const stopTime = flow(clock);
  const stopTranscript = transcribe(
    slack,
    { channels: () => [...channels.values()].map(({ id }) => id), people: () => [...people.values()] },
    print,
  );
  ask();
  try {
    for await (const line of terminal) {
      const text = line.trim();
      if (text === 'quit' || text === 'exit') break;
      try {
        if (text !== '') await obey(text);
      } catch (error) {
        print(`${error instanceof Error ? error.message : String(error)}\n`);
      }
      ask();
    }
  } finally {
    stopTranscript();
    stopTime();
    terminal.close();
  }
}

/** `30s`, `10m`, `1h` in ms; undefined for anything else and for more than a day. */
function parseSpan(text: string): number | undefined {
  const match = /^(\d+)\s*([smh])$/iu.exec(text.trim());
  if (match === null) return undefined;
  const unit = { s: 1_000, m: 60_000, h: 3_600_000 }[(match[2] ?? 's').toLowerCase() as 's' | 'm' | 'h'];
  const span = Number(match[1]) * unit;
  return span > 0 && span <= 24 * 3_600_000 ? span : undefined;
}
