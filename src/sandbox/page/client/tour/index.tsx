/** The guided tour of the first visit. */
import { useEffect, useState } from 'preact/hooks';
import type { Act } from '../connection.ts';
import { useApp } from '../context.ts';
import type { PageState } from '../state.ts';
import { advance, begin, factsOf, skip, stepNames } from './progress.ts';
import { StepBody } from './step.tsx';
import { texts } from './texts.ts';

type Props = Readonly<{ state: PageState; act: Act }>;

/** Remembers that the visitor has closed it. */
const key = 'clapperbot-tour';
const closed = 'closed';

export function Tour({ state }: Props) {
  const { store } = useApp();
  const isReady = state.workspace !== undefined && state.agora !== undefined;
  useEffect(() => {
    if (localStorage.getItem(key) !== closed) store.update((before) => ({ ...before, isTourOpen: true }));
  }, [store]);
  if (!isReady || !state.isTourOpen) return null;
  const close = () => {
    localStorage.setItem(key, closed);
    store.update((before) => ({ ...before, isTourOpen: false }));
  };
  return <OpenTour state={state} onClose={close} />;
}

function OpenTour({ state, onClose }: Readonly<{ state: PageState; onClose: () => void }>) {
  const [progress, setProgress] = useState(() => advance(begin(factsOf(state)), factsOf(state)));
  useEffect(() => setProgress((before) => advance(before, factsOf(state))), [state]);
  const { step } = progress;
  const isFinished = step >= stepNames.length;
  return (
    <div class="tour" role="complementary" aria-label={texts.title}>
      <header class="tour-head">
        <h2>{texts.title}</h2>
        <span class="tour-position">{texts.position(Math.min(step + 1, stepNames.length), stepNames.length)}</span>
        <button type="button" class="tour-close" aria-label={texts.close} onClick={onClose}>
          ×
        </button>
      </header>
      <ol class="tour-steps">
        {stepNames.map((name, index) => (
          <li
            key={name}
            class="tour-step"
            data-state={index < step ? 'done' : index === step ? 'current' : 'later'}
            aria-current={index === step ? 'step' : undefined}
          >
            <span class="tour-mark" aria-hidden="true">
              {index < step ? '✓' : index + 1}
            </span>
            <div class="tour-body">
              <h3>
                {texts.steps[name].title}
                {index < step && <span class="visually-hidden"> ({texts.done})</span>}
              </h3>
              {index === step && (
                <StepBody name={name} state={state} onSkip={() => setProgress(skip(progress, factsOf(state)))} />
              )}
            </div>
          </li>
        ))}
      </ol>
      {isFinished && (
        <div class="tour-end">
          <p>{texts.finished}</p>
          <button type="button" class="button button-small button-primary" onClick={onClose}>
            {texts.finish}
          </button>
        </div>
      )}
      <p class="visually-hidden" role="status">
        {announcement(step)}
      </p>
    </div>
  );
}

/** Read aloud when a step is done. */
function announcement(step: number): string {
  const name = stepNames[step];
  if (name === undefined) return texts.finished;
  return `${texts.position(step + 1, stepNames.length)}: ${texts.steps[name].title}. ${texts.steps[name].text}`;
}
