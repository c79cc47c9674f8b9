/** The recordings that people start, change and stop during the random kills. They repeat commands that failed. */
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import type { Channel, Message } from '../../src/sandbox/slack/types.ts';
import { click, ended, handsOf, type Person } from './people.ts';

const minute = 60_000;

/** Milliseconds at the pace of the deployment within which a recording ends by its limit, faults included. */
const limitTimeout = 40_000;

/** How each mode is started, and what is then asked of a recording of it: buttons, and commands without the Agora channel. */
const modes = [
  { options: () => 'layout=vertical', commands: ['Grid', 'Refresh', '/record layout float', '/record status'] },
  {
    options: () => 'mode=individual snapshots=10s',
    commands: ['/record subscribe audio=all', 'Refresh', '/record unsubscribe video=7', '/record status'],
  },
  {
    options: (cname: string) => `mode=web url=https://example.com/${cname}`,
    commands: ['Pause', 'Refresh', 'Resume', '/record pause', '/record resume', '/record status'],
  },
] as const;

/** Records one class after the other, each in a mode drawn for it, some with a time limit, some of those left to it. */
export async function recordClasses(person: Person): Promise<void> {
  const { system, room, user, index, random, typed, signal } = person;
  const { slack } = system;
  const { pause, type, until } = handsOf(person);
  for (let n = 0; !signal.aborted; n += 1) {
    const cname = `class-${index}-${n}`;
    const card = () => cardsIn(slack, room).get(cname)?.at(-1);
    const isOver = () => ended.some((word) => card()?.text.startsWith(word) === true);

    const { options, commands } = modes[Math.floor(random() * modes.length)] ?? modes[0];
    const minutes = random() < 0.4 ? 1 + Math.floor(random() * 3) : undefined;
    const limit = minutes === undefined ? '' : ` for=${minutes}m`;
    if (minutes !== undefined) typed.limits.set(cname, { duration: minutes * minute, extended: 0 });
    while (!signal.aborted && !(await type(`/record start ${cname} ${options(cname)}${limit}`))) await pause(300);
    if (signal.aborted) return;
    typed.starts.add(cname);
    const hasty = random() < 0.2;
    if (!hasty) {
      if (!(await until(() => card() !== undefined, 3_000))) continue;
      await pause(1_000);
    }
    for (const command of commands.filter(() => random() < 0.6)) {
      if (command.startsWith('/')) await type(command.replace(/^\/record \w+/u, `$& ${cname}`));
      else await click(slack, user, card(), command);
      await pause(400);
    }
    if (minutes !== undefined && (await isLeftToItsLimit(person, cname))) await until(isOver, limitTimeout);
    for (let attempts = 0; attempts < 10 && !signal.aborted && !isOver(); attempts += 1) {
      if (random() < 0.5) await click(slack, user, card(), 'Stop');
      else await type(`/record stop ${cname}`);
      await until(isOver, 1_500);
    }
  }
}

/** Some are extended before, some stopped by hand. */
async function isLeftToItsLimit(person: Person, cname: string): Promise<boolean> {
  const { random, typed, signal } = person;
  const { pause, type } = handsOf(person);
  const limit = typed.limits.get(cname);
  if (limit !== undefined && random() < 0.6) {
    for (let attempts = 0; attempts < 5 && !signal.aborted; attempts += 1) {
      // Counted even where a kill loses it: it is the most that the recording may run.
      const { duration, extended } = typed.limits.get(cname) ?? limit;
      typed.limits.set(cname, { duration, extended: extended + minute });
      if (await type(`/record extend ${cname} 1m`)) break;
      await pause(300);
    }
  }
  return random() < 0.7;
}

/** The cards of a room by the class that they name, oldest first. */
function cardsIn(slack: SlackWorkspace, room: Channel): Map<string, Message[]> {
  return Map.groupBy(slack.messages(room), ({ text }) => /class-\d+-\d+/u.exec(text)?.[0] ?? '');
}
