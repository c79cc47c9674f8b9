/** What one person is told in answer to a command or a click. All of it is meant to be seen by them alone. */
import { isLive, type Ms, type Recording } from '../../recording/recording.ts';
import { commandName, commands, type Verb, verbNames } from '../inbound/commands.ts';
import { suggest } from '../inbound/suggest.ts';
import { bullets, flat, type Message, type Part, paragraph, say } from './blocks.ts';
import { agoraStatus, errorInfoOf, layoutWords, named, stateWords, theCard, uploadWords } from './phrases.ts';
import { count, duration } from './text.ts';

/** The address of a message. `teamUrl` ends with a slash, as `auth.test` gives it. */
export function permalink(teamUrl: string, channel: string, ts: string): string {
  return `${teamUrl}archives/${channel}/p${ts.replace('.', '')}`;
}

/** The address of the card; undefined while it is not posted, or the workspace's address is not known. */
export function cardLink(r: Recording, teamUrl: string | undefined): string | undefined {
  const { channel, ts } = r.card;
  return teamUrl === undefined || ts === undefined ? undefined : permalink(teamUrl, channel, ts);
}

export function help(): Message {
  const hello: Part[] = [
    'I record Agora channels and tell you in Slack how they are doing. Here is what you can write:',
  ];
  const lines = verbNames.map((verb) => helpLine(verb));
  const more: Part[] = [
    'The card of a recording has buttons for the layout, a fresh status and stop; what happens is told in its thread. ' +
      'Put names with spaces in quotes. Capitals count in names of channels, and nowhere else.',
  ];
  return {
    text: flat(...hello, ' ', ...verbNames.map((verb) => `\`${commandName} ${verb}\` ${commands[verb].does}. `)),
    blocks: [paragraph(...hello), bullets(lines), paragraph(...more)],
  };
}

function helpLine(verb: Verb): Part[] {
  const { usage, does, examples } = commands[verb];
  const samples = usage === '' ? [] : examples.map((example) => `\`${commandName} ${example}\``);
  const form = `${verb} ${usage}`.trimEnd();
  return [`\`${form}\` ${does}${samples.length === 0 ? '' : `, for example ${samples.join(' or ')}`}`];
}

// A list in Slack is read on a phone, too.
const listMost = 30;

/** The live ones and the latest ended ones, in the order given. */
export function listReply(recordings: readonly Recording[], teamUrl: string | undefined): Message {
  const live = recordings.filter(isLive);
  const orphans = recordings.filter((r) => !isLive(r) && hasOrphan(r));
  const ended = recordings.filter((r) => !isLive(r) && !hasOrphan(r));
  const now: Part[] = [
    live.length === 0 ? 'Nothing is being recorded just now.' : `${count(live.length, 'live recording')}:`,
  ];
  const how: Part[] = [`To record a channel, write \`${commandName} start <channel>\`.`];
  return {
    text: flat(
      ...now,
      ' ',
      ...[...live, ...orphans, ...ended]
        .slice(0, 10)
        .flatMap((r): Part[] => [...named(r), `, ${stateWords[r.phase]}. `]),
    ),
    blocks: [
      paragraph(...now),
      ...listed(live, teamUrl),
      ...(orphans.length === 0 ? [] : [paragraph(outOfControl), ...listed(orphans, teamUrl)]),
      ...(ended.length === 0 ? [] : [paragraph('Ended lately:'), ...listed(ended, teamUrl)]),
      ...(recordings.length === 0 ? [paragraph(...how)] : []),
    ],
  };
}

function listed(recordings: readonly Recording[], teamUrl: string | undefined) {
  if (recordings.length === 0) return [];
  const shown = recordings.slice(0, listMost).map((r) => entry(r, cardLink(r, teamUrl)));
  const left = recordings.length - shown.length;
  return [bullets(left === 0 ? shown : [...shown, [`… and ${left} more`]])];
}

/** A recorder of it may run that nobody can control. */
function hasOrphan(r: Recording): boolean {
  return r.recorders.some(({ status }) => status === 'orphan');
}

const outOfControl =
  'Recorders that may still be running out of control; their cards say what can be done. Each ends five minutes after the last participant ' +
  'has left its channel:';

/** Id, channel, state, who, when, and the card. */
function entry(r: Recording, link: string | undefined): Part[] {
  return [
    { code: r.id },
    ' ',
    { code: r.cname },
    ` – ${stateWords[r.phase]}, started by `,
    { user: r.startedBy },
    ', ',
    { at: r.createdAt },
    ...(r.endedAt === undefined ? [] : [', ended ', { at: r.endedAt }]),
    ...(isLive(r) && hasOrphan(r) ? [', and a recorder beside it that nobody can stop may be running'] : []),
    ...(link === undefined ? [] : [' – ', { link, as: 'card' }]),
  ];
}

/** How a recording is doing at `now`. `silent`: Agora was asked just now and did not answer. */
export function statusReply(r: Recording, now: Ms, silent: boolean, link?: string): Message {
  const since = (r.endedAt ?? now) - r.createdAt;
  const parts: Part[] = [
    ...named(r),
    ` – ${stateWords[r.phase]}. Started by `,
    { user: r.startedBy },
    ', ',
    { at: r.createdAt },
  ];
  parts.push(isLive(r) ? ` (${duration(since)} ago). ` : '. ');
  if (isLive(r)) parts.push(...liveStatus(r, silent));
  else if (r.phase === 'uploading') parts.push('Agora is uploading the last files. ');
  else if (r.phase === 'failed' || r.phase === 'lost') {
    const { what, todo, afterwards = todo } = errorInfoOf(r.errorCode ?? 'agora_strange');
    parts.push(`${what} ${afterwards} `);
  } else if (r.uploading !== undefined) parts.push(...uploadWords(r, r.uploading), ' ');
  if (!isLive(r) && hasOrphan(r))
    parts.push('A recorder of it may still be running out of control; the card says what can be done. ');
  if (link !== undefined) parts.push('More on ', theCard(link), '.');
  return say(...parts);
}

function liveStatus(r: Recording, silent: boolean): Part[] {
  const parts: Part[] = [];
  if (silent) parts.push('Agora did not answer just now. ');
  if (r.missing !== undefined)
    parts.push('Agora has been looking for the recorder since ', { at: r.missing.since }, '. ');
  if (r.seen !== undefined) {
    const files = r.seen.files.filter((name) => name !== '');
    parts.push(
      `${silent ? 'Its latest word: ' : 'Agora: '}${agoraStatus(r.seen.status)}, as of `,
      { at: r.seen.at },
      '. ',
    );
    parts.push(files.length === 0 ? 'No files yet. ' : `${count(files.length, 'file')} so far. `);
  } else if (!silent && r.phase !== 'stopping') parts.push('Agora has not reported on it yet. ');
  return [...parts, 'Layout: ', ...layoutWords(r.layout.applied), '. '];
}

export function alreadyRunning(r: Recording, link?: string): Message {
  const where: Part[] =
    link === undefined ? [' Its card is about to appear.'] : [' Here is ', theCard(link, 'its card'), '.'];
  return say(
    { code: r.cname },
    ' is being recorded already (',
    { code: r.id },
    ', started by ',
    { user: r.startedBy },
    '). Nothing new was started.',
    ...where,
  );
}

/** The order is taken. What comes of it is said on the card and in its thread. */
export function accepted(r: Recording, ask: 'stop' | 'refresh' | 'layout', link?: string): Message {
  const card = theCard(link);
  switch (ask) {
    case 'stop':
      if (!isLive(r))
        return say('Called off: nothing of ', ...named(r), ' was recorded. ', theCard(link, 'The card'), ' says so.');
      return say('Stopping the recording of ', ...named(r), '. Its files will be on ', card, '.');
    case 'refresh':
      return say('Asking Agora about ', ...named(r), '. The answer will be on ', card, '.');
    case 'layout':
      return say(
        'Asking Agora for the other layout of ',
        ...named(r),
        '. ',
        theCard(link, 'The card'),
        ' shows it when it is in force.',
      );
  }
}

/** `candidates`: the recordings that this person may see. */
export function notFound(target: string, candidates: readonly Recording[]): Message {
  // Among thousands the search would hold up everybody else, and the latest are the likeliest.
  const live = candidates.filter(isLive).slice(-200);
  const names = [...new Set([...live.map((r) => r.cname), ...candidates.map((r) => r.id)])];
  const near = suggest(target, names);
  const missing: Part[] = ['I know no recording called ', { code: target }, ', neither by channel nor by id. '];
  const list = `\`${commandName} list\` shows what there is.`;
  if (near.length > 0) {
    return say(
      ...missing,
      'Did you mean ',
      ...near.flatMap((name, index): Part[] => [index === 0 ? '' : ' or ', { code: name }]),
      `? ${list}`,
    );
  }
  const capitals = live.length > 0 ? ' Capitals count.' : '';
  return say(...missing, `${list}${capitals}`);
}

/** `stop` or `status` without a name where several recordings run. */
export function whichOne(verb: 'stop' | 'status', live: readonly Recording[]): Message {
  const head: Part[] = [`${count(live.length, 'recording')} belong to this Slack channel. Which one do you mean?`];
  const ways = live
    .slice(0, listMost)
    .map((r): Part[] => [{ code: `${commandName} ${verb} ${r.id}` }, ' for ', { code: r.cname }]);
  if (live.length > listMost) ways.push([`… and ${live.length - listMost} more: \`${commandName} list\``]);
  return {
    text: flat(...head, ' ', ...ways.slice(0, 10).flatMap((way) => [...way, '. '])),
    blocks: [paragraph(...head), ...(ways.length === 0 ? [] : [bullets(ways)])],
  };
}

/** `stop` or `status` without a name where nothing runs. */
export function noneHere(verb: 'stop' | 'status'): Message {
  return say(
    `No recording runs from this Slack channel. To ${verb === 'stop' ? 'stop' : 'ask about'} one from elsewhere, name it: ` +
      `\`${commandName} ${verb} <channel or id>\`. \`${commandName} list\` shows them.`,
  );
}

/** A fault of ours. `start`: nothing was started; else nothing was changed. */
export function wentWrong(ask: 'start' | 'other'): Message {
  const outcome = ask === 'start' ? 'Nothing was started' : 'Nothing was changed';
  return say(
    `Something went wrong on my side. ${outcome}. Please try again in a minute; if it happens again, ask whoever runs me to look into my log.`,
  );
}
