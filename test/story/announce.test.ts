/** A preset announces in the channel when recording begins and ends. */
import { expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

const file = `
presets:
  lesson: { announce: { begin: "This class is being recorded <!channel>.", end: The recording has ended. } }
`;

test('announcements are posted in the channel, with their own text, once each, and never as markup', async () => {
  const world = await openWorld({ file });
  const { slack, ana, room } = world;
  await slack.type(ana, room, '/record start maths preset=lesson');
  const posts = () => slack.messages(room).map((message) => slack.renderText(message));
  await world.until(() => posts().some((text) => text.includes('This class is being recorded')));
  const begin = slack.messages(room).find(({ text }) => text.includes('This class is being recorded'));
  expect(begin?.text).toContain('&lt;!channel&gt;');
  const card = slack.messages(room)[0];
  if (card === undefined) throw new Error('no card');
  await slack.click(ana, card, 'Stop');
  await world.until(() => posts().some((text) => text.includes('The recording has ended.')));
  expect(posts().filter((text) => text.includes('This class'))).toHaveLength(1);
  expect(card.replies.map(({ text }) => text).join()).not.toContain('This class');
});
