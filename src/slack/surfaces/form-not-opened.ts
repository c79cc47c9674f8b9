/** Slack did not open the form that starts a recording: it may be opened by a press, whose three seconds begin then. */
import type { ActionsBlock } from '@slack/types';
import { format, label } from '../../messages/format.ts';
import { blocksOf, type Message, paragraph, plainText } from './blocks.ts';
import { slackLimits } from './limits.ts';

export const openFormAction = 'startForm:open';

/** `command`: what opens the form that was asked for, as a person types it. `reference`: what the log calls the failure. */
export function formNotOpened(command: string, reference: string): Message {
  const words = format('startForm.notOpened', { reference: { code: reference } });
  const text = plainText(label('startForm.open'), slackLimits.buttons.text);
  const button: ActionsBlock = {
    type: 'actions',
    elements: [{ type: 'button', action_id: openFormAction, value: command, text }],
  };
  return blocksOf(words, [paragraph(...words), button]);
}
