/** More words than a command takes: what was probably meant. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { channelNameProblem } from '../../recording/validate.ts';
import type { Suggest } from './arguments.ts';
import { undoSmartPunctuation } from './characters.ts';
import { commandName, quoteName } from './command-line.ts';
import { isPlainName, nameProblem } from './name.ts';
import { type Rejected, rejected } from './reading.ts';
import type { Word } from './tokenize.ts';
import type { VerbInfo } from './verbs/verb.ts';

/**
 * A command is suggested only where it is likely to do what was meant: a recording under a name that nobody uses would be an
 * empty one.
 */
export function tooManyWords(verb: VerbInfo, words: readonly Word[], suggest: Suggest): Rejected {
  if (words.some((word) => !word.quoted && word.text.includes('='))) return rejected(format('input.words.equals'));
  const tooMany = format('input.words.tooMany');
  // Quotes around a mention would make a name of it.
  if (!words.every(isPlainName)) return rejected(tooMany, format('input.name.plain'));
  // A quoted name is whole as it is, and so is each name of a list.
  if (words.some((word) => word.quoted || word.text.endsWith(','))) {
    const command = suggest(words[0]?.text.replace(/,+$/u, '') ?? '');
    if (command === undefined) return rejected(tooMany);
    return rejected(format('input.words.oneName', { verb: { code: verb.name }, command: { code: command } }));
  }
  const texts = words.map((word) => undoSmartPunctuation(word.text));
  const timeAt = texts.findIndex((_, index) => index > 0 && isTime(texts, index));
  if (timeAt > 0) return withoutTime(verb, texts.slice(0, timeAt).join(' '), texts[timeAt] ?? '', suggest);
  const whole = texts.join(' ');
  if (channelNameProblem(whole)?.kind === 'characters') return nameProblem(words.map((word) => word.text).join(' '));
  const bare = texts
    .slice(
      Math.max(
        0,
        texts.findIndex((text) => !filler.test(text)),
      ),
    )
    .join(' ');
  const command = suggest(whole);
  return rejected(
    tooMany,
    bare === whole ? [] : onlyName(verb, bare, suggest(bare)),
    command === undefined ? [] : format('input.words.spaces', { command: { code: command } }),
  );
}

/** Words that people put before a name. */
const filler = /^(?:the|an?|agora|channel|recording|session)$/iu;

const weekday = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?';
const clock = String.raw`\d{1,2}(?:[:.]\d{2})?(?:[ap]m)|\d{1,2}:\d{2}`;
const span = String.raw`\d+(?:m|mins?|minutes?|h|hrs?|hours?)`;
const time = new RegExp(
  `^(?:every|each|daily|weekly|monthly|today|tonight|tomorrow|noon|midnight|${weekday}|${clock}|${span})$`,
  'iu',
);
const atOnce = /^(?:now|please)$/iu;
const beforeTime = /^(?:at|on|from|until|till|for|in|after|before|starting)$/iu;

/** Whether this word says when, and is hardly part of a name. */
function isTime(texts: readonly string[], index: number): boolean {
  const [text = '', next = ''] = texts.slice(index, index + 2);
  return time.test(text) || atOnce.test(text) || (beforeTime.test(text) && (time.test(next) || /^\d/u.test(next)));
}

function withoutTime(verb: VerbInfo, name: string, when: string, suggest: Suggest): Rejected {
  const tooMany = format('input.words.tooMany');
  const command = suggest(name);
  if (command === undefined) return rejected(tooMany);
  if (verb.name !== 'start' || atOnce.test(when)) return rejected(tooMany, onlyName(verb, name, command));
  return rejected(
    format('input.words.schedule', {
      name: { code: name },
      schedule: { code: `${commandName} schedule ${quoteName(name)} every="mon,wed 09:00" for=1h` },
      command: { code: command },
    }),
    format('input.words.quote'),
  );
}

function onlyName(verb: VerbInfo, name: string, command: string | undefined): Part[] {
  if (command === undefined) return [];
  const values = { name: { code: name }, command: { code: command } };
  return verb.name === 'start' ? format('input.words.onlyName', values) : format('input.words.onlyTarget', values);
}
