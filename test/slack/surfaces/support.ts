/** Shared by the tests of what is said in Slack: sample recordings, and the check of a message as a whole. */
import type { Recording } from '../../../src/recording/recording.ts';
import { checkBlocks } from '../../../src/sandbox/slack/check-blocks.ts';
import type { Message } from '../../../src/slack/surfaces/blocks.ts';
import { runningRecording } from '../../support/recordings.ts';
import { specOf } from '../../support/specs.ts';

export const link = 'https://team.slack.com/archives/C1/p1700000000000100';

/** Links to files begin with it. */
export const bucketUrl = 'https://bucket.example/';

export const createdAt = 1_700_000_000_000;
export const minute = 60_000;

/** Running since `createdAt`, with its card posted. */
export function recording(over: Partial<Recording> = {}): Recording {
  return runningRecording({
    id: 'r7k2m9',
    startedBy: 'U1ANA',
    createdAt,
    spec: specOf({ announce: { begin: 'This class is being recorded.', end: 'The recording has ended.' } }),
    recorders: [{ uid: '3000000001', status: 'running', sendCount: 1, sid: 'abc', startedAt: createdAt }],
    card: { teamId: 'T1', channelId: 'C1', isPrivate: false, ts: '1700000000.000100' },
    ...over,
  });
}

type Json = Readonly<Record<string, unknown>>;

function objects(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value as Json]), ...Object.values(value).flatMap(objects)];
}

function ofType(message: Message, type: string): Json[] {
  return objects(message.blocks).filter((object) => object['type'] === type);
}

/** Every text that people see in the blocks, as one. */
export function seen(message: Message): string {
  return objects(message.blocks)
    .flatMap((object) =>
      [object['text'], object['user_id'], object['fallback']].filter((text) => typeof text === 'string'),
    )
    .join('');
}

export function buttons(message: Message): Json[] {
  return ofType(message, 'button');
}

/** The lines of all preformatted blocks. */
export function fileNames(message: Message): string[] {
  return ofType(message, 'rich_text_preformatted').flatMap((block) =>
    objects(block['elements'])
      .map((element) => String(element['text']))
      .join('')
      .split('\n'),
  );
}

const ours =
  /<!subteam\^S0(?:TEACHERS|LOST|ADMINS)>|<#C[2-5]>|<@[UW][A-Z0-9]+>|<!date\^\d+\^\{date_short_pretty\}(?: at)? \{time\}\|[-0-9: ]+UTC>|<https:\/\/team\.slack\.com\/archives\/C1\/p\d+\|[a-zA-Z \p{Script=Han}]+>/gu;

/**
 * What is wrong with a message: limits, references that are not ours, and, for foreign text that holds `marker`, any place of a
 * block where it is not literal.
 */
export function faults({ text, blocks }: Message, marker?: string, mostBlocks = 50): string[] {
  const found = checkBlocks(blocks, mostBlocks).map((fault) => `${fault.pointer} ${fault.message}`);
  if (text.length === 0 || text.length > 3_000) found.push(`text of ${text.length}`);
  const markup = objects(blocks).filter((object) => object['type'] === 'mrkdwn');
  const inBlocks = markup.map((object) => String(object['text']));
  for (const mrkdwn of [text, ...inBlocks])
    if (/[<>]/u.test(mrkdwn.replace(ours, ''))) found.push(`not escaped: ${mrkdwn}`);
  // The `text` beside blocks is shown in notifications, where nothing is bold; in a block, only code is literal.
  for (const mrkdwn of inBlocks)
    if (
      marker !== undefined &&
      mrkdwn
        .replace(ours, '')
        .replace(/`[^`\n]*`/gu, '')
        .includes(marker)
    )
      found.push(`foreign outside code: ${mrkdwn}`);
  for (const object of markup) if (object['verbatim'] !== true) found.push('mrkdwn that is not verbatim');
  for (const object of objects(blocks)) {
    const type = String(object['type']);
    if (['broadcast', 'team', 'color'].includes(type)) found.push(`element ${type}`);
    if (type === 'link' && object['url'] !== link && !String(object['url']).startsWith(bucketUrl))
      found.push(`link ${String(object['url'])}`);
    if (type === 'user' && !/^[UW][A-Z0-9]+$/u.test(String(object['user_id']))) found.push('invalid user');
    const { usergroup_id: group = 'S0', channel_id: channel = 'C0' } = object;
    if (!/^(?:S0|C\d)/u.test(String(type === 'channel' ? channel : group))) found.push(`element ${type}`);
    if (type === 'plain_text' && object['emoji'] !== false) found.push('plain text with emoji');
  }
  return found;
}
