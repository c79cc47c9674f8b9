import { format } from '../../../messages/format.ts';
import type { Rule } from '../../../recording/schedule/rule.ts';
import type { StartOptions } from '../../../service/recording-service.ts';
import { readArguments } from '../arguments.ts';
import { quoteName } from '../command-line.ts';
import { readChannelName } from '../name.ts';
import { rejected, understood } from '../reading.ts';
import { readScheduleOptions, writtenRule } from '../schedule-options.ts';
import { scheduleRecording } from '../schedule-recording.ts';
import { tooManyWords } from '../too-many-words.ts';
import { start, writtenOptions } from './start.ts';
import type { Verb } from './verb.ts';

export type ScheduleCommand = Readonly<{ verb: 'schedule'; cname: string; rule: Rule; wanted: StartOptions }>;

export const schedule: Verb<ScheduleCommand> = {
  name: 'schedule',
  usage: '<channel> at="…" or every="…" for=1h [key=value …]',
  does: 'input.schedule.does',
  who: 'input.who.anyone',
  examples: ['schedule maths every="mon,wed,fri 09:00" for=1h', 'schedule "team sync" at="2026-12-01 09:00" for=1h'],
  keys: [
    { name: 'at', values: '"2026-12-01 09:00"', sample: '"2026-12-01 09:00"', does: 'input.key.at' },
    { name: 'every', values: '"mon,wed,fri 09:00"', sample: '"mon,wed,fri 09:00"', does: 'input.key.every' },
    ...start.keys,
  ],

  parse(words, tools) {
    const suggest = (cname: string, options: ReadonlyMap<string, string>) => {
      const read = readScheduleOptions(options, tools.names);
      return 'rejected' in read ? undefined : tools.suggest({ verb: 'schedule', cname, ...read });
    };
    const given = readArguments(schedule, words, tools, (cname, names, options) =>
      names.length > 0 ? undefined : suggest(cname, options),
    );
    if (given.kind === 'rejected') return given;
    const { names, options, note } = given;
    const [name] = names;
    if (name === undefined) return rejected(format('input.schedule.missingName'));
    const named = (cname: string) => suggest(cname, options);
    if (names.length > 1) return tooManyWords(schedule, names, named);
    const channel = readChannelName(schedule, name, named);
    if (channel.kind === 'rejected') return channel;
    const read = readScheduleOptions(options, tools.names);
    if ('rejected' in read) return read.rejected;
    return understood({ verb: 'schedule', cname: channel.name, ...read }, channel.note, note);
  },

  write: ({ cname, rule, wanted }) => [quoteName(cname), writtenRule(rule), ...writtenOptions(wanted)].join(' '),

  handle: ({ cname, rule, wanted }, context, tools) => scheduleRecording({ cname, rule, wanted }, context, tools),
};
