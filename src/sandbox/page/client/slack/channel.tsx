import { useCallback } from 'preact/hooks';
import { useApp, usePage } from '../context.ts';
import { pageSize } from '../state.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import { texts } from './texts.ts';

/** A channel, or the conversation with the bot. */
export function Channel({ id }: Readonly<{ id: string }>) {
  const { act, look, store } = useApp();
  const channel = usePage(({ workspace }) => workspace?.channels.find((one) => one.id === id));
  const bot = usePage(({ workspace }) => workspace?.bot.name) ?? '';
  const conversation = usePage(({ conversations }) => conversations[id]);
  const showEarlier = useCallback(() => look({ limit: store.get().view.limit + pageSize }), []);
  if (channel === undefined) return <main class="main" aria-label="Channel" />;
  const { kind, name, isArchived, botIsMember } = channel;
  const title = kind === 'direct' ? bot : `${kind === 'private' ? '🔒 ' : '#'}${name}`;
  return (
    <main class="main" aria-label={title}>
      <header class="head">
        <h2>{title}</h2>
      </header>
      <MessageList
        label={`Messages in ${title}`}
        messages={conversation?.messages}
        hasEarlier={conversation?.hasEarlier ?? false}
        showEarlier={showEarlier}
      />
      {isArchived && <p class="bar">{texts.archived}</p>}
      {!isArchived && !botIsMember && kind !== 'direct' && (
        <p class="bar">
          {texts.notMember}
          <button
            type="button"
            class="button button-small"
            onClick={() => void act({ type: 'inviteBot', channelId: id })}
          >
            Invite {bot}
          </button>
        </p>
      )}
      <Composer label={`Message ${title}`} />
    </main>
  );
}
