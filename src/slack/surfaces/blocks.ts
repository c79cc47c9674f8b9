/** Messages from parts. Text from people travels as data to the end, so that it can never become markup. */

import type {
  KnownBlock,
  PlainTextElement,
  RichTextBlock,
  RichTextBlockElement,
  RichTextElement,
  RichTextPreformatted,
} from '@slack/types';
import { punctuation } from '../../messages/locale.ts';
import type { Part } from '../../messages/rich-text.ts';
import { slackLimits } from './limits.ts';
import {
  clean,
  codeSpan,
  cut,
  escape,
  isChannelId,
  isGroupId,
  isUserId,
  mention,
  pieces,
  seconds,
  slackDate,
  utc,
} from './text.ts';

export type { Part } from '../../messages/rich-text.ts';

/** What Slack shows. `text` stands for the blocks in notifications and for screen readers. */
export type Message = { text: string; blocks: KnownBlock[] };

// Slack gives texts 3,000 characters; messages are refused above 4,000 when they are updated. Untrusted text is shown
// up to a length that leaves room for our sentence around it.
const textMost = slackLimits.text;
const untrustedMost = 500;
const blocksMost: number = slackLimits.blocks.message;

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
export function fileBlocks(names: readonly string[], most = blocksMost): FileBlocks {
  return groupedNames([{ heading: [], names }], most);
}

export type FileBlocks = { blocks: RichTextBlock[]; left: number };

/** The same in groups, each under a heading. Small groups share a block. */
export function groupedNames(
  groups: readonly Readonly<{ heading: readonly Part[]; names: readonly string[] }>[],
  most = blocksMost,
): FileBlocks {
  const blocks: RichTextBlock[] = [];
  let room = 0;
  let left = 0;
  for (const { heading, names } of groups) {
    for (const [n, chunk] of nameChunks(names).entries()) {
      const text = chunk.join('\n');
      const head: RichTextBlockElement[] =
        n === 0 && heading.length > 0 ? [{ type: 'rich_text_section', elements: heading.flatMap(elements) }] : [];
      room -= text.length;
      if (room >= 0) blocks.at(-1)?.elements.push(...head, preformatted(text));
      else if (blocks.length < most) {
        blocks.push(rich([...head, preformatted(text)]));
        room = textMost - text.length;
      } else left += chunk.length;
    }
  }
  return { blocks, left };
}

/** Names that have room in one text, each on a line of its own. */
function nameChunks(names: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let room = 0;
  for (const name of names.map((one) => one.toWellFormed()).filter((one) => one !== '')) {
    room -= name.length + 1;
    const last = chunks.at(-1);
    if (last !== undefined && room >= 0) last.push(name);
    else {
      chunks.push([name]);
      room = textMost - name.length - 1;
    }
  }
  return chunks;
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
  if ('group' in part) return [groupElement(part.group)];
  if ('channel' in part) return [channelElement(part.channel)];
  if ('at' in part)
    return [{ type: 'date', timestamp: seconds(part.at), format: punctuation().date, fallback: utc(part.at) }];
  if ('emoji' in part) return [{ type: 'emoji', name: part.emoji }];
  return [{ type: 'link', url: part.link, text: part.as }];
}

function groupElement(group: string): RichTextElement {
  return isGroupId(group)
    ? { type: 'usergroup', usergroup_id: group }
    : { type: 'text', text: untrusted(group), style: { code: true } };
}

function channelElement(channel: string): RichTextElement {
  return isChannelId(channel)
    ? { type: 'channel', channel_id: channel }
    : { type: 'text', text: untrusted(channel), style: { code: true } };
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
  if ('group' in part) return isGroupId(part.group) ? `<!subteam^${part.group}>` : codeSpan(part.group);
  if ('channel' in part) return isChannelId(part.channel) ? `<#${part.channel}>` : codeSpan(part.channel);
  if ('at' in part) return slackDate(part.at);
  if ('emoji' in part) return `:${part.emoji}:`;
  return `<${escape(part.link)}|${escape(part.as)}>`;
}

function untrusted(text: string): string {
  return cut(clean(text), untrustedMost);
}
