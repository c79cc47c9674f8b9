/** The Slack workspace. */
import { usePage } from '../context.ts';
import { Channel } from './channel.tsx';
import { Home } from './home.tsx';
import { Modal } from './modal.tsx';
import { Sidebar } from './sidebar.tsx';
import { Thread } from './thread.tsx';

export function Workspace() {
  const place = usePage(({ view }) => view.place);
  const thread = usePage(({ view }) => view.thread);
  const person = usePage(({ view }) => view.person);
  const isReady = usePage(({ workspace }) => workspace !== undefined);
  if (!isReady) return <main class="main" aria-busy="true" aria-label="Workspace" />;
  return (
    <>
      <Sidebar />
      {place.kind === 'home' ? (
        <Home key={person} />
      ) : (
        <Channel key={`${person} ${place.channelId}`} id={place.channelId} />
      )}
      {place.kind === 'channel' && thread !== undefined && (
        <Thread key={`${person} ${thread}`} channelId={place.channelId} ts={thread} />
      )}
      <Modal />
    </>
  );
}
