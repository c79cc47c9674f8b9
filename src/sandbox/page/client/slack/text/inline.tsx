/** Inline elements that markup and rich text have in common. */
import type { ComponentChildren } from 'preact';
import { useApp, usePage } from '../../context.ts';
import { formatDate } from './days.ts';
import { safeUrl } from './mrkdwn.ts';
import { parsePermalink } from './permalink.ts';
import { useClock } from './use-clock.ts';

export function Link({ url, children }: Readonly<{ url: string; children: ComponentChildren }>) {
  const { store, look } = useApp();
  const href = safeUrl(url);
  if (href === undefined) return <span>{children}</span>;
  // Links to messages of the workspace stay in the page.
  const click = (event: MouseEvent) => {
    const target = parsePermalink(href);
    if (target === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { channelId, ts, threadTs } = target;
    store.update((state) => ({ ...state, target: ts }));
    look({ place: { kind: 'channel', channelId }, thread: threadTs }, threadTs === undefined ? 'messages' : 'thread');
  };
  return (
    <a class="link" href={href} target="_blank" rel="noopener noreferrer" onClick={click}>
      {children}
    </a>
  );
}

type MentionProps = Readonly<{ id: string; label?: string }>;

export function UserMention({ id, label = '' }: MentionProps) {
  const name = usePage(({ workspace }) => workspace?.names[id]);
  const isMe = usePage(({ view }) => view.person === id);
  return <span class={isMe ? 'mention mention-me' : 'mention'}>@{name ?? (label || id)}</span>;
}

export function ChannelMention({ id, label = '' }: MentionProps) {
  const name = usePage(({ workspace }) => workspace?.names[id]);
  return <span class="mention">#{name ?? (label || id)}</span>;
}

type DateProps = Readonly<{ seconds: number; format: string; url?: string; fallback: string }>;

export function DateText({ seconds, format, url = '', fallback }: DateProps) {
  const text = formatDate(seconds, format, useClock());
  if (text === undefined) return fallback;
  const time = <time dateTime={new Date(seconds * 1000).toISOString()}>{text}</time>;
  return url === '' ? time : <Link url={url}>{time}</Link>;
}
