import { memo } from 'preact/compat';
import { useMemo } from 'preact/hooks';
import type { PageMessage } from '../../protocol.ts';
import { useApp, usePage } from '../context.ts';
import { Avatar } from './avatar.tsx';
import { Blocks } from './blocks/blocks.tsx';
import { type Surface, SurfaceContext } from './surface.ts';
import { browserTimeZone, formatDate } from './text/days.ts';
import { Markup } from './text/text.tsx';
import { texts } from './texts.ts';

type Props = Readonly<{
  message: PageMessage;
  /** Of the same author as the one before it. */
  isGrouped: boolean;
  isInThread: boolean;
}>;

/** The store keeps a message the same object until it changes, so that only changed ones are rendered again. */
export const Message = memo(function Message({ message, isGrouped, isInThread }: Props) {
  const { isEphemeral, isDeleted, ts } = message;
  const classes = ['message', isGrouped && 'message-grouped', isEphemeral && 'message-ephemeral'];
  return (
    <li class={classes.filter(Boolean).join(' ')} data-ts={ts} tabIndex={-1}>
      {isEphemeral && <p class="message-note">👁 {texts.onlyYou}</p>}
      {!isInThread && message.isBroadcast && <ThreadLink message={message} />}
      <div class="message-row">
        {isGrouped ? <Time ts={ts} class="message-side" /> : <Author message={message} />}
        <div class="message-content">
          {!isGrouped && <Head message={message} />}
          {isDeleted ? <p class="message-deleted">{texts.deleted}</p> : <Body message={message} />}
          {isInThread && message.isBroadcast && <p class="message-note">{texts.alsoSent}</p>}
          {!isInThread && message.replies > 0 && <Replies message={message} />}
        </div>
      </div>
    </li>
  );
});

function useAuthor(user: string) {
  const name = usePage(
    ({ workspace }) => workspace?.names[user] ?? (workspace?.bot.userId === user ? workspace.bot.name : 'Slack'),
  );
  const isBot = usePage(({ workspace }) => workspace?.bot.userId === user);
  return { name, isBot };
}

function Author({ message }: Readonly<{ message: PageMessage }>) {
  const { name, isBot } = useAuthor(message.user);
  return <Avatar id={message.user} name={name} isBot={isBot} />;
}

function Head({ message }: Readonly<{ message: PageMessage }>) {
  const { name, isBot } = useAuthor(message.user);
  return (
    <p class="message-head">
      <strong class="message-author">{name}</strong>
      {isBot && <span class="badge">APP</span>}
      <Time ts={message.ts} class="message-time" />
    </p>
  );
}

function Time({ ts, ...others }: Readonly<{ ts: string; class: string }>) {
  const seconds = Number(ts);
  const clock = { now: 0, timeZone: browserTimeZone };
  return (
    <time
      class={others.class}
      dateTime={new Date(seconds * 1000).toISOString()}
      title={formatDate(seconds, '{date_long} {time_secs}', clock)}
    >
      {formatDate(seconds, '{time}', clock)}
    </time>
  );
}

function Body({ message }: Readonly<{ message: PageMessage }>) {
  const { act } = useApp();
  const { ts, blocks, text } = message;
  const surface = useMemo((): Surface => {
    const press: Surface['press'] = async (press) => act({ type: 'press', ts, press });
    return {
      id: `message-${ts}`,
      press,
      enter: async (blockId, actionId, value) => press({ blockId, actionId, value }),
      dispatch: async (blockId, actionId, value) => press({ blockId, actionId, value }),
      valueOf: () => undefined,
      errorOf: () => undefined,
    };
  }, [ts]);
  if (blocks.length === 0) return <Markup text={text} />;
  return (
    <SurfaceContext.Provider value={surface}>
      <Blocks blocks={blocks} />
    </SurfaceContext.Provider>
  );
}

function Replies({ message }: Readonly<{ message: PageMessage }>) {
  const { look } = useApp();
  const { replies, ts } = message;
  const isOpen = usePage(({ view }) => view.thread === ts);
  return (
    <button type="button" class="replies" aria-expanded={isOpen} onClick={() => look({ thread: ts }, 'thread')}>
      {replies === 1 ? '1 reply' : `${replies} replies`}
    </button>
  );
}

function ThreadLink({ message }: Readonly<{ message: PageMessage }>) {
  const { look } = useApp();
  const { threadTs } = message;
  if (threadTs === undefined) return null;
  return (
    <p class="message-note">
      <button type="button" class="link-button" onClick={() => look({ thread: threadTs }, 'thread')}>
        {texts.replied}
      </button>
    </p>
  );
}
