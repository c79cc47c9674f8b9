/** The simulated Agora beside the workspace: what it records, what it is asked, and what can go wrong. */
import { useState } from 'preact/hooks';
import type { AgoraState, Conditions as ConditionsState } from '../../protocol.ts';
import type { Act } from '../connection.ts';
import { useApp, usePage } from '../context.ts';
import { Channels } from './channels.tsx';
import { useNow } from './clock.ts';
import { Conditions } from './conditions.tsx';
import { Files } from './files.tsx';
import { Recorder } from './recorder.tsx';
import { Requests } from './requests.tsx';
import { Section } from './section.tsx';
import { texts } from './texts.ts';

type Props = Readonly<{ agora: AgoraState | undefined; conditions: ConditionsState | undefined; act: Act }>;

export function AgoraPane({ agora, conditions, act }: Props) {
  const [isFolded, setFolded] = useState(false);
  const now = useNow(conditions);
  return (
    <section class="agora" data-folded={isFolded} aria-label={texts.title}>
      <header class="agora-head">
        <h2>{texts.title}</h2>
        {!isFolded && <TourButton />}
        <button
          type="button"
          class="plain-button fold"
          aria-expanded={!isFolded}
          aria-label={isFolded ? texts.unfold : texts.fold}
          title={isFolded ? texts.unfold : texts.fold}
          onClick={() => setFolded(!isFolded)}
        >
          {isFolded ? '«' : '»'}
        </button>
      </header>
      {!isFolded && (
        <div class="agora-body">
          {conditions !== undefined && <Conditions conditions={conditions} now={now} act={act} />}
          {agora === undefined ? (
            <p class="agora-none">{texts.connecting}</p>
          ) : (
            <AgoraParts agora={agora} now={now} act={act} />
          )}
        </div>
      )}
    </section>
  );
}

/** Opens the tour again. */
function TourButton() {
  const { store } = useApp();
  const isOpen = usePage(({ isTourOpen }) => isTourOpen);
  return (
    <button
      type="button"
      class="plain-button"
      aria-pressed={isOpen}
      onClick={() => store.update((state) => ({ ...state, isTourOpen: !isOpen }))}
    >
      {texts.tour}
    </button>
  );
}

function AgoraParts({ agora, now, act }: Readonly<{ agora: AgoraState; now: number; act: Act }>) {
  const { recorders, more, channels, requests, budget, files } = agora;
  return (
    <>
      <Section title={texts.recorders.title}>
        {recorders.length === 0 && <p class="agora-none">{texts.recorders.none}</p>}
        {recorders.map((recorder) => (
          <Recorder key={recorder.sid} recorder={recorder} now={now} act={act} />
        ))}
        {more > 0 && <p class="agora-none">{texts.recorders.more(more)}</p>}
      </Section>
      <Channels channels={channels} act={act} />
      <Requests requests={requests} budget={budget} />
      <Files files={files} />
    </>
  );
}
