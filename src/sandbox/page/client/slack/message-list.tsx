import { memo } from 'preact/compat';
import type { PageMessage } from '../../protocol.ts';
import { DayDivider } from './day-divider.tsx';
import { Message } from './message.tsx';
import { browserTimeZone, dayOf } from './text/days.ts';
import { texts } from './texts.ts';
import { useBottom } from './use-bottom.ts';
import { useTarget } from './use-target.ts';

type Props = Readonly<{
  label: string;
  /** Undefined until they have arrived. */
  messages: readonly PageMessage[] | undefined;
  hasEarlier: boolean;
  showEarlier: () => void;
}>;

/** One author's messages within this time are shown below one name. */
const groupSeconds = 300;

export const MessageList = memo(function MessageList({ label, messages, hasEarlier, showEarlier }: Props) {
  const { list, onScroll } = useBottom(messages);
  useTarget(list, messages, hasEarlier ? showEarlier : undefined);
  const scroll = () => {
    onScroll();
    if (hasEarlier && list.current !== null && list.current.scrollTop < 100) showEarlier();
  };
  return (
    <div ref={list} class="messages" role="log" aria-label={label} tabIndex={0} onScroll={scroll}>
      {hasEarlier && (
        <button type="button" class="button button-small earlier" onClick={showEarlier}>
          {texts.earlier}
        </button>
      )}
      {messages?.length === 0 && <p class="empty">{texts.noMessages}</p>}
      <ol class="message-list">{messages?.map((message, index) => entry(message, messages[index - 1]))}</ol>
    </div>
  );
});

function entry(message: PageMessage, before: PageMessage | undefined) {
  const dayOfMessage = ({ ts }: PageMessage) => dayOf(Number(ts), browserTimeZone);
  const isNewDay = before === undefined || dayOfMessage(before) !== dayOfMessage(message);
  const isGrouped = !isNewDay && before !== undefined && belongTogether(before, message);
  return [
    isNewDay && <DayDivider key={`day ${message.ts}`} seconds={Number(message.ts)} />,
    <Message key={message.ts} message={message} isGrouped={isGrouped} isInThread={false} />,
  ];
}

function belongTogether(one: PageMessage, next: PageMessage): boolean {
  const isPlain = [one, next].every((message) => !message.isBroadcast && !message.isEphemeral && !message.isDeleted);
  return isPlain && one.user === next.user && Number(next.ts) - Number(one.ts) < groupSeconds;
}
