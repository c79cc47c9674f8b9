/** The demo's messages, as they appear. */
import type { SlackWorkspace } from '../../sandbox/slack/slack-server.ts';
import type { Ephemeral, Message, User } from '../../sandbox/slack/types.ts';

/**
 * Writes every message when it appears or changes; replies are indented. `people`: whose private messages and forms are shown, too.
 * Returns how to stop it.
 */
export function transcribe(
  slack: SlackWorkspace,
  watched: { channels: () => readonly string[]; people: () => readonly User[] },
  write: (text: string) => void,
): () => void {
  const shown = new Map<string, string>();

  const show = (message: Message | Ephemeral, indent: string) => {
    const single = 'replies' in message ? { ...message, replies: [] } : message;
    const text = slack.renderText(single).trimEnd();
    const key = `${message.channel} ${message.ts}`;
    const before = shown.get(key);
    if (before === text) return;
    shown.set(key, text);
    const mark = before === undefined ? '' : '(updated) ';
    write(`\n${indent}${mark}${text.replaceAll('\n', `\n${indent}`)}\n`);
  };
  const showForm = (person: User) => {
    const key = `form ${person.id}`;
    const text = slack.renderModal(person);
    if (text !== '' && shown.get(key) !== text) write(`\n(a form, only visible to ${person.name})\n${text}`);
    shown.set(key, text);
  };
  const update = () => {
    for (const channel of watched.channels()) {
      for (const message of slack.messages(channel)) {
        show(message, '');
        for (const reply of message.replies) show(reply, '    ↳ ');
      }
    }
    for (const person of watched.people()) {
      for (const message of [...slack.ephemerals(person), ...slack.dms(person)]) show(message, '');
      showForm(person);
    }
  };
  update();
  return slack.subscribe(update);
}
