/** One step of the tour, and the button that does it for the visitor. */
import type { Action } from '../../protocol.ts';
import { useApp } from '../context.ts';
import type { PageState } from '../state.ts';
import { factsOf, latestCard, type StepName } from './progress.ts';
import { texts } from './texts.ts';

type Help = Readonly<{ label: string; press: () => void }>;

export function StepBody({ name, state, onSkip }: Readonly<{ name: StepName; state: PageState; onSkip: () => void }>) {
  const help = useHelp(name, state);
  return (
    <>
      <p class="tour-text">{texts.steps[name].text}</p>
      <div class="tour-buttons">
        {help.map(({ label, press }) => (
          <button key={label} type="button" class="button button-small button-primary" onClick={press}>
            {label}
          </button>
        ))}
        <button type="button" class="button button-small" onClick={onSkip}>
          {texts.skip}
        </button>
      </div>
    </>
  );
}

function useHelp(name: StepName, state: PageState): readonly Help[] {
  const { act, look } = useApp();
  const { actions } = texts;
  const { recorder, isThreadOpen, bot } = factsOf(state);
  const card = latestCard(state);
  const does = (label: string, ...steps: readonly Action[]): Help => ({
    label,
    press: () => {
      for (const step of steps) void act(step);
    },
  });
  switch (name) {
    case 'start':
      return [does(actions.start, { type: 'type', text: '/record start maths' })];
    case 'layout': {
      // One or two participants look alike in most layouts.
      if (recorder === undefined || recorder.tiles.length > 2) return [];
      const join = { type: 'join', cname: recorder.cname } as const;
      return [does(actions.join, join, join)];
    }
    case 'hour': {
      const open = { label: actions.thread, press: () => look({ thread: card ?? '' }, 'thread') };
      const pass = does(actions.hour, { type: 'pass', ms: 3_600_000 });
      return isThreadOpen || card === undefined ? [pass] : [open, pass];
    }
    case 'restart':
      if (bot === 'starting') return [];
      return bot === 'stopped'
        ? [does(actions.restart, { type: 'bot', do: 'start' })]
        : [does(actions.kill, { type: 'bot', do: 'kill' })];
    case 'recording':
    case 'file':
      return [];
  }
}
