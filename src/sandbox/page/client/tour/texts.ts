/** The sentences of the tour. */
import type { StepName } from './progress.ts';

type Step = Readonly<{ title: string; text: string }>;

export const texts = {
  title: 'Tour',
  close: 'Close the tour',
  done: 'done',
  skip: 'Skip',
  position: (step: number, count: number) => `Step ${step} of ${count}`,
  finished: 'That was the tour. Break something: each condition of the simulated Agora has an effect in the thread.',
  finish: 'Close',
  steps: {
    start: {
      title: 'Start a recording',
      text: 'Type /record start maths in the channel, and press Enter.',
    },
    recording: {
      title: 'Watch the card',
      text: 'The bot asks Agora until it is sure. Within ten seconds the card says Recording.',
    },
    layout: {
      title: 'Change the layout',
      text: 'Press another layout on the card, then Grid: the tiles at Agora move.',
    },
    hour: {
      title: 'Let an hour pass',
      text: 'Open the thread of the card, and let an hour pass: the bot posts how the recording is doing.',
    },
    restart: {
      title: 'Kill the bot',
      text: 'Kill it, and start it again. The recording continues, and so does its card.',
    },
    file: {
      title: 'Stop, and play the file',
      text: 'Press Stop on the card. Then press Files, or Play in the list of the bucket.',
    },
  } satisfies Record<StepName, Step>,
  actions: {
    start: 'Type it for me',
    join: 'Let two people join',
    thread: 'Open the thread',
    hour: 'Let an hour pass',
    kill: 'Kill the bot',
    restart: 'Start the bot',
  },
} as const;
