/** What the starter is told where Slack does not take the card. */

import type { Recording } from '../../recording/recording.ts';
import type { ThreadMessageOf } from '../../recording/thread-message.ts';
import { bullets, flat, type Message, type Part, paragraph, say } from './blocks.ts';
import { named } from './phrases.ts';

const invite = 'Invite me there with `/invite @clapperbot`';
/** Why Slack refuses the card, and what to do about it, by Slack’s error code. */
const authFailures: Readonly<Record<string, readonly [what: string, todo: string]>> = {
  not_in_channel: ['I am not a member of that channel.', invite],
  channel_not_found: ['I can’t see that channel: it is private, or a conversation that I am not part of.', invite],
  is_archived: ['That channel is archived.', 'Use another channel, or bring this one back'],
  message_not_found: ['The card was deleted.', 'Leave the card where it is'],
  restricted_action: ['A rule of this workspace does not let me post there.', 'Use another channel, or ask an admin'],
  cannot_reply_to_message: ['Slack takes no replies to the card.', 'Use another channel'],
  missing_scope: [
    'My app lacks a permission in this workspace.',
    'Ask whoever runs me to reinstall the app with the scopes `commands` and `chat:write`',
  ],
  msg_too_long: ['Slack found the message too long.', 'Ask whoever runs me to look into my log'],
  invalid_blocks: ['Slack could not read the message.', 'Ask whoever runs me to look into my log'],
};

export function cardRefused(r: Recording, { code, recordingGoesOn }: ThreadMessageOf<'cardRefused'>): Message {
  const known =
    authFailures[code] ?? (code.startsWith('restricted_action') ? authFailures['restricted_action'] : undefined);
  const [what, todo] = known ?? ['Slack does not let me post there.', 'Check that I am in the channel and may post'];
  if (!recordingGoesOn) {
    return say(
      'Nothing was started in ',
      { code: r.cname },
      `. ${what} ${todo}, then send the command again. (Slack’s code: `,
      { code },
      ')',
    );
  }
  const head: Part[] = [
    'The recording of ',
    ...named(r),
    ` goes on, but its card can’t be shown. ${what} (Slack’s code: `,
    { code },
    ')',
  ];
  const ways: Part[][] = [
    ['See how it is doing: ', { code: `/record status ${r.id}` }],
    ['Stop it: ', { code: `/record stop ${r.id}` }],
    [`For the next one: ${todo.charAt(0).toLowerCase()}${todo.slice(1)}`],
  ];
  return {
    text: flat(...head, ' ', ...ways.flatMap((way) => [...way, '. '])),
    blocks: [paragraph(...head), bullets(ways)],
  };
}
