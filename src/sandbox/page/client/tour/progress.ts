/** How far the visitor has come in the tour. Each step is done when the state of the page shows it. Pure; the tests run it in Node. */
import type { PageRecorder } from '../../protocol.ts';
import type { PageState } from '../state.ts';

export const stepNames = ['start', 'recording', 'layout', 'hour', 'restart', 'file'] as const;
export type StepName = (typeof stepNames)[number];

/** What of the state the steps depend on. */
export type Facts = Readonly<{
  /** The recorder that the tour speaks of: the first that runs. */
  recorder: PageRecorder | undefined;
  /** The card says so. */
  isRecording: boolean;
  hasEnded: boolean;
  isThreadOpen: boolean;
  isPlaying: boolean;
  bot: 'running' | 'starting' | 'stopped';
  now: number;
}>;

/** `step`: which one is next; the number of steps when all are done. `layout` and `at`: when it became the next. */
export type Progress = Readonly<{
  step: number;
  layout: string | undefined;
  at: number;
  /** The bot has been stopped since. */
  wasStopped: boolean;
}>;

const hour = 3_600_000;
/** The text of a card begins with the state of the recording. */
const isCard = /^(?:Starting|Recording) /u;

export function factsOf({ agora, conditions, conversations, view, playing }: PageState): Facts {
  const messages = Object.values(conversations).flatMap((conversation) => conversation.messages);
  return {
    recorder: agora?.recorders.find(({ endedAt }) => endedAt === undefined),
    isRecording: messages.some(({ text }) => text.startsWith('Recording ')),
    hasEnded: agora?.recorders.some(({ endedAt }) => endedAt !== undefined) ?? false,
    isThreadOpen: view.thread !== undefined,
    isPlaying: playing !== undefined,
    bot: conditions?.bot ?? 'running',
    now: conditions?.now ?? 0,
  };
}

/** `ts` of the latest card of the channel that is shown. */
export function latestCard({ conversations, view: { place } }: PageState): string | undefined {
  if (place.kind !== 'channel') return undefined;
  return conversations[place.channelId]?.messages.findLast(({ text, blocks }) => blocks.length > 0 && isCard.test(text))
    ?.ts;
}

export function begin(facts: Facts): Progress {
  return at(0, facts);
}

/** Leads on past all steps that are done; the same progress if nothing has changed. */
export function advance(progress: Progress, facts: Facts): Progress {
  const name = stepNames[progress.step];
  if (name === undefined) return progress;
  if (isDone[name](progress, facts)) return advance(at(progress.step + 1, facts), facts);
  if (facts.bot === 'stopped' && !progress.wasStopped) return { ...progress, wasStopped: true };
  // A layout is known when the recorder runs.
  if (progress.layout === undefined && facts.recorder?.layout !== undefined)
    return { ...progress, layout: facts.recorder.layout };
  return progress;
}

/** The visitor does without this step. */
export function skip(progress: Progress, facts: Facts): Progress {
  return at(Math.min(progress.step + 1, stepNames.length), facts);
}

const at = (step: number, { recorder, now }: Facts): Progress => ({
  step,
  layout: recorder?.layout,
  at: now,
  wasStopped: false,
});

const isDone: Readonly<Record<StepName, (progress: Progress, facts: Facts) => boolean>> = {
  start: (_, { recorder }) => recorder !== undefined,
  recording: (_, { recorder, isRecording }) => recorder !== undefined && isRecording,
  layout: ({ layout }, { recorder }) =>
    layout !== undefined && recorder?.layout !== undefined && recorder.layout !== layout,
  hour: ({ at }, { isThreadOpen, now }) => isThreadOpen && now - at >= hour,
  restart: ({ wasStopped }, { bot }) => wasStopped && bot === 'running',
  file: (_, { hasEnded, isPlaying }) => hasEnded && isPlaying,
};
