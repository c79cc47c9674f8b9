/** One recording from start to file list, played without input. */

import { passUntil } from '../../sandbox/time.ts';
import type { Stage } from '../demo.ts';
import { transcribe } from './transcript.ts';

export async function story(stage: Stage): Promise<void> {
  const { clock, slack, agora, channel, write } = stage;
  const ana = slack.addUser('ana');
  const ben = slack.addUser('ben');
  const cname = 'standup';

  const cards = () => slack.messages(channel);
  const thread = () => cards().flatMap((card) => card.replies.map((reply) => slack.renderText(reply)));
  const until = async (what: string, seconds: number, there: () => boolean) => {
    if (await passUntil(clock, seconds * 1000, there, stage)) return;
    throw new Error(`The story got stuck: ${what} did not happen within ${seconds} s of its clock.`);
  };
  const cardSays = (word: string) =>
    until(`the card saying ${word}`, 120, () => cards().some((card) => card.text.includes(word)));
  const told = (words: string, times = 1, seconds = 120) =>
    until(`"${words}" in the thread`, seconds, () => thread().filter((text) => text.includes(words)).length >= times);
  const cardOf = () => {
    const card = cards()[0];
    if (card === undefined) throw new Error('The story got stuck: there is no card.');
    return card;
  };
  const scene = (text: string) => write(`\n${'─'.repeat(4)} ${text}\n`);

  write(`A recording in #${channel.name}, as people see it in Slack. An hour takes a few seconds here.\n`);
  const end = transcribe(slack, { channels: () => [channel.id], people: () => [ana, ben] }, write);
  try {
    scene(`ana types: /record start ${cname}`);
    await slack.type(ana, channel, `/record start ${cname}`);
    await cardSays('Starting');
    await cardSays('Recording');
    await told('It is recording');

    scene('ben presses Vertical');
    await slack.click(ben, cardOf(), 'Vertical');
    await told('changed the layout');

    scene('twenty minutes go by');
    await told('Recording for', 2, 25 * 60);

    scene('ana presses Stop, and confirms');
    await slack.click(ana, cardOf(), 'Stop');
    await cardSays('Stopping');
    await cardSays('Finished');
    await told('Upload:');
  } finally {
    end();
  }

  const calls = agora.requests.map((request) => request.call).filter((call) => call !== 'unknown');
  const counts = [...new Set(calls)].map((call) => `${calls.filter((other) => other === call).length} ${call}`);
  write(`\n${'─'.repeat(4)} What Agora received: ${counts.join(', ')}.\n`);
}
