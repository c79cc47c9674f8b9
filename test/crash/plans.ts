/** What people schedule during the random kills, and skip and cancel again. */
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import type { Message } from '../../src/sandbox/slack/types.ts';
import { click, handsOf, type Person, type Plan, type Random } from './people.ts';

/** Of the bot, and of the dates that people type: half an hour off the full one, and without summer time. */
export const timeZone = 'Asia/Kolkata';
const timeZoneOffset = 330 * 60_000;

const minute = 60_000;

type Kind = Readonly<{ share: number; every?: number; ahead?: number; minutes: number; lonely?: true }>;

/**
 * By how often it is drawn. The times divide half an hour, so that they are the same in both time zones. One that begins again as it ends
 * finds the channel still being recorded; a long one outlasts the recorder of an empty channel; one far ahead has a reminder.
 */
const kinds: readonly Kind[] = [
  { share: 0.2, every: 5, minutes: 1 },
  { share: 0.15, every: 5, minutes: 3 },
  { share: 0.15, every: 5, minutes: 5 },
  { share: 0.1, every: 15, minutes: 12, lonely: true },
  { share: 0.15, ahead: 1, minutes: 1 },
  { share: 0.15, ahead: 1, minutes: 2 },
  { share: 0.1, ahead: 11, minutes: 1 },
];

function draw(random: Random, cname: string, now: number): { plan: Plan; line: string } {
  let left = random();
  const kind = kinds.find(({ share }) => (left -= share) < 0) ?? kinds[0];
  const { every, ahead = 1, minutes = 1, lonely = random() < 0.2 } = kind ?? {};
  const at = Math.ceil(now / minute) * minute + (ahead + Math.floor(random() * 2)) * minute;
  const due = every === undefined ? { at } : { every: every * minute };
  const local = new Date(at + timeZoneOffset).toISOString().slice(0, 16).replace('T', ' ');
  const when = every === undefined ? `at="${local}"` : `every="*/${every} * * * *"`;
  const plan = { cname, due, duration: minutes * minute, lonely };
  return { plan, line: `/record schedule ${cname} ${when} for=${minutes}m` };
}

/** Schedules one lesson after the other. Those that come again are canceled after a while; the others, now and then. */
export async function scheduleLessons(person: Person): Promise<void> {
  const { system, room, user, index, random, typed, signal } = person;
  const { slack, agora } = system;
  const { pause, type, until } = handsOf(person);
  for (let n = 0; !signal.aborted; n += 1) {
    const cname = `lesson-${index}-${n}`;
    const { plan, line } = draw(random, cname, system.now());
    typed.plans.set(cname, plan);
    if (plan.lonely) agora.leave(cname);
    while (!signal.aborted && !(await type(line))) await pause(1_500);
    if (signal.aborted) return;
    typed.schedules.add(cname);
    const post = () => scheduledPost(slack, room.id, cname);
    await cancelEarlier(person, cname);
    if (!(await until(() => post() !== undefined, 4_000))) continue;
    if (random() < 0.5) {
      await pause(2_000);
      await click(slack, user, post(), 'Skip Next');
    }
    const isOnce = 'at' in plan.due;
    await pause(isOnce ? 5_000 : 40_000);
    if (isOnce && random() < 0.7) continue;
    for (let attempts = 0; attempts < 10 && !signal.aborted && !isCanceled(slack, room.id, cname); attempts += 1) {
      await click(slack, user, post(), 'Cancel');
      await until(() => isCanceled(slack, room.id, cname), 1_500);
    }
  }
}

/** Those that were posted late, or whose cancel was lost. */
async function cancelEarlier({ system: { slack }, room, user, typed, index }: Person, current: string): Promise<void> {
  for (const { cname, due } of typed.plans.values()) {
    const isOwn = cname.startsWith(`lesson-${index}-`) && cname !== current && 'every' in due;
    if (isOwn && !isCanceled(slack, room.id, cname))
      await click(slack, user, scheduledPost(slack, room.id, cname), 'Cancel');
  }
}

/** The message about a new schedule, with its buttons. */
export function scheduledPost(slack: SlackWorkspace, room: string, cname: string): Message | undefined {
  return scheduledPosts(slack, room, cname)[0];
}

/** More than one where the command was repeated and the first one came late. */
export function scheduledPosts(slack: SlackWorkspace, room: string, cname: string): Message[] {
  return slack.messages(room).filter(({ text }) => text.includes(` scheduled ${cname}: `));
}

export function isCanceled(slack: SlackWorkspace, room: string, cname: string): boolean {
  return slack.messages(room).some(({ text }) => text.includes(`canceled the schedule of ${cname}.`));
}
