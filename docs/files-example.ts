/** The answer to **Files** in the README: what the bot says, as text. */
import { renderMessage } from '../src/sandbox/slack/render.ts';
import type { Block } from '../src/sandbox/slack/types.ts';
import { files } from '../test/golden/files.ts';
import { now } from '../test/golden/samples.ts';

export function filesExample(): string {
  const message = files['a playlist and an MP4'];
  if (message === undefined) throw new Error('there is no such answer');
  const posted = { channel: 'C1', ts: '0', user: 'bot', broadcast: false, edits: 0, deleted: false, replies: [] };
  const reader = { user: () => 'ana', channel: () => undefined, now, timeZone: 'UTC' };
  const [, ...lines] = renderMessage(
    { ...posted, text: message.text, blocks: message.blocks as unknown as Block[] },
    reader,
  )
    .trimEnd()
    .split('\n');
  const shown = lines.map((line) => line.trim().replace(/ \(https:[^)]*\)/u, ' ↗'));
  return ['```', ...shown, '```'].join('\n');
}
