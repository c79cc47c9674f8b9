/** What `npm run demo -- --story` runs, without input. */
import type { Message, User } from '../../sandbox/slack/types.ts';
import { pass, passUntil } from '../../sandbox/time.ts';
import type { DemoEnvironment } from './demo-environment.ts';
import { transcribe } from './transcript.ts';

type Story = (demo: DemoEnvironment, signal: AbortSignal) => Promise<void>;

/** By the name that `--story` takes: one for each mode. */
export const stories: Readonly<Record<string, Story>> = {
  recording: playRecording,
  individual: playIndividual,
  web: playWeb,
};

/** What a story does. Each step rejects when it does not happen, and when the signal aborts. */
type Stage = Readonly<{
  ana: User;
  ben: User;
  heading(text: string): void;
  type(user: User, line: string): Promise<void>;
  press(user: User, button: string): Promise<void>;
  cardSays(state: string, seconds?: number): Promise<void>;
  /** Resolves when the thread holds the words. */
  threadSays(words: string): Promise<void>;
  until(event: string, done: () => boolean, seconds?: number): Promise<void>;
  wait(minutes: number): Promise<void>;
}>;

/** One recording from its start to the file list. */
async function playRecording(demo: DemoEnvironment, signal: AbortSignal): Promise<void> {
  const title = 'A recording, as people see it in Slack. An hour takes a few seconds here.';
  const { slack } = demo;
  await play(demo, signal, title, async ({ ana, ben, heading, type, press, cardSays, threadSays, until, wait }) => {
    heading('ana types: /record start standup');
    await type(ana, '/record start standup');
    await cardSays('Starting');
    await cardSays('Recording');
    await threadSays('Recording standup');

    heading('ben presses Vertical');
    await press(ben, 'Vertical');
    await until('the new layout', () => demo.agora.recorders.at(-1)?.layouts.at(-1)?.layout.mixedVideoLayout === 2);
    await threadSays('changed the layout');

    heading('ben presses Custom…, writes two regions, and looks at them');
    await press(ben, 'Custom…');
    await until('the form', () => slack.modal(ben) !== undefined);
    slack.enter(ben, 'Regions', '0 0 70% 1\n70% 0 30% 50% fit');
    await slack.pressInModal(ben, '2 participants');
    await until('the preview', () => slack.renderModal(ben).includes('This is how 2 participants will look:'));

    heading('ben presses Apply');
    await slack.submitModal(ben);
    await threadSays('changed the layout to Custom');

    heading('Twenty minutes pass');
    await wait(20);

    heading('ana presses Stop and confirms');
    await press(ana, 'Stop');
    await cardSays('Finished');
    await threadSays('.m3u8');
  });
}

/** Files of everyone's own, and screenshots. */
async function playIndividual(demo: DemoEnvironment, signal: AbortSignal): Promise<void> {
  const title = 'A recording with files for every participant, and a screenshot of each every minute.';
  await play(demo, signal, title, async ({ ana, ben, heading, type, press, cardSays, threadSays, wait }) => {
    demo.agora.join('exam', '527841');
    demo.agora.join('exam', '527842');
    heading('ana types: /record start exam mode=individual snapshots=1m');
    await type(ana, '/record start exam mode=individual snapshots=1m');
    await cardSays('Recording');

    heading('ben types: /record subscribe exam audio=527841');
    await type(ben, '/record subscribe exam audio=527841');
    await threadSays('changed what is recorded');

    heading('Ten minutes pass');
    await wait(10);

    heading('ana presses Stop and confirms');
    await press(ana, 'Stop');
    await cardSays('Finished');
    await threadSays('Upload:');
  });
}

/** A page, paused for a while. */
async function playWeb(demo: DemoEnvironment, signal: AbortSignal): Promise<void> {
  const title = 'The recording of a web page.';
  await play(demo, signal, title, async ({ ana, ben, heading, type, press, cardSays, threadSays, wait }) => {
    const line = '/record start board mode=web url=https://example.com/board for=1h';
    heading(`ana types: ${line}`);
    await type(ana, line);
    await cardSays('Recording');

    heading('ben presses Pause');
    await press(ben, 'Pause');
    await threadSays('paused the recording');

    heading('Five minutes pass, and ben presses Resume');
    await wait(5);
    await press(ben, 'Resume');
    await threadSays('resumed the recording');

    heading('ana presses Stop and confirms');
    await press(ana, 'Stop');
    await cardSays('Finished');
    await threadSays('.m3u8');
  });
}

async function play(
  demo: DemoEnvironment,
  signal: AbortSignal,
  title: string,
  script: (stage: Stage) => Promise<void>,
): Promise<void> {
  const { slack, agora, channel, write } = demo;
  const stage = createStage(demo, signal);
  write(`\n${title} (#${channel.name})\n`);
  const stopTranscript = transcribe(
    slack,
    { channels: () => [channel.id], people: () => [stage.ana, stage.ben] },
    write,
  );
  try {
    await script(stage);
  } finally {
    stopTranscript();
  }
  stage.heading(`Requests that Agora received: ${requestCounts(agora.requests)}`);
}

function createStage(demo: DemoEnvironment, signal: AbortSignal): Stage {
  const { clock, slack, channel, write } = demo;
  const person = (name: string) => slack.addUser(name);
  const [ana, ben] = [person('ana'), person('ben')];
  const card = (): Message | undefined => slack.messages(channel)[0];
  const until: Stage['until'] = async (event, done, seconds = 120) => {
    const happened = await passUntil(clock, seconds * 1000, () => signal.aborted || done(), demo);
    signal.throwIfAborted();
    if (!happened) throw new Error(`The story stopped: ${event} did not happen within ${seconds} s of its clock.`);
  };
  return {
    ana,
    ben,
    until,
    heading: (text) => write(`\n${'─'.repeat(4)} ${text}\n`),
    type: async (user, line) => {
      await slack.type(user, channel, line);
    },
    press: async (user, button) => {
      const message = card();
      if (message === undefined) throw new Error('The story stopped: there is no card.');
      await slack.click(user, message, button);
    },
    cardSays: (state) => until(`the state ${state}`, () => card()?.text.includes(state) === true),
    threadSays: (words) =>
      until(`a reply with “${words}”`, () =>
        (card()?.replies ?? []).some((reply) => slack.renderText(reply).includes(words)),
      ),
    wait: (minutes) => pass(clock, minutes * 60_000, demo),
  };
}

function requestCounts(requests: DemoEnvironment['agora']['requests']): string {
  const calls = requests.map(({ call }) => call).filter((call) => call !== 'unknown');
  return [...new Set(calls)].map((call) => `${calls.filter((other) => other === call).length} ${call}`).join(', ');
}
