/** Messages from parts. Text from people travels as data to the end, so that it can never become markup. */
import type {
  KnownBlock,
  PlainTextElement,
  RichTextBlock,
  RichTextBlockElement,
  RichTextElement,
  RichTextPreformatted,
} from '@slack/types';
import type { Part } from '../../messages/rich-text.ts';
import {
  clean,
  codeSpan,
  cut,
  dateFormat,
  escape,
  isUserId,
  mention,
  pieces,
  seconds,
  slackDate,
  utc,
} from './text.ts';

export type { Part } from '../../messages/rich-text.ts';

/** What Slack is told to show. `text` stands for the blocks in notifications and for screen readers. */
export type Message = { text: string; blocks: KnownBlock[] };

// Slack gives texts 3,000 characters; messages are refused above 4,000 when they are updated. Untrusted text is shown
// up to a length that leaves room for our sentence around it.
const textMost = 3_000;
const untrustedMost = 500;
const blocksMost = 50;

/** One paragraph. */
export function paragraph(...parts: readonly Part[]): RichTextBlock {
  return rich([{ type: 'rich_text_section', elements: parts.flatMap(elements) }]);
}

/** A bulleted list, an entry for each list of parts. */
export function bullets(entries: readonly (readonly Part[])[]): RichTextBlock {
  return rich([
    {
      type: 'rich_text_list',
      style: 'bullet',
      elements: entries.map((parts) => ({ type: 'rich_text_section', elements: parts.flatMap(elements) })),
    },
  ]);
}

/** A message of several paragraphs and lists. */
export function blocksOf(parts: readonly Part[], blocks: readonly KnownBlock[]): Message {
  return { text: flat(...parts), blocks: [...blocks] };
}

/** A message of one paragraph. */
export function say(...parts: readonly Part[]): Message {
  return { text: flat(...parts), blocks: [paragraph(...parts)] };
}

/** The parts as mrkdwn, at most 3,000 units; parts that no longer fit are left out whole, so that no markup is torn. */
export function flat(...parts: readonly Part[]): string {
  let text = '';
  for (const part of parts) {
    const next = mrkdwn(part);
    if (text.length + next.length > textMost - 1) return `${text}…`;
    text += next;
  }
  return text === '' ? '…' : text;
}

/** A plain_text object. Emoji stay as they were typed: a channel may be called `:tada:`. */
export function plainText(text: string, most: number): PlainTextElement {
  return { type: 'plain_text', text: cut(clean(text), most), emoji: false };
}

/**
 * File names exactly as they are, one a line, in up to `most` blocks (50 in all is Slack's limit). `left`: how many names
 * had no room.
 */
export function fileBlocks(names: readonly string[], most = blocksMost): { blocks: RichTextBlock[]; left: number } {
  const blocks: RichTextBlock[] = [];
  let lines: string[] = [];
  let length = 0;
  let done = 0;
  const flush = () => {
    if (lines.length > 0) blocks.push(rich([preformatted(lines.join('\n'))]));
    done += lines.length;
    lines = [];
    length = 0;
  };
  const shown = names.map((name) => name.toWellFormed()).filter((name) => name !== '');
  for (const name of shown) {
    if (length + name.length + 1 > textMost) flush();
    if (blocks.length >= most) break;
    lines.push(name);
    length += name.length + 1;
  }
  if (blocks.length < most) flush();
  return { blocks, left: shown.length - done };
}

/** Names in groups, each under a heading. A block holds as many groups as have room in it. */
export function groupedNames(
  groups: readonly Readonly<{ heading: readonly Part[]; names: readonly string[] }>[],
): RichTextBlock[] {
  const blocks: RichTextBlock[] = [];
  let room = 0;
  for (const { heading, names } of groups) {
    const listed = fileBlocks(names).blocks.flatMap((block) => block.elements);
    const length = names.reduce((sum, name) => sum + name.length + 1, 0);
    const content = [{ type: 'rich_text_section' as const, elements: heading.flatMap(elements) }, ...listed];
    room -= length;
    const last = blocks.at(-1);
    if (last !== undefined && room >= 0) last.elements.push(...content);
    else {
      blocks.push(rich(content));
      room = textMost - length;
    }
  }
  return blocks;
}

/** Lines in a code block. Nothing in them is markup. */
export function codeBlock(text: string): RichTextBlock {
  return rich([preformatted(text)]);
}

function preformatted(text: string): RichTextPreformatted {
  return {
    type: 'rich_text_preformatted',
    elements: pieces(text, textMost).map((piece) => ({ type: 'text', text: piece })),
  };
}

function rich(elements: RichTextBlockElement[]): RichTextBlock {
  return { type: 'rich_text', elements };
}

function elements(part: Part): RichTextElement[] {
  if (typeof part === 'string') return ownWords(part);
  if ('bold' in part) return [{ type: 'text', text: untrusted(part.bold), style: { bold: true } }];
  if ('code' in part) return [{ type: 'text', text: untrusted(part.code), style: { code: true } }];
  if ('plain' in part) return [{ type: 'text', text: untrusted(part.plain) }];
  if ('user' in part) {
    return isUserId(part.user)
      ? [{ type: 'user', user_id: part.user }]
      : [{ type: 'text', text: untrusted(part.user), style: { code: true } }];
  }
  if ('at' in part) return [{ type: 'date', timestamp: seconds(part.at), format: dateFormat, fallback: utc(part.at) }];
  if ('emoji' in part) return [{ type: 'emoji', name: part.emoji }];
  return [{ type: 'link', url: part.link, text: part.as }];
}

function ownWords(words: string): RichTextElement[] {
  return words
    .split('`')
    .map((text, index): RichTextElement | undefined => {
      if (text === '') return undefined;
      return index % 2 === 1 ? { type: 'text', text, style: { code: true } } : { type: 'text', text };
    })
    .filter((element) => element !== undefined);
}

function mrkdwn(part: Part): string {
  if (typeof part === 'string') return escape(part);
  if ('bold' in part) return escape(cut(clean(part.bold), 200));
  if ('code' in part) return codeSpan(part.code, 200);
  if ('plain' in part) return escape(untrusted(part.plain));
  if ('user' in part) return mention(part.user);
  if ('at' in part) return slackDate(part.at);
  if ('emoji' in part) return `:${part.emoji}:`;
  return `<${escape(part.link)}|${escape(part.as)}>`;
}

function untrusted(text: string): string {
  return cut(clean(text), untrustedMost);
}
