/** Slack's markup as a tree. Whatever the text holds, the page shows the tree as text nodes and elements of its own: never as HTML. */
import { emojify, unescapeText } from '../../../../slack/mrkdwn.ts';

export type Inline =
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'bold' | 'italic' | 'strike'; children: readonly Inline[] }>
  | Readonly<{ kind: 'code'; text: string }>
  | Readonly<{ kind: 'link'; url: string; label: string }>
  | Readonly<{ kind: 'user' | 'channel' | 'usergroup'; id: string; label: string }>
  | Readonly<{ kind: 'broadcast'; range: string }>
  | Readonly<{ kind: 'date'; seconds: number; format: string; url: string; fallback: string }>;

export type Paragraph =
  | Readonly<{ kind: 'text' | 'quote'; children: readonly Inline[] }>
  | Readonly<{ kind: 'preformatted'; text: string }>;

const styles = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

export function parseMrkdwn(text: string): Paragraph[] {
  // A capturing group puts what is between the fences at the odd places.
  return text.split(/```\n?([\s\S]+?)\n?```/u).flatMap((part, index): Paragraph[] => {
    if (index % 2 === 1) return [{ kind: 'preformatted', text: unescapeText(part) }];
    const between = index === 0 ? part : part.replace(/^\n/u, '');
    return between === '' ? [] : parseLines(between);
  });
}

/** Lines that begin with `>` form a quote. */
function parseLines(text: string): Paragraph[] {
  const groups: { kind: 'text' | 'quote'; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>)\s?(.*)$/u.exec(line)?.[1];
    const kind = quoted === undefined ? 'text' : 'quote';
    const last = groups.at(-1);
    if (last?.kind === kind) last.lines.push(quoted ?? line);
    else groups.push({ kind, lines: [quoted ?? line] });
  }
  return groups.map(({ kind, lines }) => ({ kind, children: parseInline(lines.join('\n')) }));
}

const special = /<([^<>\n]+)>|`([^`\n]+)`|[*_~]/gu;

export function parseInline(text: string): Inline[] {
  const found: Inline[] = [];
  let plainFrom = 0;
  const flush = (to: number) => {
    if (to > plainFrom) found.push({ kind: 'text', text: readable(text.slice(plainFrom, to)) });
  };
  for (const match of text.matchAll(special)) {
    const at = match.index;
    if (at < plainFrom) continue;
    const [all, angle, code] = match;
    const end = angle === undefined && code === undefined ? closingMark(text, at) : at + all.length;
    if (end === undefined) continue;
    flush(at);
    if (angle !== undefined) found.push(parseAngle(angle));
    else if (code !== undefined) found.push({ kind: 'code', text: unescapeText(code) });
    else {
      const kind = styles[all as keyof typeof styles];
      found.push({ kind, children: parseInline(text.slice(at + 1, end - 1)) });
    }
    plainFrom = end;
  }
  flush(text.length);
  return found;
}

/** Where the styled text that begins at `at` ends. Undefined if the character is no mark: `2*3*4`, `a_b_c`, `* x *`. */
function closingMark(text: string, at: number): number | undefined {
  const mark = text[at] ?? '';
  if (/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ') || /[\s]/u.test(text[at + 1] ?? ' ')) return undefined;
  for (let end = text.indexOf(mark, at + 1); end > 0; end = text.indexOf(mark, end + 1)) {
    if (text.slice(at, end).includes('\n')) return undefined;
    const isClosing = end > at + 1 && !/\s/u.test(text[end - 1] ?? '');
    if (isClosing && !/[\p{L}\p{N}]/u.test(text[end + 1] ?? ' ')) return end + 1;
  }
  return undefined;
}

function parseAngle(inner: string): Inline {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? '' : readable(inner.slice(bar + 1));
  if (target.startsWith('@')) return { kind: 'user', id: target.slice(1), label };
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), label };
  if (target.startsWith('!subteam^')) return { kind: 'usergroup', id: target.slice('!subteam^'.length), label };
  if (target.startsWith('!date^')) {
    const [, seconds = '', format = '', url = ''] = target.split('^');
    return { kind: 'date', seconds: Number(seconds), format, url: unescapeText(url), fallback: label };
  }
  if (target.startsWith('!')) return { kind: 'broadcast', range: target.slice(1) };
  const url = unescapeText(target);
  return { kind: 'link', url, label: label === '' ? url.replace(/^mailto:/u, '') : label };
}

function readable(text: string): string {
  return emojify(unescapeText(text));
}

/** The address, if it is one that a click may open. */
export function safeUrl(url: string): string | undefined {
  return /^(?:https?:\/\/|mailto:)/iu.test(url) ? url : undefined;
}
