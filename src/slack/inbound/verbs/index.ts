/** The table of all verbs: parser, help and README follow from it. */
import { type AuditCommand, audit } from './audit.ts';
import { type DoctorCommand, doctor } from './doctor.ts';
import { type ExtendCommand, extend } from './extend.ts';
import { type FilesCommand, files } from './files.ts';
import { type HelpCommand, help } from './help.ts';
import { type HoldCommand, pause, resume } from './hold.ts';
import { type LayoutCommand, layout } from './layout.ts';
import { type ListCommand, list } from './list.ts';
import { type PresetsCommand, presets } from './presets.ts';
import { type ScheduleCommand, schedule } from './schedule.ts';
import { type SchedulesCommand, schedules } from './schedules.ts';
import { type StartCommand, start } from './start.ts';
import { type StatusCommand, status } from './status.ts';
import { type StopCommand, stop } from './stop.ts';
import { type SubscribeCommand, subscribe, unsubscribe } from './subscribe.ts';
import { type UsageCommand, usage } from './usage.ts';
import type { Verb } from './verb.ts';

export type Command =
  | HelpCommand
  | StartCommand
  | StopCommand
  | StatusCommand
  | LayoutCommand
  | SubscribeCommand
  | HoldCommand
  | FilesCommand
  | ExtendCommand
  | ScheduleCommand
  | SchedulesCommand
  | ListCommand
  | PresetsCommand
  | DoctorCommand
  | UsageCommand
  | AuditCommand;
export type VerbName = Command['verb'];

export const verbs: Readonly<Record<VerbName, Verb<Command>>> = {
  help,
  start,
  stop,
  status,
  layout,
  subscribe,
  unsubscribe,
  pause,
  resume,
  files,
  extend,
  schedule,
  schedules,
  list,
  presets,
  doctor,
  usage,
  audit,
};

/** In the order in which they are shown. */
export const verbList: readonly Verb<Command>[] = Object.values(verbs);
