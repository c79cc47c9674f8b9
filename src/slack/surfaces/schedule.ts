/** Schedules in Slack: messages in their channels, messages to those who made them, and the list. */

import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import { format, formatAny, label, type MessageId, plainText as wordsOf } from '../../messages/format.ts';
import { punctuation } from '../../messages/locale.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { Ms } from '../../recording/recording.ts';
import type { Rule } from '../../recording/schedule/rule.ts';
import type {
  NotStarted,
  Schedule,
  ScheduleMessage,
  ScheduleProblem,
  ScheduleReply,
} from '../../recording/schedule/schedule.ts';
import { formatSpan } from '../../recording/spans.ts';
import type { SchedulePage } from '../../service/schedule-ports.ts';
import { blocksOf, type Message, paragraph, plainText, say } from './blocks.ts';
import { rejectionWords } from './card-rejected.ts';
import { slackLimits } from './limits.ts';
import { groupsWords } from './refusal.ts';
import { problemParts } from './start-problems.ts';
import { limitReachedWords } from './usage-words.ts';
import { joined, listed, spanWords } from './words.ts';

const warning: Part = { emoji: 'warning' };

export function renderScheduleMessage(s: Schedule, message: ScheduleMessage): Message {
  const about = { name: { bold: s.cname }, by: { user: s.createdBy }, span: spanWords(s.duration), next: nextWords(s) };
  switch (message.type) {
    case 'scheduled': {
      const words = format('schedule.scheduled', { ...about, rule: ruleWords(s), next: firstWords(s) });
      return withButtons(s, [{ emoji: 'spiral_calendar_pad' }, ' ', ...words]);
    }
    case 'reminder':
      return withButtons(s, [
        { emoji: 'alarm_clock' },
        ' ',
        ...format('schedule.reminder', { ...about, at: { at: message.at } }),
      ]);
    case 'skipped': {
      const id = s.next === undefined ? 'schedule.skipped.last' : 'schedule.skipped';
      return say(...formatAny(id, { ...about, by: { user: message.by }, at: { at: message.at } }));
    }
    case 'canceled':
      return say(...format('schedule.canceled', { ...about, by: { user: message.by } }));
    case 'missed': {
      const { at, count } = message;
      return say(warning, ' ', ...format('schedule.missed', { ...about, count, times: timesWords(at, count) }));
    }
    case 'notStarted':
    case 'willNotStart': {
      const { type, at, reason } = message;
      return say(
        warning,
        ' ',
        ...formatAny(`schedule.${type}`, { ...about, at: { at }, reason: reasonWords(reason, about.by) }),
      );
    }
    case 'storageTrouble': {
      const { trouble, at } = message;
      const id = trouble.refused ? 'schedule.storage.refused' : 'schedule.storage.failed';
      const words = format(id, { storage: { code: trouble.storage }, name: about.name, at: { at } });
      const details = trouble.detail === '' ? [] : format('thread.details', { detail: { code: trouble.detail } });
      return say(warning, ' ', ...joined(words, details));
    }
    case 'channelRejected': {
      const { reason, remedy } = rejectionWords(s.channel.channelId, message.code);
      const id = message.kept ? 'schedule.channelRejected.kept' : 'schedule.channelRejected';
      return say(warning, ' ', ...format(id, { name: about.name, reason, remedy }));
    }
    case 'blocked': {
      const { at, recordingId } = message;
      const what = { name: about.name, at: { at } };
      return recordingId === undefined
        ? say(warning, ' ', ...format('schedule.blocked.unavailable', what))
        : say(warning, ' ', ...format('schedule.blocked', { ...what, id: { code: recordingId } }));
    }
  }
}

/** For the person who made it. `isOwn`: the time zone is that of this person. */
export function scheduled(s: Schedule, isOwn: boolean): Message {
  const words = format('schedule.reply.scheduled', {
    name: { bold: s.cname },
    id: { code: s.id },
    rule: ruleWords(s),
    span: spanWords(s.duration),
    next: firstWords(s),
  });
  return say(...joined(words, isOwn ? [] : format('schedule.reply.otherZone', { zone: { plain: s.timeZone } })));
}

export function scheduleReply(s: Schedule, reply: ScheduleReply): Message {
  const name = { bold: s.cname };
  const next = nextWords(s);
  switch (reply.type) {
    case 'skippedReply':
      return say(
        ...(s.next === undefined ? format('schedule.reply.skippedLast') : format('schedule.reply.skipped', { next })),
      );
    case 'canceledReply':
      return say(...format('schedule.reply.canceled', { name }));
    case 'notAllowed':
      return say(...format('schedule.reply.notAllowed', { name, by: { user: s.createdBy } }));
    case 'alreadyEnded':
      return say(...format('schedule.reply.ended', { name }));
    case 'notNext':
      return say(...format('schedule.reply.notNext', { name, next }));
  }
}

export function noSuchSchedule(): Message {
  return say(...format('schedule.reply.notFound'));
}

export function scheduleProblem(problem: ScheduleProblem, timeZone: string): Message {
  switch (problem.kind) {
    case 'invalid':
      return say(...problemParts(problem.problems));
    case 'noTime':
      return say(...format('schedule.noTime', { zone: { plain: timeZone } }));
    case 'noDuration':
      return say(...format('schedule.noDuration'));
    case 'overlaps':
      return say(...format('schedule.overlaps', { interval: formatSpan(problem.interval) }));
    case 'tooOften':
      return say(...format('schedule.tooOften', { least: spanWords(problem.least) }));
    case 'tooMany':
      return say(...format('schedule.tooMany', { most: problem.most }));
  }
}

/** Each with its buttons. */
export function schedulesReply({ schedules, total }: SchedulePage): Message {
  if (total === 0) return say(...format('schedules.none'));
  const head = format('schedules.head', { count: total });
  const lines = schedules.map(entry);
  const left = total - schedules.length;
  const more = left > 0 ? [paragraph(...format('schedules.more', { count: left }))] : [];
  const blocks = schedules.flatMap(scheduleBlocks);
  return blocksOf(joined(head, ...lines), [paragraph(...head), ...blocks, ...more]);
}

/** One of a list, with its buttons. */
export function scheduleBlocks(s: Schedule): KnownBlock[] {
  return [paragraph(...entry(s)), ...buttons(s)];
}

function entry(s: Schedule): Part[] {
  return format('schedules.entry', {
    name: { bold: s.cname },
    id: { code: s.id },
    rule: ruleWords(s),
    span: spanWords(s.duration),
    by: { user: s.createdBy },
    next: firstWords(s),
  });
}

function nextWords({ next }: Schedule): Part[] {
  return next === undefined ? [] : format('schedule.next', { at: { at: next } });
}

/** Beside the rule: what happens once says its time already. */
function firstWords(s: Schedule): Part[] {
  return s.rule.kind === 'once' ? [] : nextWords(s);
}

/** Times of day with their zone: the other moments are shown in the zone of the person who reads them. */
function ruleWords({ rule, next, timeZone }: Schedule): Part[] {
  const zone = { plain: timeZone };
  switch (rule.kind) {
    case 'once':
      return format('schedule.rule.once', {
        at: next === undefined ? { plain: rule.at.replace('T', ' ') } : { at: next },
      });
    case 'weekly':
      return weeklyWords(rule, zone);
    case 'cron':
      return format('schedule.rule.cron', { expression: { code: rule.expression }, zone });
  }
}

function weeklyWords({ days, time }: Extract<Rule, { kind: 'weekly' }>, zone: Part): Part[] {
  if (days.length === 7) return format('schedule.rule.daily', { time, zone });
  const names = days.map((day) => wordsOf(formatAny(`schedule.day.${day}` as MessageId)));
  const last = names.at(-1) ?? '';
  const rest = names.slice(0, -1).join(punctuation().list);
  const listed = rest === '' ? last : format('schedule.and', { rest, last });
  return format('schedule.rule.weekly', { days: listed, time, zone });
}

function timesWords(at: readonly Ms[], count: number): Part[] {
  const times = listed(at.map((one) => ({ at: one })));
  return count > at.length ? format('schedule.missed.more', { times, count: count - at.length }) : times;
}

function reasonWords(reason: NotStarted, by: Part): Part[] {
  switch (reason.kind) {
    case 'invalid':
      return joined(problemParts(reason.problems), format('schedule.configuration'));
    case 'busy':
      return reason.recordingId === undefined
        ? format('schedule.busy.unavailable')
        : format('schedule.busy', { id: { code: reason.recordingId } });
    case 'notPermitted':
      return reason.unreadable === undefined
        ? format('schedule.notPermitted', { by })
        : format('schedule.unreadable', { by, group: groupsWords(reason.unreadable) });
    case 'limitReached':
      return limitReachedWords(reason, 'schedule.limitReached');
  }
}

function withButtons(s: Schedule, words: readonly Part[]): Message {
  return blocksOf(words, [paragraph(...words), ...buttons(s)]);
}

/**
 * The value names the time that is next now, so that a second click does not skip the one after it. What waits for another recording to
 * end can be canceled although no time follows.
 */
function buttons(s: Schedule): ActionsBlock[] {
  if (s.ended !== undefined || (s.next === undefined && s.blocked === undefined)) return [];
  const element = (action: 'skip' | 'cancel', text: string): Button => ({
    type: 'button',
    action_id: `schedule:${action}`,
    value: s.next === undefined ? s.id : `${s.id} ${s.next}`,
    text: plainText(text, slackLimits.buttons.text),
  });
  const skip = s.rule.kind === 'once' || s.next === undefined ? [] : [element('skip', label('schedule.button.skip'))];
  const cancel = { ...element('cancel', label('schedule.button.cancel')), confirm: cancelDialog(s) };
  return [{ type: 'actions', elements: [...skip, cancel] }];
}

function cancelDialog({ cname }: Schedule): NonNullable<Button['confirm']> {
  const text = format('schedule.confirm.text', { name: cname }).map((part) =>
    typeof part === 'string' ? part : 'plain' in part ? part.plain : '',
  );
  return {
    title: plainText(label('schedule.confirm.title'), slackLimits.confirm.title),
    text: plainText(text.join(''), slackLimits.confirm.text),
    confirm: plainText(label('schedule.confirm.confirm'), slackLimits.confirm.button),
    deny: plainText(label('schedule.confirm.deny'), slackLimits.confirm.button),
    style: 'danger',
  };
}
