/** What a picture of messages says, as one line of text: for people who do not see it. */
import type { Names } from '../../src/sandbox/slack/mrkdwn.ts';
import { renderMessage } from '../../src/sandbox/slack/render.ts';
import type { Block } from '../../src/sandbox/slack/types.ts';
import type { Message } from '../../src/slack/surfaces/blocks.ts';

export function alternativeText({ text, blocks }: Message, names: Names): string {
  const posted = { channel: 'C1', ts: '0', user: 'bot', broadcast: false, edits: 0, deleted: false, replies: [] };
  const [, ...lines] = renderMessage({ ...posted, text, blocks: blocks as unknown as Block[] }, names).split('\n');
  return lines
    .map((line) => line.trim().replaceAll(/ \(https:[^)]*\)|`|^• /gu, ''))
    .filter((line) => !/^─*$/u.test(line))
    .map((line) => sentence(buttonsIn(line)))
    .join(' ');
}

/** `[1 Skip Next] [2 Cancel]`: brackets would end the text in Markdown. */
function buttonsIn(line: string): string {
  const labels = [...line.matchAll(/\[\d+ ([^\]]+)\]/gu)].map(([, label = '']) => label);
  return labels.length === 0 ? line : `Buttons: ${labels.join(', ')}`;
}

function sentence(line: string): string {
  return /[.:…]$/u.test(line) ? line : `${line}.`;
}
