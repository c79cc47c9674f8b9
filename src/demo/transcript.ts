import type { SlackWorkspace } from '../sandbox/slack/slack.ts';
import type { Ephemeral, Message } from '../sandbox/slack/types.ts';

/**
 * Writes down every message when it appears or changes, as a person in Slack would see it happen; replies are indented.
 * Returns the end of it.
 */
export function transcribe(
  slack: SlackWorkspace,
  channels: () => readonly string[],
  write: (text: string) => void,
): () => void {
  const shown = new Map<string, string>();

  const show = (message: Message | Ephemeral, indent: string) => {
    const alone = 'replies' in message ? { ...message, replies: [] } : message;
    const text = slack.renderText(alone).trimEnd();
    const key = `${message.channel} ${message.ts}`;
    const before = shown.get(key);
    if (before === text) return;
    shown.set(key, text);
    const mark = before === undefined ? '' : '(updated) ';
    write(`\n${indent}${mark}${text.replaceAll('\n', `\n${indent}`)}\n`);
  };
  const look = () => {
    for (const channel of channels()) {
      for (const message of slack.messages(channel)) {
        show(message, '');
        for (const reply of message.replies) show(reply, '    ↳ ');
      }
    }
  };
  look();
  return slack.subscribe(look);
}
