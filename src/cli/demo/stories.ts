/** What `npm run demo -- --story` plays, without input. */
import { pass, passUntil } from '../../sandbox/time.ts';
import type { DemoEnvironment } from './demo-environment.ts';
import { transcribe } from './transcript.ts';

type Story = (demo: DemoEnvironment, signal: AbortSignal) => Promise<void>;

/** By the name that `--story` takes. */
export const stories: Readonly<Record<string, Story>> = { recording: playRecording };

/** One recording from its start to the file list. Rejects when a step does not happen, and when `signal` aborts. */
async function playRecording(demo: DemoEnvironment, signal: AbortSignal): Promise<void> {
  const { clock, slack, agora, channel, write } = demo;
  const ana = slack.addUser('ana');
  const ben = slack.addUser('ben');
  const cname = 'standup';

  const card = () => slack.messages(channel)[0];
  const replies = () => card()?.replies ?? [];
  const until = async (event: string, done: () => boolean, seconds = 120) => {
    const happened = await passUntil(clock, seconds * 1000, () => signal.aborted || done(), demo);
    signal.throwIfAborted();
    if (!happened) throw new Error(`The story stopped: ${event} did not happen within ${seconds} s of its clock.`);
  };
  const cardSays = (state: string) => until(`the state ${state}`, () => card()?.text.includes(state) === true);
  const press = async (user: typeof ana, button: string) => {
    const message = card();
    if (message === undefined) throw new Error('The story stopped: there is no card.');
    await slack.click(user, message, button);
  };
  const heading = (text: string) => write(`\n${'─'.repeat(4)} ${text}\n`);

  write(`A recording in #${channel.name}, as people see it in Slack. An hour takes a few seconds here.\n`);
  const stopTranscript = transcribe(slack, { channels: () => [channel.id], people: () => [ana, ben] }, write);
  try {
    heading(`ana types: /record start ${cname}`);
    await slack.type(ana, channel, `/record start ${cname}`);
    await cardSays('Starting');
    await cardSays('Recording');
    await until('a reply in the thread', () => replies().length > 0);

    heading('ben presses Vertical');
    const before = replies().length;
    await press(ben, 'Vertical');
    await until('the new layout', () => agora.recorders[0]?.layouts.at(-1)?.layout.mixedVideoLayout === 2);
    await until('a reply about the layout', () => replies().length > before);

    heading('Twenty minutes pass');
    await pass(clock, 20 * 60_000, demo);

    heading('ana presses Stop and confirms');
    await press(ana, 'Stop');
    await cardSays('Finished');
    await until('the file list', () => replies().some((reply) => slack.renderText(reply).includes('.m3u8')));
  } finally {
    stopTranscript();
  }
  heading(`Requests that Agora received: ${requestCounts(agora)}`);
}

function requestCounts(agora: DemoEnvironment['agora']): string {
  const calls = agora.requests.map(({ call }) => call).filter((call) => call !== 'unknown');
  return [...new Set(calls)].map((call) => `${calls.filter((other) => other === call).length} ${call}`).join(', ');
}
