/** Reads what was typed after `/record`. Pure; nothing that cannot work gets past it. */
import { isDeepStrictEqual } from 'node:util';
import { format } from '../../messages/format.ts';
import { undoSmartPunctuation } from './characters.ts';
import { commandName } from './command-line.ts';
import { isPlainName, readChannelName } from './name.ts';
import { type ConfiguredNames, noNames } from './names.ts';
import { nearest } from './nearest.ts';
import { choice, type Parsed, type Rejected, rejected } from './reading.ts';
import { escapeText } from './references.ts';
import { tokenize, type Word } from './tokenize.ts';
import { type Command, type VerbName, verbList, verbs } from './verbs/index.ts';
import type { ParseTools, VerbInfo } from './verbs/verb.ts';

/** The command as a person types it; undefined where it would not be read back as exactly this. */
type Suggest = (command: Command) => string | undefined;

/** `text` as Slack sends it: escaped, with references to people, channels and links. Never throws. */
export function parseCommand(text: string, names: ConfiguredNames = noNames): Parsed<Command> {
  return parse(text, (command) => suggestCommand(command, names), names);
}

/** Longer ones would be shown cut. */
const longestSuggestion = 150;

/** The command as a person types it; undefined where it would not be read back as exactly this. */
export function suggestCommand(command: Command, names: ConfiguredNames = noNames): string | undefined {
  const typed = `${command.verb} ${verbs[command.verb].write(command)}`.trimEnd();
  if (typed.length > longestSuggestion) return undefined;
  const parsed = parse(escapeText(typed), () => undefined, names);
  const isSame = parsed.kind === 'command' && parsed.note === undefined && isDeepStrictEqual(parsed.command, command);
  return isSame ? `${commandName} ${typed}` : undefined;
}

function parse(text: string, suggest: Suggest, names: ConfiguredNames): Parsed<Command> {
  const tokens = tokenize(text);
  if (tokens.kind === 'openQuote') return rejected(format('input.quote.open'));
  const [first, ...rest] = withoutCommandName(tokens.words);
  if (first === undefined) return { kind: 'command', command: { verb: 'start', wanted: {} } };
  const verb = isHelpOption(rest) ? 'help' : verbOf(first);
  const tools = toolsWith(suggest, names);
  return verb === undefined ? unknownVerb(first, rest, tools) : verbs[verb].parse(rest, tools);
}

/** People paste whole commands after `/record `. */
function withoutCommandName(words: readonly Word[]): readonly Word[] {
  const at = words.findIndex((word) => word.quoted || word.text.toLowerCase() !== commandName);
  return at < 0 ? [] : words.slice(at);
}

/** `start --help` */
function isHelpOption([only, ...others]: readonly Word[]): boolean {
  return only?.quoted === false && others.length === 0 && undoSmartPunctuation(only.text).toLowerCase() === '--help';
}

function verbOf({ text }: Word): VerbName | undefined {
  const typed = undoSmartPunctuation(text).toLowerCase();
  if (['?', '-h', '-help', '--help'].includes(typed)) return 'help';
  return verbList.find(({ name }) => name === typed)?.name as VerbName | undefined;
}

function toolsWith(suggest: Suggest, names: ConfiguredNames): ParseTools<Command> {
  return {
    suggest,
    names,
    ownerOf: (key) => verbList.find(({ keys }) => keys.some(({ name }) => name === key))?.name,
    nearestKeys: nearestOptions,
  };
}

function nearestOptions({ keys }: VerbInfo, typed: string): string[] {
  return nearest(
    typed,
    keys.map(({ name }) => name),
  );
}

function unknownVerb(first: Word, rest: readonly Word[], tools: ParseTools<Command>): Rejected {
  const { suggest } = tools;
  const typed = undoSmartPunctuation(first.text).toLowerCase();
  const suggestStart = (cname: string) => suggest({ verb: 'start', cname, wanted: {} });
  if (!isPlainName(first)) {
    const read = readChannelName(verbs.start, first, suggestStart);
    if (read.kind === 'rejected') return read;
  }
  const unknown = format('input.verb.unknown', { typed: { code: first.text } });
  const help = format('input.verb.helpLists');
  const near = nearest(
    typed,
    verbList.map(({ name }) => name),
  ) as VerbName[];
  if (near.length > 0) {
    const choices = choice(near.map((verb) => wholeCommand(verb, rest, tools) ?? verb));
    return rejected(unknown, format('input.meant', { choices }));
  }
  const command = rest.length === 0 ? suggestStart(first.text) : undefined;
  if (command === undefined) return rejected(unknown, help);
  return rejected(
    unknown,
    format('input.name.startCalled', { name: { code: first.text }, command: { code: command } }),
    help,
  );
}

/** The verb with the rest of what was typed. */
function wholeCommand(
  verb: VerbName,
  rest: readonly Word[],
  { suggest, names }: ParseTools<Command>,
): string | undefined {
  const parsed = verbs[verb].parse(
    rest,
    toolsWith(() => undefined, names),
  );
  return parsed.kind === 'command' ? suggest(parsed.command) : undefined;
}
