/** The one place where a schedule changes: (schedule, event, environment) → the next schedule, and what follows from it. Pure. */
import type { AuditEntry } from '../effects.ts';
import type { Actor, StartRequest } from '../events.ts';
import { mayManageSchedule } from '../permission.ts';
import type { Ms } from '../primitives.ts';
import { isLive, type Recording } from '../recording.ts';
import type { Resolved } from '../resolve.ts';
import { blockedInterval, checkLead, missedNamed, mostMissed, reminderLead, shortestRemainder } from './policy.ts';
import { momentsBetween, nextAfter } from './rule.ts';
import type {
  NewScheduleJob,
  NotStarted,
  Occurrence,
  Schedule,
  ScheduleMessage,
  ScheduleReply,
  ScheduleTimer,
  StorageTrouble,
} from './schedule.ts';

export type ScheduleCommand = Readonly<{ type: 'cancel' } | { type: 'skip'; at: Ms }>;

export type ScheduleEvent = Readonly<
  | { type: 'commandReceived'; command: ScheduleCommand; actor: Actor }
  | { type: 'timerDue'; timer: ScheduleTimer }
  | { type: 'storageChecked'; trouble?: StorageTrouble }
  /** A message was posted, or one person was notified. */
  | { type: 'completed' }
  /** Slack rejects a message in the channel permanently. */
  | { type: 'postFailed'; message: ScheduleMessage; code: string }
>;

/** What a transition may read besides the schedule and the event. */
export type ScheduleEnv = Readonly<{
  now: Ms;
  /** What it asks for, as the configuration is today. */
  resolve(s: Schedule): Resolved;
  /** The live recording of the channel that it asks for, and a recording by its id. */
  active(s: Schedule, appId: string): Recording | undefined;
  find(recordingId: string): Recording | undefined;
  /** Why the person who made it may start nothing just now, beside what the configuration says. */
  refusal(s: Schedule): NotStarted | undefined;
}>;

export type ScheduleTransition = Readonly<{
  next: Schedule;
  jobs: readonly NewScheduleJob[];
  /** Keys of obsolete jobs. */
  cancel: readonly string[];
  /** Times that are settled now. One that was settled before makes the whole transition void. */
  occurrences: readonly Occurrence[];
  /** A recording begins with it. */
  start?: StartRequest;
  audit?: AuditEntry;
  reply?: ScheduleReply;
}>;

type Follow = Partial<Omit<ScheduleTransition, 'next'>>;

const to = (next: Schedule, follow: Follow = {}): ScheduleTransition => ({
  next,
  jobs: [],
  cancel: [],
  occurrences: [],
  ...follow,
});

const timer = (name: ScheduleTimer, dueAt: Ms): NewScheduleJob => ({
  key: name,
  dueAt,
  payload: { queue: 'timer', timer: name },
});

const inChannel = (now: Ms, message: ScheduleMessage): NewScheduleJob => ({
  dueAt: now,
  payload: { queue: 'channel', message },
});

const toPerson = (now: Ms, message: ScheduleMessage): NewScheduleJob => ({
  dueAt: now,
  payload: { queue: 'person', message },
});

/** The first state of a schedule, which has a next time, and its first jobs. */
export function createSchedule(first: Schedule, now: Ms): ScheduleTransition {
  const { next = now } = first;
  return to(first, {
    jobs: [
      inChannel(now, { type: 'scheduled' }),
      timer('check', Math.max(now, next - checkLead)),
      ...timersFor(first, now),
    ],
    audit: { actor: first.createdBy, action: 'schedule' },
  });
}

/** The timers of the next time. */
function timersFor({ next }: Schedule, now: Ms): NewScheduleJob[] {
  if (next === undefined) return [];
  const remindAt = next - reminderLead;
  return [...(remindAt > now ? [timer('remind', remindAt)] : []), timer('run', next)];
}

export function scheduleTransition(s: Schedule, event: ScheduleEvent, env: ScheduleEnv): ScheduleTransition {
  switch (event.type) {
    case 'commandReceived':
      return onCommand(s, event.command, event.actor, env);
    case 'timerDue':
      return s.ended === undefined ? onTimer(s, event.timer, env) : to(s);
    case 'storageChecked':
      return onStorageChecked(s, event.trouble, env);
    case 'completed':
      return to(s);
    case 'postFailed':
      return onPostFailed(s, event.message, event.code, env);
  }
}

function onCommand(
  s: Schedule,
  command: ScheduleCommand,
  { userId, ...actor }: Actor,
  env: ScheduleEnv,
): ScheduleTransition {
  if (!mayManageSchedule(s, { userId, ...actor })) {
    const audit = { actor: userId, action: `schedule ${command.type} rejected`, detail: actor.channelId };
    return to(s, { reply: { type: 'notAllowed' }, audit });
  }
  if (s.ended !== undefined) return to(s, { reply: { type: 'alreadyEnded' } });
  if (command.type === 'cancel') {
    return to(ended(s, { at: env.now, because: 'canceled', by: userId }), {
      jobs: [inChannel(env.now, { type: 'canceled', by: userId })],
      cancel: everything,
      audit: { actor: userId, action: 'schedule canceled' },
      reply: { type: 'canceledReply' },
    });
  }
  // A second click means the same time, not the one after it.
  if (s.next === undefined || s.next !== command.at) return to(s, { reply: { type: 'notNext' } });
  const skipped = { at: s.next, outcome: 'skipped' } as const;
  const next = withNext(s, s.next, env.now);
  return to(next, {
    jobs: [inChannel(env.now, { type: 'skipped', by: userId, at: s.next }), ...timersFor(next, env.now)],
    cancel: ['remind', 'run'],
    occurrences: [skipped],
    audit: { actor: userId, action: 'schedule skipped', detail: new Date(s.next).toISOString() },
    reply: { type: 'skippedReply' },
  });
}

const everything = ['check', 'remind', 'run', 'retry', 'storage'];

function ended(s: Schedule, how: NonNullable<Schedule['ended']>): Schedule {
  const { next: _next, blocked: _blocked, ...rest } = s;
  return { ...rest, ended: how };
}

/** The time after `at`. Where none follows and nothing waits, it is over. */
function withNext(s: Schedule, at: Ms, now: Ms): Schedule {
  const { next: _, ...rest } = s;
  const next = s.rule.kind === 'once' ? undefined : nextAfter(s.rule, s.timeZone, at);
  if (next !== undefined) return { ...rest, next };
  return s.blocked === undefined ? ended(rest, { at: now, because: 'over' }) : rest;
}

function onTimer(s: Schedule, name: ScheduleTimer, env: ScheduleEnv): ScheduleTransition {
  switch (name) {
    case 'check':
      return onCheck(s, env);
    case 'remind':
      return onRemind(s, env);
    case 'run':
      return onRun(s, env);
    case 'retry':
      return onRetry(s, env);
  }
}

/** Before the first time: is what it asks for still configured, and does the storage work? */
function onCheck(s: Schedule, env: ScheduleEnv): ScheduleTransition {
  if (s.next === undefined) return to(s);
  const resolved = env.resolve(s);
  if (!resolved.ok) return to(s, { jobs: [toPerson(env.now, willNotStart(s.next, resolved.problems))] });
  const { storage } = resolved.spec;
  return to(s, { jobs: [{ key: 'storage', dueAt: env.now, payload: { queue: 'storage', storage } }] });
}

function willNotStart(at: Ms, problems: Extract<NotStarted, { kind: 'invalid' }>['problems']): ScheduleMessage {
  return { type: 'willNotStart', at, reason: { kind: 'invalid', problems } };
}

function onStorageChecked(s: Schedule, trouble: StorageTrouble | undefined, env: ScheduleEnv): ScheduleTransition {
  if (trouble === undefined || s.ended !== undefined || s.next === undefined) return to(s);
  return to(s, {
    jobs: [toPerson(env.now, { type: 'storageTrouble', at: s.next, trouble })],
    audit: { actor: 'clock', action: 'storage trouble', detail: trouble.storage },
  });
}

function onRemind(s: Schedule, env: ScheduleEnv): ScheduleTransition {
  // The bot was down at that time: what follows is near enough.
  if (s.next === undefined || env.now >= s.next) return to(s);
  const resolved = env.resolve(s);
  const refusal = resolved.ok ? env.refusal(s) : ({ kind: 'invalid', problems: resolved.problems } as const);
  return to(s, {
    jobs: [
      inChannel(env.now, { type: 'reminder', at: s.next }),
      ...(refusal === undefined ? [] : [toPerson(env.now, { type: 'willNotStart', at: s.next, reason: refusal })]),
    ],
  });
}

/** It is time, or was: the latest time is recorded if enough of it is left, and those before it were missed. */
function onRun(s: Schedule, env: ScheduleEnv): ScheduleTransition {
  if (s.next === undefined) return to(s);
  // One that still blocked the previous time, which is over.
  if (s.blocked !== undefined && env.now >= s.next) {
    const settled = onRetry({ ...s, blocked: { ...s.blocked, until: 0 } }, env);
    return both(settled, onRun(settled.next, env));
  }
  if (env.now < s.next) return to(s, { jobs: timersFor(s, env.now) });
  const due = timesDue(s, s.next, env.now);
  const last = due.at(-1) ?? s.next;
  const isOpen = env.now <= last + s.duration - leastLeft(s);
  const missed = isOpen ? due.slice(0, -1) : due;
  const after = withNext(s, Math.max(last, env.now), env.now);
  const told = missedTransition(after, missed, env);
  if (!isOpen) return told;
  return both(told, begin(told.next, { at: last, until: last + s.duration }, 'outage', env));
}

/** The times from `first` to now. Of a long outage the first ones, and the latest, which may still be recorded. */
function timesDue({ rule, timeZone, duration }: Schedule, first: Ms, now: Ms): Ms[] {
  if (rule.kind === 'once') return [first];
  const due = [first, ...momentsBetween(rule, timeZone, first, now, mostMissed)];
  if (due.length <= mostMissed) return due;
  const open = Math.max(due.at(-1) ?? first, now - duration);
  return [...due, ...momentsBetween(rule, timeZone, open, now, mostMissed)];
}

/** What must be left of a time so that it is recorded. A timer is always a little late, so of a short time it is half. */
const leastLeft = ({ duration }: Schedule): Ms => Math.min(shortestRemainder, duration / 2);

/** One after the other; the audit is that of the latter where it has one. */
function both(first: ScheduleTransition, then: ScheduleTransition): ScheduleTransition {
  return {
    ...first,
    ...then,
    jobs: [...first.jobs, ...then.jobs],
    cancel: [...first.cancel, ...then.cancel],
    occurrences: [...first.occurrences, ...then.occurrences],
  };
}

function missedTransition(s: Schedule, missed: readonly Ms[], env: ScheduleEnv): ScheduleTransition {
  const timers = timersFor(s, env.now);
  if (missed.length === 0) return to(s, { jobs: timers });
  const message = { type: 'missed', at: missed.slice(0, missedNamed), count: missed.length } as const;
  return to(s, {
    jobs: [inChannel(env.now, message), toPerson(env.now, message), ...timers],
    occurrences: missed.map((at) => ({ at, outcome: 'missed' })),
    audit: { actor: 'clock', action: 'schedule missed', detail: `${missed.length}` },
  });
}

type Late = NonNullable<NonNullable<StartRequest['scheduled']>['late']>;
type Window = Readonly<{ at: Ms; until: Ms }>;

/** Starts the recording, unless something is in its way. `late`: why, if it is. `s` has its next time already. */
function begin(s: Schedule, { at, until }: Window, late: Late, env: ScheduleEnv): ScheduleTransition {
  const resolved = env.resolve(s);
  if (!resolved.ok) return notStarted(s, at, { kind: 'invalid', problems: resolved.problems }, env);
  const refusal = env.refusal(s);
  if (refusal !== undefined) return notStarted(s, at, refusal, env);
  const active = env.active(s, resolved.spec.appId);
  if (active !== undefined) return block(s, { at, until }, active, env);
  const { channel, createdBy, id, cname } = s;
  return to(s, {
    occurrences: [{ at, outcome: 'started' }],
    start: {
      cname,
      spec: { ...resolved.spec, duration: s.duration },
      actor: { teamId: channel.teamId, channelId: channel.channelId, userId: createdBy },
      isPrivate: channel.isPrivate,
      scheduled: { scheduleId: id, at, until, late },
    },
    audit: { actor: 'clock', action: 'schedule started', detail: new Date(at).toISOString() },
  });
}

function notStarted(s: Schedule, at: Ms, reason: NotStarted, env: ScheduleEnv): ScheduleTransition {
  const message = { type: 'notStarted', at, reason } as const;
  return to(s, {
    jobs: [inChannel(env.now, message), toPerson(env.now, message)],
    occurrences: [{ at, outcome: 'notStarted' }],
    audit: { actor: 'clock', action: 'schedule not started', detail: reason.kind },
  });
}

/**
 * It is looked at again and again: the class before this one may take longer. The person who made it is notified, unless the schedule's own
 * former time is just ending.
 */
function block(s: Schedule, { at, until }: Window, active: Recording, env: ScheduleEnv): ScheduleTransition {
  const { ended: _, ...open } = s;
  const blocked = { at, until, recordingId: active.id };
  const isTold = active.scheduled?.scheduleId !== s.id;
  return to(
    { ...open, blocked },
    {
      jobs: [
        timer('retry', env.now + blockedInterval),
        ...(isTold ? [toPerson(env.now, { type: 'blocked', at, ...namedFor(s, active) })] : []),
      ],
    },
  );
}

function onRetry(s: Schedule, env: ScheduleEnv): ScheduleTransition {
  const { blocked } = s;
  if (blocked === undefined) return to(s);
  const { blocked: _, ...open } = s;
  const settle = (then: ScheduleTransition): ScheduleTransition =>
    then.next.blocked === undefined && then.next.next === undefined && then.next.ended === undefined
      ? { ...then, next: ended(then.next, { at: env.now, because: 'over' }) }
      : then;
  const other = env.find(blocked.recordingId);
  const isOwn = other?.card.teamId === s.channel.teamId;
  if (env.now > blocked.until - leastLeft(s)) {
    return settle(notStarted(open, blocked.at, { kind: 'busy', ...namedFor(s, other) }, env));
  }
  if (other !== undefined && isLive(other)) return to(s, { jobs: [timer('retry', env.now + blockedInterval)] });
  // Somebody has stopped it while this time ran: it must not start again. A stop in another workspace says nothing about this one.
  const { by, at = 0 } = other?.ending?.stop ?? {};
  if (isOwn && by !== undefined && at >= blocked.at)
    return settle(
      to(open, { occurrences: [{ at: blocked.at, outcome: 'covered', recordingId: blocked.recordingId }] }),
    );
  const started = begin(open, blocked, isOwn ? 'busy' : 'unavailable', env);
  return settle(
    started.next.blocked === undefined ? started : { ...started, jobs: [timer('retry', env.now + blockedInterval)] },
  );
}

/** The recording of another workspace is not named. */
function namedFor({ channel }: Schedule, r: Recording | undefined): { recordingId?: string } {
  return r?.card.teamId === channel.teamId ? { recordingId: r.id } : {};
}

/** Nothing to be said any more: it waited until its time was over, skipped or canceled. */
export function isOutdated({ next }: Schedule, message: ScheduleMessage): boolean {
  return (message.type === 'reminder' || message.type === 'willNotStart') && message.at !== next;
}

function onPostFailed(s: Schedule, message: ScheduleMessage, code: string, env: ScheduleEnv): ScheduleTransition {
  const audit = { actor: 'slack', action: 'schedule message rejected', detail: code };
  if (s.ended !== undefined) return to(s, { audit });
  // Nobody knows of it yet, and its recordings would be refused in the same way.
  if (message.type === 'scheduled') {
    return to(ended(s, { at: env.now, because: 'rejected' }), {
      jobs: [toPerson(env.now, { type: 'channelRejected', code, kept: false })],
      cancel: everything,
      audit,
    });
  }
  const isTold = message.type === 'missed' || message.type === 'notStarted';
  return to(s, { jobs: isTold ? [] : [toPerson(env.now, { type: 'channelRejected', code, kept: true })], audit });
}
