import type { SlackWorkspace } from '../../sandbox/slack/slack-server.ts';
import type { Ephemeral, Message, User } from '../../sandbox/slack/types.ts';

/**
 * Writes down every message when it appears or changes, as a person in Slack would see it happen; replies are indented.
 * `people`: whose private answers are shown, too. Returns the end of it.
 */
export function transcribe(
  slack: SlackWorkspace,
  watched: { channels: () => readonly string[]; people: () => readonly User[] },
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
    for (const channel of watched.channels()) {
      for (const message of slack.messages(channel)) {
        show(message, '');
        for (const reply of message.replies) show(reply, '    ↳ ');
      }
    }
    for (const person of watched.people()) {
      for (const message of [...slack.ephemerals(person), ...slack.dms(person)]) show(message, '');
    }
  };
  look();
  return slack.subscribe(look);
}
