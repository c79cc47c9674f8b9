/** The sentences of the thread, and those that the recording core has for one person. */
import type { KnownBlock } from '@slack/types';
import type { Line } from '../recording/lines.ts';
import type { ProblemCode } from '../recording/problems.ts';
import type { Ending, Recording } from '../recording/recording.ts';
import { bullets, fileBlocks, flat, type Message, type Part, paragraph, say } from './blocks.ts';
import { agoraStatus, layoutWords, named, predictedNote, problemOf, theCard, uploadWords } from './phrases.ts';
import { count, duration } from './text.ts';

type LineOf<T extends Line['type']> = Extract<Line, { type: T }>;

/** The words of a line. `link` leads to the card; it helps where the reader may be somewhere else. */
export function renderLine(r: Recording, line: Line, link?: string): Message {
  switch (line.type) {
    case 'confirmed':
      return say({ emoji: 'red_circle' }, ' It is recording: Agora’s recorder is in ', { code: r.cname }, '.');
    case 'status':
      return status(line);
    case 'layoutChanged':
      return say({ user: line.by }, ' changed the layout to ', ...layoutWords(line.layout), '.');
    case 'layoutRefused':
      return trouble(
        [
          line.uncertain === true ? 'I can’t tell which layout is in force now. ' : 'The layout stays as it was. ',
          { user: line.by },
          ' asked for ',
          ...layoutWords(line.layout),
          ', but: ',
        ],
        line,
        true,
        // What helps after a start that came to nothing would end a recording that goes on.
        layoutAdvice[line.problem] ?? 'Ask for the layout again in a minute. The recording goes on meanwhile.',
      );
    case 'stopAsked':
      return say(
        { user: line.by },
        ' asked to stop. The names of the files follow here as soon as Agora has closed them.',
      );
    case 'cancelled':
      return say(
        { user: line.by },
        ' called it off before anything was recorded. Nothing was sent to Agora that could record.',
      );
    case 'looking':
      return say(
        'Agora can’t find the recorder just now. That is usual while it moves to another server, which takes up to 90 seconds. I keep asking and will tell you how it goes.',
      );
    case 'foundAgain':
      return say('Agora answers again, and the recorder is there. There may be a short gap in the recording.');
    case 'nobodyPublishes':
      return say(
        { emoji: 'warning' },
        ' The recorder is in ',
        { code: r.cname },
        ', but it receives nothing. Check that somebody has a camera or microphone on, that the name is the one your app uses ' +
          '(capitals count), and that AGORA_CHANNEL_TYPE fits the app.',
      );
    case 'trouble':
      return trouble([{ emoji: 'warning' }, ' '], line, false);
    case 'notStopped':
      return trouble(
        [
          { emoji: 'warning' },
          ' The recording of ',
          { code: r.cname },
          ` could not be stopped yet: it may still be running. I keep trying; to try at once: \`/record stop ${r.id}\`. `,
        ],
        line,
        false,
      );
    case 'warned':
      return trouble([{ emoji: 'warning' }, ' Agora reports trouble with ', { code: r.cname }, '. '], line, false);
    case 'orphan':
      return orphan(r, line);
    case 'orphanBack':
      return say(
        { emoji: 'warning' },
        ' Agora’s recorder with uid ',
        { code: line.uid },
        ` is back and records on, though it counted as ended here. Leave it if the session goes on: it ends by itself five minutes after ` +
          `the last participant has left. To end it now: \`/record stop ${r.id}\``,
      );
    case 'stopsOrphan':
      return line.known
        ? say(
            'Stopping the recorder of ',
            ...named(r),
            ' that was out of control. ',
            theCard(link, 'The card'),
            ' says when it is over.',
          )
        : say(
            'The recorder of ',
            ...named(r),
            ' can’t be reached from here. If Agora tells which one it is, I stop it at once; else it ends by itself five minutes after ' +
              'the last participant has left the channel.',
          );
    case 'orphanOver':
      return say(
        'The recorder with uid ',
        { code: line.uid },
        ', which could not be controlled, has ended. It is no longer billed; what it recorded is in the same bucket.',
      );
    case 'movedOn':
      return say(
        'Agora has moved the recorder to another server, where it goes on with the uid ',
        { code: line.uid },
        '. There may be a short gap in the recording, and the files from here on have names of their own.',
      );
    case 'controlEnds':
      return say(
        { emoji: 'warning' },
        ' This recording has run for nearly three days. From ',
        { at: line.at },
        ' on, Agora won’t let anybody see or stop it any more, though it goes on and is billed. ',
        { bold: 'What to do:' },
        ` stop it before then, and start it again if the session goes on: \`/record stop ${r.id}\``,
      );
    case 'uploading':
      return say(
        'The recording of ',
        { code: r.cname },
        ` ${endings[line.why]}${becauseOf(line.why, line.cause)} Agora is still uploading files. Their names and whether all have arrived follow here ` +
          'as soon as Agora tells, within 24 hours at the latest.',
      );
    case 'finished':
      return finished(r, line);
    case 'failed':
      return trouble([{ emoji: 'x' }, ' The recording of ', { code: r.cname }, ' did not come about. '], line);
    case 'lost':
      return trouble(
        [{ emoji: 'warning' }, ' I have lost control of the recording of ', { code: r.cname }, '. '],
        line,
      );
    case 'cardRefused':
      return cardRefused(r, line);
    case 'alreadyStopping':
      return say(
        'The recording of ',
        ...named(r),
        ' is being stopped already. Watch ',
        theCard(link),
        ' for the files.',
      );
    case 'alreadyOver':
      return say(
        'The recording of ',
        ...named(r),
        r.phase === 'lost' ? ' is out of my control. What is known of it is on ' : ' is over. What became of it is on ',
        theCard(link),
        '.',
      );
    case 'notReady':
      return say(
        'The recording of ',
        ...named(r),
        line.ask === 'layout'
          ? ' is just starting. Change the layout as soon as '
          : ' is just starting. Ask again when ',
        theCard(link),
        ' says that it records.',
      );
    case 'sameLayout':
      return say('The layout of ', ...named(r), ' is ', ...layoutWords(line.layout), ' already, so nothing changes.');
    case 'layoutAsked':
      return say(
        'Asking Agora to give ',
        ...named(r),
        ' the layout ',
        ...layoutWords(line.layout),
        '. ',
        theCard(link, 'The card'),
        ' shows it when it is in force.',
      );
    case 'notYours':
      return say(
        'The recording of ',
        ...named(r),
        ' belongs to another Slack channel. Do this there, at ',
        theCard(link, 'its card'),
        ', or ask ',
        { user: r.startedBy },
        ', who started it.',
      );
  }
}

const layoutAdvice: Partial<Record<ProblemCode, string>> = {
  agora_bad_request: 'Check the uid and the colour, if you named any, and ask again. The recording goes on meanwhile.',
  agora_unauthorized: problemOf('agora_unauthorized').todo,
};

/** What happened, what to do, and what Agora said word for word. */
function trouble(
  before: readonly Part[],
  { problem, detail }: Readonly<{ problem: ProblemCode; detail?: string }>,
  givenUp = true,
  instead?: string,
): Message {
  const { what, todo, afterwards = todo, causes } = problemOf(problem);
  const said: Part[] = detail === undefined || detail === '' ? [] : [' Agora’s words: ', { code: detail }];
  const todoParts: Part[] = [{ bold: 'What to do:' }, ' ', instead ?? (givenUp ? afterwards : todo)];
  const head = paragraph(...before, what, ...said);
  const text = flat(...before, what, ' ', ...todoParts, ...said);
  if (causes === undefined || !givenUp) return { text, blocks: [head, paragraph(...todoParts)] };
  const ways = causes.map(({ cause, check }): Part[] => [{ bold: `${cause}:` }, ` ${check}.`]);
  return {
    text,
    blocks: [head, paragraph('The likely causes, the likeliest first, and what to check:'), bullets(ways)],
  };
}

/** Why it ended though nobody asked, and what to do about it. */
function becauseOf(why: Ending, cause: ProblemCode | undefined): string {
  if (why !== 'endedByItself') return '';
  if (cause === undefined)
    return ' Agora has no recorder for it any more; that happens when everybody has left the channel. Start it again if the session goes on.';
  const { what, todo, afterwards = todo } = problemOf(cause);
  return ` ${what} ${afterwards}`;
}

function status(line: LineOf<'status'>): Message {
  const parts: Part[] = ['Recording for ', { bold: duration(line.elapsed) }, '. '];
  const asOf: Part[] = line.seenAt === undefined ? [] : [', as of ', { at: line.seenAt }];
  if (line.silent) {
    parts.push(line.missing === true ? 'Agora can’t find the recorder just now' : 'Agora did not answer just now');
    if (line.status === undefined) parts.push('. ');
    else parts.push(`; its latest word was: ${agoraStatus(line.status)}`, ...asOf, '. ');
  } else if (line.status === undefined) parts.push('Agora gave no status. ');
  else parts.push(`Agora: ${agoraStatus(line.status)}. `);
  const files = line.files.filter((name) => name !== '');
  if (files.length === 0) parts.push('No files yet.');
  else {
    const named = files.slice(-3).flatMap((name, index): Part[] => [index === 0 ? '' : ', ', { code: name }]);
    parts.push(`${count(files.length, 'file')} so far${files.length > 3 ? ', the latest' : ''}: `, ...named, '.');
  }
  return say(...parts);
}

function orphan(r: Recording, line: LineOf<'orphan'>): Message {
  const idle = duration(line.idle);
  const parts: Part[] = [
    { emoji: 'warning' },
    ' Agora may have started a recorder in ',
    { code: r.cname },
    ' (uid ',
    { code: line.uid },
    `), but gave no clear answer. If it runs, it records and is billed, and nobody can stop it from here. It ends by itself ${idle} ` +
      'after the last participant has left the channel; its files go to the same bucket. ',
    line.again
      ? 'I am starting a fresh recorder beside it, which can be controlled.'
      : 'I have not started another one. To be sure that it ends, let everybody leave the channel when you are done.',
  ];
  return say(...parts);
}

const endings: Readonly<Record<Ending, string>> = {
  stopped: 'is over.',
  endedByItself: 'has ended by itself.',
  nothingRecorded:
    'is over, but Agora recorded nothing. Usually nobody had a camera or microphone on, the channel’s name was another one ' +
    '(capitals count), or AGORA_CHANNEL_TYPE does not fit the app.',
};

/** One message with every file name exactly as Agora gave it, and Agora’s word on the upload. */
function finished(r: Recording, { why, cause, files, uploading }: LineOf<'finished'>): Message {
  const ending = why === 'stopped' ? 'is finished.' : endings[why];
  const sign = why === 'stopped' ? 'white_check_mark' : 'warning';
  const head: Part[] = [{ emoji: sign }, ' The recording of ', { code: r.cname }, ` ${ending}${becauseOf(why, cause)}`];
  const names = files.names.filter((name) => name !== '');
  const upload = uploadWords({ ...r, files }, uploading);
  const fileHead = files.predicted ? predictedNote : `${count(names.length, 'file')}:`;
  const blocks: KnownBlock[] = [paragraph(...head)];
  if (names.length === 0)
    blocks.push(paragraph(why === 'nothingRecorded' ? 'There are no files.' : 'Agora named no files.'));
  else {
    const listed = fileBlocks(names, filesMost);
    blocks.push(paragraph(fileHead), ...listed.blocks);
    if (listed.left > 0)
      blocks.push(paragraph(`… and ${listed.left} more, which one message can’t hold. They are in the bucket.`));
  }
  blocks.push(paragraph(...upload));
  const inText: Part[] =
    names.length === 0 ? [] : [` ${fileHead} `, ...names.flatMap((name): Part[] => [{ code: name }, ' '])];
  return { text: flat(...head, ' ', ...upload, ...inText), blocks };
}

/** Blocks that are left for file names beside the sentences around them. */
const filesMost = 45;

const invite = 'Invite me there with `/invite @clapperbot`';
/** Why Slack refuses the card, and what to do about it, by Slack’s error code. */
const refusals: Readonly<Record<string, readonly [what: string, todo: string]>> = {
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

function cardRefused(r: Recording, { code, recordingGoesOn }: LineOf<'cardRefused'>): Message {
  const known = refusals[code] ?? (code.startsWith('restricted_action') ? refusals['restricted_action'] : undefined);
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
