/** Who is in which Agora channel, and buttons to let people join and leave. */
import { useState } from 'preact/hooks';
import type { AgoraState } from '../../protocol.ts';
import type { Act } from '../connection.ts';
import { colorOf } from './format.ts';
import { Section } from './section.tsx';
import { texts } from './texts.ts';

type Channel = AgoraState['channels'][number];

export function Channels({ channels, act }: Readonly<{ channels: readonly Channel[]; act: Act }>) {
  return (
    <Section title={texts.channels.title}>
      {channels.length === 0 && <p class="agora-none">{texts.channels.none}</p>}
      <ul class="agora-list">
        {channels.map((channel) => (
          <ChannelRow key={channel.cname} channel={channel} act={act} />
        ))}
      </ul>
      <NewChannel act={act} />
    </Section>
  );
}

function ChannelRow({ channel: { cname, uids }, act }: Readonly<{ channel: Channel; act: Act }>) {
  const { about, join, leaveOne, everybodyLeaves, people } = texts.channels;
  const last = uids.at(-1);
  const leaveLast = () => {
    if (last !== undefined) void act({ type: 'leave', cname, uid: last });
  };
  const buttons = [
    { label: join, press: () => void act({ type: 'join', cname }), isOff: false },
    { label: leaveOne, press: leaveLast, isOff: last === undefined },
    { label: everybodyLeaves, press: () => void act({ type: 'leave', cname }), isOff: last === undefined },
  ];
  return (
    <li class="channel-row">
      <div class="channel-name">
        <strong>{cname}</strong> <span class="muted">{people(uids.length)}</span>
      </div>
      <ul class="uids">
        {uids.map((uid) => (
          <li key={uid} class="uid" data-color={colorOf(uid)}>
            {uid}
          </li>
        ))}
      </ul>
      <div class="buttons">
        {buttons.map(({ label, press, isOff }) => (
          <button
            key={label}
            type="button"
            class="button button-small"
            aria-label={about(label, cname)}
            disabled={isOff}
            onClick={press}
          >
            {label}
          </button>
        ))}
      </div>
    </li>
  );
}

function NewChannel({ act }: Readonly<{ act: Act }>) {
  const [name, setName] = useState('');
  const { field, example, join } = texts.channels;
  const submit = (event: Event) => {
    event.preventDefault();
    const cname = name.trim();
    if (cname === '') return;
    setName('');
    void act({ type: 'join', cname });
  };
  return (
    <form class="new-channel" onSubmit={submit}>
      <label>
        <span>{field}</span>
        <input
          value={name}
          placeholder={example}
          maxLength={64}
          autoComplete="off"
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button button-small" disabled={name.trim() === ''}>
        {join}
      </button>
    </form>
  );
}
