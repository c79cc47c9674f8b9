/** The start form as it was sent: what is wrong with it, by field, or the command that it stands for. */
import type { ViewOutput } from '@slack/bolt';
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { parseAt, parseEvery, type Rule } from '../../recording/schedule/rule.ts';
import { limits } from '../../recording/validate.ts';
import type { RecordingService, StartOptions } from '../../service/recording-service.ts';
import type { ScheduleService } from '../../service/schedule-service.ts';
import { asPlainText } from '../surfaces/layout-problems.ts';
import type { Configured } from '../surfaces/presets-reply.ts';
import type { StartFormField, StartFormState } from '../surfaces/start-form.ts';
import {
  badDuration,
  type FieldProblem,
  scheduleFieldProblems,
  specFieldProblem,
} from '../surfaces/start-form-problems.ts';
import { withoutMark } from './arguments.ts';
import type { HandlerResult, HandlerTools, RequestContext } from './handler.ts';
import { nameProblemWords, readChannelName } from './name.ts';
import type { ConfiguredNames } from './names.ts';
import { type Note, withNote } from './reading.ts';
import { escapeText } from './references.ts';
import { scheduleRecording } from './schedule-recording.ts';
import { blockOf, defaultsOf, enteredIn, readState } from './start-form.ts';
import { readStartOptions } from './start-options.ts';
import { startRecording } from './start-recording.ts';
import { tokenize } from './tokenize.ts';
import type { ScheduleCommand } from './verbs/schedule.ts';
import { type StartCommand, start } from './verbs/start.ts';

type FormCommand = (StartCommand & Readonly<{ cname: string }>) | ScheduleCommand;

export type SentStart = Readonly<
  | { kind: 'problems'; errors: Readonly<Record<string, string>> }
  | { kind: 'command'; command: FormCommand; note: Note; channelId: string; isPrivate: boolean }
>;

export type CheckTools = Readonly<{
  names: ConfiguredNames;
  configured: Pick<Configured, 'presets'>;
  service: Pick<RecordingService, 'check'>;
  schedules: Pick<ScheduleService, 'check'>;
}>;

/** Does no I/O: errors are reported in the acknowledgement. */
export function readStartForm(view: ViewOutput, tools: CheckTools): SentStart {
  const state = readState(view, tools.configured);
  const name = readEnteredName(
    state.cname === '' ? (enteredIn(view, 'recent')?.selected_option?.value ?? '') : state.cname,
  );
  const options = readOptions(view, state, tools);
  const rule = readRule(state);
  const { conversation } = state;
  const found: FieldProblem[] = [
    ...('words' in name ? [{ field: 'channel', words: name.words } as const] : []),
    ...(conversation === undefined
      ? [{ field: 'conversation', words: format('startForm.noConversation') } as const]
      : []),
    ...options.problems,
    ...rule.problems,
  ];
  const cname = 'name' in name ? name.name : 'a';
  if (options.problems.length + rule.problems.length === 0) {
    found.push(...checked({ cname, wanted: options.wanted, rule: rule.rule, zone: state.zone }, tools));
  }
  if (found.length > 0 || 'words' in name || conversation === undefined) {
    return { kind: 'problems', errors: errorsOf(view, found) };
  }
  const { wanted } = options;
  const command: FormCommand =
    rule.rule === undefined ? { verb: 'start', cname, wanted } : { verb: 'schedule', cname, rule: rule.rule, wanted };
  return {
    kind: 'command',
    command,
    note: name.note,
    channelId: conversation,
    isPrivate: isPrivate(conversation, state),
  };
}

/** The same as for a command that was typed in the Slack channel. */
export async function runStartForm(
  { command, note }: Extract<SentStart, { kind: 'command' }>,
  context: RequestContext,
  tools: HandlerTools,
): Promise<HandlerResult> {
  const { cname, wanted } = command;
  const { actor, isPrivate } = context;
  const result =
    command.verb === 'start'
      ? await startRecording({ cname, wanted, actor, isPrivate }, context, tools)
      : await scheduleRecording({ cname, rule: command.rule, wanted }, context, tools);
  const isPlain = note.understood.length + note.leftOut.length === 0;
  if (result.outcome === 'duplicate' || isPlain) return result;
  return { ...result, reply: withNote(note, result.reply) };
}

/** Slack reports whether a channel is private only for the one where a command was typed. What is not known is kept private. */
function isPrivate(conversation: string, { from }: StartFormState): boolean {
  if (conversation === from?.channelId) return from.isPrivate;
  return true;
}

type Name = Readonly<{ name: string; note: Note } | { words: readonly Part[] }>;

/** As in a command, but that spaces need no quotes. */
export function readEnteredName(typed: string): Name {
  const text = typed.trim();
  if (text === '') return { words: format('startForm.noChannel') };
  const [mark = ''] = /^[#@＃＠]+/u.exec(text) ?? [];
  if (mark !== '')
    return { words: format('startForm.marked', { mark: { code: mark }, bare: { code: withoutMark(text) } }) };
  const tokens = tokenize(escapeText(isQuoted(text) ? text : `"${text}"`));
  const [word, ...more] = tokens.kind === 'words' ? tokens.words : [];
  if (word === undefined || more.length > 0) return { words: nameProblemWords(text) };
  const read = readChannelName(start, word, () => undefined);
  return read.kind === 'name' ? read : { words: nameProblemWords(word.text) };
}

function isQuoted(text: string): boolean {
  return /^["“„«].+["”“»]$/u.test(text);
}

type Options = Readonly<{ wanted: StartOptions; problems: readonly FieldProblem[] }>;

/** What differs from the preset, as it would be typed. */
function readOptions(view: ViewOutput, state: StartFormState, { names, configured }: CheckTools): Options {
  const { preset, mode, layout, duration, others } = state;
  const byDefault = defaultsOf(preset, configured.presets);
  const url = state.url.trim();
  // What is not shown does not count.
  const isShown = (field: StartFormField) => blockOf(view, field) !== undefined;
  const typed: [StartFormField, string, string | undefined][] = [
    ['preset', 'preset', preset],
    ['mode', 'mode', mode === byDefault.mode ? undefined : mode],
    ['layout', 'layout', !isShown('layout') || layout === byDefault.word ? undefined : layout],
    ['url', 'url', !isShown('url') || url === '' || url === byDefault.url ? undefined : url],
    ['duration', 'for', duration.trim() === '' ? undefined : duration],
    ...Object.entries(others).map(([key, value]): [StartFormField, string, string] => ['mode', key, value]),
  ];
  let wanted: StartOptions = {};
  const problems: FieldProblem[] = [];
  for (const [field, key, value] of typed) {
    if (value === undefined) continue;
    const read = readStartOptions(new Map([[key, value]]), names);
    if ('wanted' in read) wanted = { ...wanted, ...read.wanted };
    else if (key === 'for') problems.push({ field, words: badDuration(limits.duration.from, limits.duration.to) });
    else problems.push({ field, words: format('startForm.gone', { name: { code: value } }) });
  }
  return { wanted, problems };
}

/** `rule` is undefined for now, and where something is wrong. */
function readRule({ repeat, date, time, days }: StartFormState): {
  rule: Rule | undefined;
  problems: readonly FieldProblem[];
} {
  if (repeat === 'now') return { rule: undefined, problems: [] };
  const problems: FieldProblem[] = [
    ...(repeat === 'once' && date === undefined ? [{ field: 'date', words: format('startForm.noDate') } as const] : []),
    ...(repeat === 'weekly' && days.length === 0
      ? [{ field: 'days', words: format('startForm.noDays') } as const]
      : []),
    ...(time === undefined ? [{ field: 'time', words: format('startForm.noTime') } as const] : []),
  ];
  if (problems.length > 0) return { rule: undefined, problems };
  const rule = repeat === 'once' ? parseAt(`${date} ${time}`) : parseEvery(`${days.join(',')} ${time}`);
  if (rule === undefined) problems.push({ field: 'time', words: format('startForm.badTime') });
  return { rule, problems };
}

type Wish = Readonly<{ cname: string; wanted: StartOptions; rule: Rule | undefined; zone: string | undefined }>;

function checked({ cname, wanted, rule, zone }: Wish, { service, schedules }: CheckTools): FieldProblem[] {
  if (rule === undefined) return service.check(cname, wanted).map(specFieldProblem);
  const problem = schedules.check({ cname, wanted, rule, timeZone: zone ?? 'Etc/UTC' });
  return problem === undefined ? [] : scheduleFieldProblems(problem, zone);
}

/** Slack takes errors only for fields that it shows: the others are reported at the first one. */
function errorsOf(view: ViewOutput, problems: readonly FieldProblem[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { field, words } of problems) {
    const block = blockOf(view, field) ?? blockOf(view, 'mode') ?? '';
    const text = asPlainText(words);
    errors[block] = errors[block] === undefined ? text : `${errors[block]}\n${text}`;
  }
  return errors;
}
