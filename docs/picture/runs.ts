/** What Block Kit writes, as runs of text: names of people, dates and links as a reader sees them. */
import { emojify, type Names, readDate, unescapeText } from '../../src/sandbox/slack/mrkdwn.ts';
import type { LookName, Run } from './text.ts';

type Json = Readonly<Record<string, unknown>>;

export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((one): one is Json => typeof one === 'object' && one !== null) : [];
}

/** The looks of ordinary text, and of the small one of a context block. */
const sizes = {
  text: { plain: 'plain', bold: 'bold', code: 'code', link: 'link', mention: 'mention' },
  small: { plain: 'small', bold: 'small', code: 'smallCode', link: 'small', mention: 'smallMention' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, LookName>>>>;

export type Size = keyof typeof sizes;

/** The elements of a section of rich text. Throws for one that no picture has yet. */
export function richRuns(elements: readonly Json[], names: Names, plain: LookName = 'plain'): Run[] {
  return elements.map((one): Run => {
    const word = (field: string) => String(one[field] ?? '');
    switch (one['type']) {
      case 'text': {
        const { bold = false, code = false } = (one['style'] ?? {}) as Readonly<Record<string, boolean>>;
        return { text: word('text'), look: code ? 'code' : bold ? 'bold' : plain };
      }
      case 'link':
        return { text: word('text') === '' ? word('url') : word('text'), look: 'link' };
      case 'user':
        return { text: `@${names.user(word('user_id')) ?? word('user_id')}`, look: 'mention' };
      case 'emoji':
        return { sign: word('name') };
      case 'date':
        return { text: readDate(Number(one['timestamp']), word('format'), names) ?? word('fallback'), look: plain };
      default:
        throw new Error(`no picture shows a ${word('type')} in rich text yet`);
    }
  });
}

/** A text object. */
type Text = Readonly<{ type: 'plain_text' | 'mrkdwn'; text: string }>;

export function textRuns({ type, text: words }: Text, names: Names, size: Size): Run[] {
  const look = sizes[size];
  if (type !== 'mrkdwn') return [{ text: words, look: look.plain }];
  return words
    .split(/(<[^<>]+>|`[^`]+`|\*[^*]+\*)/u)
    .filter((part) => part !== '')
    .map((part): Run => {
      const inner = unescapeText(part.slice(1, -1));
      if (part.startsWith('`')) return { text: inner, look: look.code };
      if (part.startsWith('*')) return { text: inner, look: look.bold };
      if (!part.startsWith('<')) return { text: unescapeText(emojify(part)), look: look.plain };
      const [target = '', as = target] = inner.split('|');
      if (target.startsWith('@')) return { text: `@${names.user(target.slice(1)) ?? as}`, look: look.mention };
      if (!target.startsWith('!date^')) return { text: as, look: look.link };
      const [, seconds = '', format = ''] = target.split('^');
      return { text: readDate(Number(seconds), format, names) ?? as, look: look.plain };
    });
}
