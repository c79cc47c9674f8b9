/** The frame: the workspace, the simulated Agora, the tour and the player. */
import { AgoraPane } from './agora/index.tsx';
import { useApp, usePage } from './context.ts';
import { Player } from './player/index.tsx';
import { Notices } from './slack/notices.tsx';
import { PaneBar } from './slack/pane-bar.tsx';
import { Workspace } from './slack/workspace.tsx';
import { Tour } from './tour/index.tsx';

export function Page() {
  const pane = usePage((state) => state.pane);
  return (
    <div class="page" data-pane={pane}>
      <Notices />
      <Workspace />
      <Agora />
      <CurrentTour />
      <PaneBar />
      <Player />
    </div>
  );
}

function Agora() {
  const { act } = useApp();
  const agora = usePage((state) => state.agora);
  const conditions = usePage((state) => state.conditions);
  return <AgoraPane agora={agora} conditions={conditions} act={act} />;
}

function CurrentTour() {
  const { act } = useApp();
  const state = usePage((all) => all);
  return <Tour state={state} act={act} />;
}
