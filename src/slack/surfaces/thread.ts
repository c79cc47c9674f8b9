/** The sentences of the thread, and those that the recording core has for one person. */

import type { ErrorCode } from '../../recording/error-codes.ts';
import type { Recording } from '../../recording/recording.ts';
import type { ThreadMessage, ThreadMessageOf } from '../../recording/thread-message.ts';
import { bullets, flat, type Message, type Part, paragraph, say } from './blocks.ts';
import { cardRefused } from './card-refused.ts';
import { finished, uploading } from './outcome.ts';
import { agoraStatus, errorInfoOf, layoutWords, named, theCard } from './phrases.ts';
import { count, duration } from './text.ts';

/** The words of a line. `link` leads to the card; it helps where the reader may be somewhere else. */
export function renderMessage(r: Recording, line: ThreadMessage, link?: string): Message {
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
        layoutAdvice[line.errorCode] ?? 'Ask for the layout again in a minute. The recording goes on meanwhile.',
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
            ' can’t be reached from here. ',
            line.notifications ? 'If Agora tells which one it is, I stop it at once; else it' : 'It',
            ' ends by itself five minutes after the last participant has left the channel.',
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
    case 'controlExpiring':
      return say(
        { emoji: 'warning' },
        ' This recording has run for nearly three days. From ',
        { at: line.at },
        ' on, Agora won’t let anybody see or stop it any more, though it goes on and is billed. ',
        { bold: 'What to do:' },
        ` stop it before then, and start it again if the session goes on: \`/record stop ${r.id}\``,
      );
    case 'tokenEnds':
      return say(
        { emoji: 'warning' },
        ' The recorder’s token runs out ',
        { at: line.at },
        ', and the recording ends with it: Agora’s tokens serve 24 hours. ',
        { bold: 'What to do:' },
        ` if the session goes on, stop it before then (\`/record stop ${r.id}\`) and start it again.`,
      );
    case 'uploading':
      return uploading(r, line);
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
        line.command === 'layout'
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

const layoutAdvice: Partial<Record<ErrorCode, string>> = {
  agora_bad_request: 'Check the uid and the colour, if you named any, and ask again. The recording goes on meanwhile.',
  agora_unauthorized: errorInfoOf('agora_unauthorized').todo,
};

/** What happened, what to do, and what Agora said word for word. */
function trouble(
  before: readonly Part[],
  { errorCode, detail }: Readonly<{ errorCode: ErrorCode; detail?: string }>,
  givenUp = true,
  instead?: string,
): Message {
  const { what, todo, afterwards = todo, causes } = errorInfoOf(errorCode);
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

function status(line: ThreadMessageOf<'status'>): Message {
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

function orphan(r: Recording, line: ThreadMessageOf<'orphan'>): Message {
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
