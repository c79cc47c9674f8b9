/** Messages of the bot as Slack shows them, drawn from the blocks that it sends. */
import { type Names, readDate } from '../src/sandbox/slack/mrkdwn.ts';
import type { Message } from '../src/slack/surfaces/blocks.ts';
import { alternativeText } from './picture/alternative.ts';
import { type Drawn, drawBlock, stacked } from './picture/blocks.ts';
import { textWidth } from './picture/fonts.ts';
import { botSign } from './picture/signs.ts';
import { at, element } from './picture/svg.ts';
import { looks, quiet, textAt } from './picture/text.ts';

export type Shown = Readonly<{
  message: Message;
  /** When it was posted, in milliseconds. */
  at: number;
  /** To one person alone. */
  isPrivate?: boolean;
}>;

/** Who looks at it, and when. */
export type Reader = Readonly<{ now: number; timeZone: string; people: Readonly<Record<string, string>> }>;

const width = 720;
const margin = 20;
const indent = 48;
const blockGap = 6;

export function messagePicture(messages: readonly Shown[], reader: Reader): string {
  const page = stacked(
    messages.map((one) => drawMessage(one, reader)),
    22,
  );
  const height = Math.ceil(page.height + 2 * margin);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    element('rect', { width, height, fill: '#ffffff' }),
    element('rect', { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 8, fill: 'none', stroke: '#e0e0e0' }),
    at(margin, margin, page.svg),
    '</svg>',
    '',
  ].join('\n');
}

/** What the picture says. */
export function messageText(messages: readonly Shown[], reader: Reader): string {
  const [first] = messages;
  const head = messages.length > 1 ? 'Messages in Slack:' : first?.isPrivate === true ? privateHead : 'In Slack:';
  return [head, ...messages.map(({ message }) => alternativeText(message, namesOf(reader)))].join(' ');
}

const visibility = 'Only visible to you';
const privateHead = `In Slack, ${visibility.toLowerCase()}:`;

function namesOf({ people, ...reader }: Reader): Names {
  return { ...reader, user: (id) => people[id], channel: () => undefined };
}

function drawMessage({ message, at: posted, isPrivate = false }: Shown, reader: Reader): Drawn {
  const names = namesOf(reader);
  const time = readDate(posted / 1_000, '{time}', names) ?? '';
  const box = { width: width - 2 * margin - indent, names };
  const body = stacked([
    author(time),
    stacked(
      message.blocks.map((block) => drawBlock(block, box)),
      blockGap,
    ),
  ]);
  const signed: Drawn = {
    height: Math.max(36, body.height),
    svg: [...botSign, at(indent, -3, body.svg)],
  };
  return isPrivate ? stacked([onlyVisible(), signed], 4) : signed;
}

function author(time: string): Drawn {
  const name = 'clapperbot';
  const badge = 'APP';
  const [nameWidth, badgeWidth] = [textWidth(name, 'bold', 15), textWidth(badge, 'bold', 9)];
  const row = 22;
  return {
    height: row + 1,
    svg: [
      textAt(0, row, name, looks.bold),
      element('rect', { x: nameWidth + 6, y: 5, width: badgeWidth + 8, height: 13, rx: 2, fill: '#e8e8e8' }),
      textAt(nameWidth + 10, row + 1, badge, { face: 'bold', size: 9, fill: quiet }),
      textAt(nameWidth + badgeWidth + 22, row, time, { face: 'regular', size: 12, fill: quiet }),
    ],
  };
}

/** Slack's own note above a message to one person. */
function onlyVisible(): Drawn {
  const eye = { fill: 'none', stroke: quiet, 'stroke-width': 1.2 };
  return {
    height: 18,
    svg: [
      at(indent - 20, 3, [
        element('path', { d: 'M1 6 C3.4 2.4 10.6 2.4 13 6 C10.6 9.6 3.4 9.6 1 6 Z', ...eye }),
        element('circle', { cx: 7, cy: 6, r: 1.9, fill: quiet }),
      ]),
      textAt(indent, 18, visibility, { face: 'regular', size: 12, fill: quiet }),
    ],
  };
}
