/** Reads what was typed after `/record`. Pure; nothing that cannot work gets past it. */

import { type Layout, type LayoutName, layoutNames } from '../../recording/recording.ts';
import { checkChannelName } from '../../recording/validate.ts';
import { type Message, type Part, say } from '../surfaces/blocks.ts';
import { commandName, commands, laterKeys, usageOf, type Verb, verbNames } from './commands.ts';
import { suggest } from './suggest.ts';
import { tokenize, type Word } from './tokenize.ts';

export type Command = Readonly<
  | { verb: 'help' }
  | { verb: 'start'; cname: string; layout: Layout }
  /** Without a target: the one live recording of this Slack channel. */
  | { verb: 'stop' | 'status'; target?: string }
  | { verb: 'layout'; target: string; layout: Layout }
  | { verb: 'list' }
>;

/** `say`: the input cannot work; the message is for the person who typed it. */
export type Parsed = Readonly<{ kind: 'command'; command: Command } | { kind: 'say'; message: Message }>;

/** What a verb is given: its plain words, and its keys in lower case with the values as they were typed. */
type Given = Readonly<{ words: readonly Word[]; keys: ReadonlyMap<string, string> }>;

/** `text` as Slack sends it: escaped, with references to people, channels and links. Never throws. */
export function parseCommand(text: string): Parsed {
  const read = tokenize(text);
  if (read.kind === 'unclear') return no(...read.why);
  const [first, ...rest] = read.words;
  if (first === undefined) return yes({ verb: 'help' });
  const verb = verbOf(first.text);
  if (verb === undefined) return unknownVerb(first, rest);
  if (verb === 'help') return yes({ verb });
  const given = sort(verb, rest);
  if ('kind' in given) return given;
  switch (verb) {
    case 'start':
      return start(given);
    case 'stop':
    case 'status':
      return stopOrStatus(verb, given);
    case 'layout':
      return changeLayout(given);
    case 'list':
      return given.words.length === 0 ? yes({ verb }) : no('Write just `/record list`. It takes nothing more.');
  }
}

function verbOf(typed: string): Verb | undefined {
  const word = typed.toLowerCase();
  if (['?', '-h', '--help'].includes(word)) return 'help';
  return verbNames.find((verb) => verb === word);
}

function unknownVerb(first: Word, rest: readonly Word[]): Parsed {
  const near = suggest(first.text, verbNames);
  const known: Part[] = ['I don’t know the command ', { code: first.text }, '. '];
  if (near.length > 0)
    return no(...known, `Did you mean ${or(near)}? \`${commandName} help\` shows everything I can do.`);
  if (rest.length > 0)
    return no(...known, `I know ${list(verbNames, 'and')}. \`${commandName} help\` shows how they work.`);
  const sample = `${commandName} start ${quoted(first.text)}`;
  return no(
    ...known,
    'To record a channel of that name, write ',
    { code: sample },
    `. \`${commandName} help\` shows the rest.`,
  );
}

/** Tells keys from words. An unquoted `a=b` is a key, unless it is the only word that can be the name of a channel. */
function sort(verb: Verb, all: readonly Word[]): Given | Parsed {
  const words: Word[] = [];
  const pairs: { name: string; typed: string; value: string; word: Word }[] = [];
  const doubtful: { name: string; word: Word }[] = [];
  for (const word of all) {
    const [, name, value] = (word.quoted ? null : /^([^=]+)=(.*)$/su.exec(word.text)) ?? [];
    if (name === undefined || value === undefined) words.push(word);
    else if (isKey(name) || nearKeys(verb, name).length > 0)
      pairs.push({ name: name.toLowerCase(), typed: name, value, word });
    else doubtful.push({ name, word });
  }
  if (words.length === 0 && doubtful.length === 1) words.push(...doubtful.splice(0).map((d) => d.word));
  const [odd] = doubtful;
  if (odd !== undefined) return unknownKey(verb, odd.name, odd.word, words.length > 0);
  const keys = new Map<string, string>();
  for (const { name, typed, value, word } of pairs) {
    if (!commands[verb].keys.some((key) => key.name === name)) return unknownKey(verb, typed, word, words.length > 0);
    if (value === '')
      return no(
        { code: `${typed}=` },
        ` has no value. Write ${sampleOf(verb, name)}, without a space around the \`=\`.`,
      );
    if (keys.has(name)) return no({ code: typed }, ' is there twice. Write it once.');
    keys.set(name, value);
  }
  return { words, keys };
}

const availableKeys = new Set(Object.values(commands).flatMap((command) => command.keys.map((key) => key.name)));

function isLater(name: string): boolean {
  return (laterKeys as readonly string[]).includes(name);
}

function isKey(name: string): boolean {
  return availableKeys.has(name.toLowerCase()) || isLater(name.toLowerCase());
}

function nearKeys(verb: Verb, name: string): string[] {
  const mine = commands[verb].keys.map((key) => key.name);
  const near = suggest(name, mine);
  return near.length > 0 ? near : suggest(name, [...availableKeys, ...laterKeys]);
}

/** `isNamed`: a name is there already, so this can't be one. */
function unknownKey(verb: Verb, typed: string, word: Word, isNamed: boolean): Parsed {
  const name = typed.toLowerCase();
  const mine = commands[verb].keys.map((key) => key.name);
  if (verb === 'layout' && name === 'layout') {
    return no(
      'Here the layout is a word of its own: ',
      { code: `${commandName} layout <channel or id> ${word.text.slice(7)}` },
      '.',
    );
  }
  if (isLater(name)) return no({ code: name }, ' is not available yet. Leave it out and send the command again.');
  const quoteIt: Part[] = isNamed
    ? []
    : [' If it is the name of a channel, put it in quotes: ', { code: `"${word.text}"` }, '.'];
  if (availableKeys.has(name)) {
    const owner = verbNames.find((other) => commands[other].keys.some((key) => key.name === name)) ?? 'start';
    return no({ code: name }, ` belongs to \`${commandName} ${owner}\`; \`${verb}\` ${takes(mine)}.`, ...quoteIt);
  }
  const near = nearKeys(verb, name);
  const [nearest] = near;
  const unknown: Part[] = ['I don’t know the key ', { code: typed }, '. '];
  if (nearest === undefined) return no(...unknown, `\`${verb}\` ${takes(mine)}.`, ...quoteIt);
  const soon = isLater(nearest) ? ' But that one is not available yet.' : '';
  return no(...unknown, `Did you mean ${or(near)}?${soon}`, ...quoteIt);
}

function start({ words, keys }: Given): Parsed {
  const [name, ...more] = words;
  if (name === undefined) {
    return no(
      `Which channel shall I record? Write \`${usageOf('start')}\`, for example \`${commandName} start standup\`.`,
    );
  }
  if (more.length > 0) return tooMany('start', words);
  const check = checkChannelName(name.text);
  if (!check.ok) return no({ plain: check.say });
  const layout = keys.get('layout');
  if (layout === undefined) return yes({ verb: 'start', cname: name.text, layout: { name: 'grid' } });
  const known = layoutOf(layout);
  if (known === undefined) return unknownLayout(layout);
  return yes({ verb: 'start', cname: name.text, layout: { name: known } });
}

function stopOrStatus(verb: 'stop' | 'status', { words }: Given): Parsed {
  const [target, ...more] = words;
  if (target === undefined) return yes({ verb });
  if (more.length > 0) return tooMany(verb, words);
  if (target.text === '')
    return no('The name between the quotes is empty. Write the name of the channel, or the id of the recording.');
  return yes({ verb, target: target.text });
}

function changeLayout({ words, keys }: Given): Parsed {
  const [target, wanted, ...more] = words;
  const form = `\`${usageOf('layout')}\``;
  if (target === undefined) return no(`Which recording, and which layout? Write ${form}.`);
  if (wanted === undefined) {
    return layoutOf(target.text) !== undefined && !target.quoted
      ? no(`Which recording? Name it before the layout: ${form}.`)
      : no(`Which layout? Write ${or(layoutNames)} after the name: ${form}.`);
  }
  if (more.length > 0) return tooMany('layout', words);
  if (target.text === '')
    return no('The name between the quotes is empty. Write the name of the channel, or the id of the recording.');
  const name = layoutOf(wanted.text);
  if (name === undefined) {
    const swapped = layoutOf(target.text);
    if (swapped === undefined) return unknownLayout(wanted.text);
    return no('The name comes first: ', { code: `${commandName} layout ${quoted(wanted.text)} ${swapped}` }, '.');
  }
  const uid = keys.get('uid');
  const background = keys.get('background');
  if (uid !== undefined && !isUid(uid)) {
    return no({ code: uid }, ' is no uid. It is the participant’s number in Agora, from 1 to 4294967295.');
  }
  if (uid !== undefined && name !== 'vertical') {
    return no(
      `\`uid\` chooses who gets the large window of \`vertical\`; \`${name}\` has none. Leave it out, or ask for \`vertical\`.`,
    );
  }
  if (background !== undefined && !/^#[0-9a-f]{6}$/iu.test(background)) return unknownColour(background);
  const layout = { name, ...(uid === undefined ? {} : { uid }), ...(background === undefined ? {} : { background }) };
  return yes({ verb: 'layout', target: target.text, layout });
}

function layoutOf(typed: string): LayoutName | undefined {
  const word = typed.toLowerCase();
  return layoutNames.find((name) => name === word);
}

function isUid(text: string): boolean {
  return /^[1-9]\d{0,9}$/u.test(text) && Number(text) <= 4_294_967_295;
}

function unknownLayout(typed: string): Parsed {
  const near = suggest(typed, layoutNames);
  return near.length > 0
    ? no('I don’t know the layout ', { code: typed }, `. Did you mean ${or(near)}?`)
    : no('I don’t know the layout ', { code: typed }, `. There are ${list(layoutNames, 'and')}.`);
}

function unknownColour(typed: string): Parsed {
  if (/^[0-9a-f]{6}$/iu.test(typed))
    return no('A colour begins with `#`. Write ', { code: `background=#${typed}` }, '.');
  return no(
    { code: typed },
    ' is no colour that Agora takes. Write it as `#RRGGBB`, for example `background=#1D1C1D`.',
  );
}

function tooMany(verb: Verb, words: readonly Word[]): Parsed {
  const [first, second] = words;
  if (words.some((word) => word.text === '='))
    return no('Write keys without spaces around the `=`, for example `layout=grid`.');
  const asLayout = verb === 'start' && first !== undefined && second !== undefined && layoutOf(second.text);
  if (asLayout && words.length === 2) {
    return no(
      'To start with a layout, write ',
      { code: `${commandName} start ${quoted(first.text)} layout=${asLayout}` },
      '.',
    );
  }
  const name = verb === 'layout' && layoutOf(words.at(-1)?.text ?? '') !== undefined ? words.slice(0, -1) : words;
  const whole = name.map((word) => word.text).join(' ');
  const tail = name.length < words.length ? ` ${words.at(-1)?.text}` : '';
  return no(
    'That is a word too many. If the name has spaces, put it in quotes: ',
    { code: `${commandName} ${verb} "${whole}"${tail}` },
    '.',
  );
}

/** How a name is typed so that it is read back as it is. */
function quoted(name: string): string {
  return /^[^\s="'“”‘’`]+$/u.test(name) ? name : `"${name}"`;
}

function sampleOf(verb: Verb, name: string): string {
  const values = commands[verb].keys.find((key) => key.name === name)?.values ?? '…';
  const [first] = values.split('|');
  return name === 'uid' ? '`uid=527841`' : name === 'background' ? '`background=#1D1C1D`' : `\`${name}=${first}\``;
}

function takes(keys: readonly string[]): string {
  return keys.length === 0 ? 'takes no keys' : `takes ${keys.map((key) => `\`${key}=…\``).join(' and ')}`;
}

function or(words: readonly string[]): string {
  return list(words, 'or');
}

function list(words: readonly string[], last: 'and' | 'or'): string {
  const inCode = words.map((word) => `\`${word}\``);
  return inCode.length < 2 ? inCode.join('') : `${inCode.slice(0, -1).join(', ')} ${last} ${inCode.at(-1)}`;
}

function yes(command: Command): Parsed {
  return { kind: 'command', command };
}

function no(...parts: readonly Part[]): Parsed {
  return { kind: 'say', message: say(...parts) };
}
