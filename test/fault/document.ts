/** docs/faults.md, from the rows that the tests play: it says what they ask, and nothing else. */
import { calls, type RecorderStatus, type Row, type Subject } from './case.ts';

const head = `# What can go wrong, and what happens then

Every row of this page is a test: the bot runs between a local Slack and a local Agora, the fault occurs, and the
thread, the card and the recorders and calls at Agora are compared with the row. Unless a row says otherwise @ana types \`/record start standup\` in #classes,
somebody publishes in the channel, and the layout is \`grid\`.

Each row is played in all three modes, unless it names its modes: a mixed recording, an individual one, and one of a web page. It quotes what a mixed recording
says; the names of individual files go on with the participant, and a page is what is recorded where there are no participants.

- **People see** quotes the thread, the card, and what one person alone is told. The quotes of a thread come in this order. \`{sid}\`, \`{uid}\` and
  \`{id}\` stand for the sid and the uid of a recorder, and the id of the recording.
- **State** is the state on the card at the end, checked again a minute later.
- **At Agora** is every recorder that ever ran, with its end, and the calls that reached Agora (queries only where they matter).

Whatever a row says: there is one card unless it names more, a recording that has ended has no buttons that control it, the thread reports every
recorder that can't be stopped from here, no query follows a \`stop\`, and the bot never exceeds Slack's rate limits.

What happens to the process itself is drawn at random: it is killed, and of several on one PostgreSQL any is killed, paused, or cut off from the
database, or the database restarts. [performance.md](performance.md#crashes) has the figures.
`;

export function faultDocument(subjects: readonly Subject[]): string {
  return [head, ...subjects.map(section)].join('\n');
}

function section({ title, rows }: Subject): string {
  const lines = rows.map((row) => `| ${[fault(row), sees(row), state(row), atAgora(row)].map(cell).join(' | ')} |`);
  return [
    `## ${title}`,
    '',
    '| fault | people see | state | at Agora |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

function fault({ fault: words, modes: played }: Row): string {
  return played === undefined ? words : `${words} (${played.map((mode) => `\`${mode}\``).join(', ')})`;
}

function sees({ sees: { thread = [], card = [], ana = [], ben = [], never = [] } }: Row): string {
  return [
    said('Thread', thread),
    said('Card', card),
    said('@ana alone', ana),
    said('@ben alone', ben),
    said('Never', never),
  ]
    .filter((part) => part !== '')
    .join('<br>');
}

function said(where: string, pieces: readonly string[]): string {
  return pieces.length === 0 ? '' : `*${where}:* ${pieces.map((piece) => `“${literal(piece)}”`).join(' … ')}`;
}

function state({ state: word, cards = 1 }: Row): string {
  if (word === 'none') return 'no card';
  return cards === 1 ? word : `${word}, ${cards} cards`;
}

const statusLabels: Readonly<Record<RecorderStatus, string>> = {
  running: 'runs',
  stop: 'ended by `stop`',
  idle: 'left by itself, alone in the channel',
  badConfig: 'died of its settings',
  badStorage: 'died of the storage settings',
  badToken: 'died of its token',
  maxHours: 'ended by its time limit',
  pageNotFound: 'ended, the page was not found',
  pageNotReady: 'ended, the page was not ready',
  uidTaken: 'pushed out by a participant with its uid',
  fault: 'died',
};

function atAgora({ recorders, calls: counts, also = [] }: Row): string {
  const ran =
    recorders.length === 0
      ? 'no recorder'
      : `${count(recorders.length)}: ${recorders.map((status) => statusLabels[status]).join(', ')}`;
  const reached = calls.flatMap((call) => {
    const count = counts[call];
    if (count === undefined) return [];
    return [typeof count === 'number' ? `\`${call}\` ${count}×` : `\`${call}\` ${count}`];
  });
  const truths = also.map(({ words }) => words);
  return [ran, reached.length === 0 ? 'no call' : reached.join(', '), ...truths].join('; ');
}

const count = (recorders: number) => `${recorders} recorder${recorders === 1 ? '' : 's'}`;

/** Text that Markdown must leave as it is. */
function literal(text: string): string {
  return text.replaceAll(/[\\`*<~]/gu, (sign) => `\\${sign}`);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
