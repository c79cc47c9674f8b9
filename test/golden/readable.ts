/** Messages as a person with a narrow window reads them. */

import { readMrkdwn } from '../../src/sandbox/slack/mrkdwn.ts';
import { renderMessage } from '../../src/sandbox/slack/render.ts';
import type { Block } from '../../src/sandbox/slack/types.ts';
import type { Message } from '../../src/slack/surfaces/blocks.ts';
import { now } from './samples.ts';

const width = 45;

const people: Readonly<Record<string, string>> = { U1ANA: 'ana', U2BEN: 'ben' };
const reader = { user: (id: string) => people[id], channel: () => undefined, now, timeZone: 'UTC' };

/** A heading for each message, after `>` its `text` as notifications have it, and its blocks. */
export function readable(messages: Readonly<Record<string, Message>>): string {
  return Object.entries(messages)
    .map(([name, message]) => {
      const said = body(message).map((line) => line.replaceAll(linkTarget, ' ↗'));
      const notification = readMrkdwn(message.text, reader).replaceAll(linkTarget, ' ↗');
      const isSame = letters(notification) === letters(said.join(''));
      return [`## ${name}`, '', ...(isSame ? [] : [wrapped(`> ${notification}`), '']), ...said.map(wrapped), ''].join(
        '\n',
      );
    })
    .join('\n');
}

/** How many lines the blocks take; what underlines a headline here is no line in Slack. */
export function lineCount(message: Message): number {
  return body(message)
    .filter((line) => !/^─+$/u.test(line))
    .flatMap((line) => wrapped(line).split('\n')).length;
}

const linkTarget = / \(https:\/\/(?:team\.slack\.com|bucket\.example)\/[^)]*\)/gu;

/** Where it says the same as the blocks, the text is not shown again. */
function letters(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function body({ text, blocks }: Message): string[] {
  const posted = { channel: 'C1', ts: '0', user: 'bot', broadcast: false, edits: 0, deleted: false, replies: [] };
  const [, ...lines] = renderMessage({ ...posted, text, blocks: blocks as unknown as Block[] }, reader)
    .trimEnd()
    .split('\n');
  return lines
    .map((line) => line.replace(/^ {2}/u, '').replaceAll(/\[\d+ /gu, '['))
    .map((line) => (/^─+$/u.test(line) ? line.slice(0, width) : line));
}

/** Broken at spaces and between Chinese characters, but not within a button; words longer than a line anywhere, without spaces at the ends. */
function wrapped(text: string): string {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(
    /(?:(?<=[^ ] )|(?<=[\p{Script=Han}，。：；、）」”])(?=[^，。：；、）」”？…\]]))(?![^[\]]*\])/u,
  )) {
    if (row !== '' && columns(row) + columns(word.trimEnd()) > width) {
      rows.push(row);
      row = '';
    }
    row += word;
    while (columns(row.trimEnd()) > width) {
      rows.push(row.slice(0, width));
      row = row.slice(width);
    }
  }
  return [...rows, row].map((line) => line.trimEnd()).join('\n');
}

/** Chinese characters and their punctuation are twice as wide as others. */
function columns(text: string): number {
  return text.length + (text.match(/[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/gu)?.length ?? 0);
}
