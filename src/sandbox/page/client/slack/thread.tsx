import { useEffect, useRef } from 'preact/hooks';
import { useApp, usePage } from '../context.ts';
import { threadKey } from '../state.ts';
import { Message } from './message.tsx';
import { texts } from './texts.ts';
import { useBottom } from './use-bottom.ts';
import { useTarget } from './use-target.ts';

type Props = Readonly<{ channelId: string; ts: string }>;

/** A message and its replies, beside the channel. */
export function Thread({ channelId, ts }: Props) {
  const { look } = useApp();
  const messages = usePage(({ conversations }) => conversations[threadKey(channelId, ts)]?.messages);
  const channel = usePage(({ workspace }) => workspace?.channels.find(({ id }) => id === channelId)?.name);
  const { list, onScroll } = useBottom(messages);
  useTarget(list, messages, undefined);
  const closer = useRef<HTMLButtonElement>(null);
  useEffect(() => closer.current?.focus(), []);
  const close = () => {
    look({ thread: undefined }, 'messages');
    // The button that opened it.
    document.querySelector<HTMLElement>(`[data-ts="${ts}"] .replies`)?.focus();
  };
  const count = (messages?.length ?? 0) - 1;
  return (
    <section
      class="thread"
      role="complementary"
      aria-label="Thread"
      onKeyDown={({ key, defaultPrevented }) => {
        if (key === 'Escape' && !defaultPrevented) close();
      }}
    >
      <header class="head">
        <h2>
          Thread <span class="head-detail">#{channel}</span>
        </h2>
        <button ref={closer} type="button" class="button button-icon" aria-label="Close thread" onClick={close}>
          <span aria-hidden="true">✕</span>
        </button>
      </header>
      <div ref={list} class="messages" role="log" aria-label="Messages in the thread" tabIndex={0} onScroll={onScroll}>
        {messages?.length === 0 && <p class="empty">{texts.threadGone}</p>}
        <ol class="message-list">
          {messages?.map((message, index) => [
            <Message key={message.ts} message={message} isGrouped={false} isInThread={true} />,
            index === 0 && count > 0 && (
              <li key="count" class="thread-count">
                {count === 1 ? '1 reply' : `${count} replies`}
              </li>
            ),
          ])}
        </ol>
      </div>
    </section>
  );
}
