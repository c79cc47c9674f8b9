/** Channels, conversations with the bot, and the people to act as. */
import type { ComponentChildren } from 'preact';
import type { ChannelEntry } from '../../protocol.ts';
import { useApp, usePage } from '../context.ts';
import { isUnread, pageSize } from '../state.ts';
import { AddChannel, AddPerson } from './add-forms.tsx';
import { Avatar } from './avatar.tsx';

export function Sidebar() {
  const team = usePage(({ workspace }) => workspace?.team);
  const channels = usePage(({ workspace }) => workspace?.channels) ?? [];
  const bot = usePage(({ workspace }) => workspace?.bot.name) ?? '';
  return (
    <nav class="sidebar" aria-label="Workspace">
      <p class="sidebar-team">{team}</p>
      <div class="sidebar-scroll">
        <Group title="Channels">
          {channels
            .filter(({ kind }) => kind !== 'direct')
            .map((channel) => (
              <ChannelLink key={channel.id} channel={channel} label={channel.name} />
            ))}
        </Group>
        <AddChannel />
        <Group title={bot}>
          <HomeLink />
          {channels
            .filter(({ kind }) => kind === 'direct')
            .map((channel) => (
              <ChannelLink key={channel.id} channel={channel} label="Direct messages" />
            ))}
        </Group>
        <People />
        <AddPerson />
      </div>
    </nav>
  );
}

function Group({ title, children }: Readonly<{ title: string; children: ComponentChildren }>) {
  return (
    <section>
      <h2 class="sidebar-title">{title}</h2>
      <ul class="sidebar-list">{children}</ul>
    </section>
  );
}

const marks: Record<ChannelEntry['kind'], string> = { public: '#', private: '🔒', direct: '💬' };

function ChannelLink({ channel, label }: Readonly<{ channel: ChannelEntry; label: string }>) {
  const { look } = useApp();
  const { id } = channel;
  const isCurrent = usePage(({ view }) => view.place.kind === 'channel' && view.place.channelId === id);
  const unread = usePage((state) => isUnread(state, channel));
  const open = () =>
    look({ place: { kind: 'channel', channelId: id }, limit: pageSize, thread: undefined }, 'messages');
  return (
    <li>
      <button
        type="button"
        class={unread ? 'sidebar-link sidebar-unread' : 'sidebar-link'}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={open}
      >
        <span class="sidebar-mark" aria-hidden="true">
          {marks[channel.kind]}
        </span>
        <span class="sidebar-label">{label}</span>
        {channel.kind === 'private' && <span class="visually-hidden"> (private)</span>}
        {unread && <span class="visually-hidden"> (unread)</span>}
      </button>
    </li>
  );
}

function HomeLink() {
  const { act, look } = useApp();
  const isCurrent = usePage(({ view }) => view.place.kind === 'home');
  const open = () => {
    look({ place: { kind: 'home' }, thread: undefined }, 'messages');
    void act({ type: 'openHome' });
  };
  return (
    <li>
      <button type="button" class="sidebar-link" aria-current={isCurrent ? 'page' : undefined} onClick={open}>
        <span class="sidebar-mark" aria-hidden="true">
          🏠
        </span>
        <span class="sidebar-label">App Home</span>
      </button>
    </li>
  );
}

function People() {
  const { look } = useApp();
  const people = usePage(({ workspace }) => workspace?.people) ?? [];
  const current = usePage(({ view }) => view.person);
  return (
    <Group title="Act as">
      {people.map(({ id, name, kind }) => (
        <li key={id}>
          <button
            type="button"
            class="sidebar-link"
            aria-pressed={id === current}
            onClick={() => look({ person: id, limit: pageSize, thread: undefined })}
          >
            <Avatar id={id} name={name} isSmall={true} />
            <span class="sidebar-label">
              {name}
              {kind !== undefined && <span class="sidebar-kind"> {kind}</span>}
            </span>
          </button>
        </li>
      ))}
    </Group>
  );
}
