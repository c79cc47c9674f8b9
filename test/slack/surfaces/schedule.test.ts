/** The buttons of schedules: which there are, and what a press on each of them means. */
import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../src/recording/schedule/schedule.ts';
import { schedulePress } from '../../../src/slack/inbound/schedule-buttons.ts';
import { renderScheduleMessage, scheduled, schedulesReply } from '../../../src/slack/surfaces/schedule.ts';
import { nineOClock, scheduleOf } from '../../support/schedules.ts';
import { buttons, faults, seen } from './support.ts';

const weekly = scheduleOf('s7k2m4');
const { next: _, ...withoutNext } = weekly;
const once: Schedule = { ...weekly, rule: { kind: 'once', at: '2026-10-19T09:00' } };
const blocked = { at: nineOClock, until: nineOClock + 3_600_000, recordingId: 'rother' };
const skip = { id: 's7k2m4', command: { type: 'skip', at: nineOClock } };
const cancel = { id: 's7k2m4', command: { type: 'cancel' } };

describe('the buttons carry the schedule and its next time', () => {
  it.each<[string, Schedule, object[]]>([
    ['again and again', weekly, [skip, cancel]],
    ['once', once, [cancel]],
    ['no time follows, but one waits', { ...withoutNext, blocked }, [cancel]],
    ['over', { ...withoutNext, ended: { at: nineOClock, because: 'over' } }, []],
    ['canceled', { ...withoutNext, ended: { at: nineOClock, because: 'canceled', by: 'U1' } }, []],
  ])('%s', (_name, s, presses) => {
    for (const message of [
      renderScheduleMessage(s, { type: 'scheduled' }),
      renderScheduleMessage(s, { type: 'reminder', at: nineOClock }),
      schedulesReply({ schedules: [s], total: 1 }),
    ]) {
      const found = buttons(message).map((one) => schedulePress(String(one['action_id']), String(one['value'])));
      expect(found).toEqual(presses);
      expect(faults(message)).toEqual([]);
    }
  });

  it('Cancel has a confirm dialog', () => {
    const [, button] = buttons(renderScheduleMessage(weekly, { type: 'scheduled' }));
    expect(button).toMatchObject({ confirm: { style: 'danger', title: { text: 'Cancel this schedule?' } } });
  });
});

it('every sentence of a list ends exactly once', () => {
  const { text } = schedulesReply({ schedules: [weekly, once, { ...withoutNext, blocked }], total: 3 });
  expect(text).not.toMatch(/\.\s*\.|>\s+[A-Z]/u);
});

it('a one-time schedule shows its time once', () => {
  for (const message of [renderScheduleMessage(once, { type: 'scheduled' }), scheduled(once, true)])
    expect(seen(message)).not.toContain('Next time');
  expect(seen(renderScheduleMessage(weekly, { type: 'scheduled' }))).toContain('Next time');
});

it('a name with every character that Agora allows is shown unchanged', () => {
  const cname = '<!channel> <@U1> *_~ &amp; {by} [x](y) |^;: !#$%()+-=.@?';
  const message = renderScheduleMessage({ ...weekly, cname }, { type: 'scheduled' });
  expect(seen(message)).toContain(cname);
  expect(message.text).not.toContain('<!channel>');
  expect(faults(message)).toEqual([]);
});
