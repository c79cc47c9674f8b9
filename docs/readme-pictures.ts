/** The pictures of messages in the README, by their path from the top of the repository. */
import { periodOf } from '../src/recording/usage/month.ts';
import type { UsageReport } from '../src/recording/usage/report.ts';
import { addSums, sumOf } from '../src/recording/usage/sums.ts';
import type { UsageClass } from '../src/recording/usage/usage.ts';
import type { Message } from '../src/slack/surfaces/blocks.ts';
import { renderScheduleMessage } from '../src/slack/surfaces/schedule.ts';
import { usageReply } from '../src/slack/surfaces/usage-reply.ts';
import { files } from '../test/golden/files.ts';
import { lesson, lessonAt, now, prices } from '../test/golden/samples.ts';
import { messagePicture, messageText, type Reader, type Shown } from './message-picture.ts';
import { sharpPng } from './picture/fonts.ts';

const people = { U1ANA: 'ana', U2BEN: 'ben' };
const minute = 60_000;

const sum = (price: UsageClass, minutes: number, recordings: number) =>
  sumOf({ class: price, seconds: minutes * 60, estimated: false }, recordings);
const [maths, physics, chemistry] = [sum('hd', 720, 12), sum('hd', 480, 8), sum('audio', 150, 5)];

const november: UsageReport = {
  month: '2026-11',
  period: periodOf('2026-11'),
  total: [physics, chemistry].reduce(addSums, maths),
  channel: [
    { key: 'maths', sum: maths },
    { key: 'physics', sum: physics },
    { key: 'chemistry', sum: chemistry },
  ],
  person: [
    { key: 'U1ANA', sum: addSums(maths, chemistry) },
    { key: 'U2BEN', sum: physics },
  ],
  preset: [{ key: '', sum: addSums(maths, physics) }],
};

function sampleOf(samples: Readonly<Record<string, Message>>, name: string): Message {
  const message = samples[name];
  if (message === undefined) throw new Error(`there is no sample "${name}"`);
  return message;
}

/** In Berlin, where the schedule of the samples is made; the others in UTC. */
const utc: Reader = { now, timeZone: 'UTC', people };
const berlin: Reader = { now: lessonAt, timeZone: lesson.timeZone, people };

type Picture = Readonly<{ messages: readonly Shown[]; reader: Reader }>;

const pictures: Readonly<Record<string, Picture>> = {
  'docs/images/schedule.png': {
    messages: [
      { message: renderScheduleMessage(lesson, { type: 'scheduled' }), at: lessonAt - 28 * minute },
      { message: renderScheduleMessage(lesson, { type: 'reminder', at: lessonAt }), at: lessonAt - 10 * minute },
    ],
    reader: berlin,
  },
  'docs/images/files.png': {
    messages: [{ message: sampleOf(files(), 'a playlist and an MP4'), at: now, isPrivate: true }],
    reader: utc,
  },
  'docs/images/usage.png': {
    messages: [{ message: usageReply(november, prices, 'sent'), at: now, isPrivate: true }],
    reader: utc,
  },
};

export const messagePictures = Object.keys(pictures);

export async function drawMessages(name: string): Promise<Buffer> {
  const { messages, reader } = pictureOf(name);
  return await sharpPng(messagePicture(messages, reader));
}

/** The picture in Markdown, with all that it says as its alternative text. */
export function embedded(name: string): string {
  const { messages, reader } = pictureOf(name);
  return `![${messageText(messages, reader)}](${name})`;
}

function pictureOf(name: string): Picture {
  const picture = pictures[name];
  if (picture === undefined) throw new Error(`there is no picture ${name}`);
  return picture;
}
