/** The commands and buttons of schedules, before the real service: who sees what, and what a press means. */
import { describe, expect, it } from 'vitest';
import type { Permissions } from '../../../src/recording/permissions/rules.ts';
import type { Schedule } from '../../../src/recording/schedule/schedule.ts';
import type { HandlerResult, RequestContext } from '../../../src/slack/inbound/handler.ts';
import { handleSchedulePress, schedulePress } from '../../../src/slack/inbound/schedule-buttons.ts';
import type { Command } from '../../../src/slack/inbound/verbs/index.ts';
import { noSuchSchedule, schedulesReply } from '../../../src/slack/surfaces/schedule.ts';
import { startSchedules } from '../../service/schedule.support.ts';
import { withRule } from '../../support/permissions.ts';
import { nineOClock } from '../../support/schedules.ts';
import { contextOf, createHandlers, here } from './handlers.ts';

const schedule: Command = {
  verb: 'schedule',
  cname: 'layoffs',
  rule: { kind: 'weekly', days: [1, 3, 5], time: '09:00' },
  wanted: { duration: 3_600_000 },
};
let requests = 0;
/** A request of its own. */
function asked(userId: string, channelId: string, isPrivate = false): RequestContext {
  requests += 1;
  return { ...contextOf(userId, channelId), isPrivate, requestId: `request ${requests}` };
}

async function setUp() {
  const { service, store } = await startSchedules();
  const handlers = createHandlers();
  handlers.tools.schedules = service;
  handlers.tools.timeZoneOf = () => Promise.resolve({ timeZone: 'Europe/Berlin', isOwn: true });
  const press = async (action: string, value: string, context: RequestContext): Promise<HandlerResult> => {
    const pressed = schedulePress(`schedule:${action}`, value);
    if (pressed === undefined) throw new Error('no button of a schedule');
    return await handleSchedulePress(pressed, context, handlers.tools);
  };
  const made = async (context: RequestContext): Promise<Schedule> => {
    const result = await handlers.run(schedule, context);
    expect(result.outcome).toBe('done');
    const [one] = (await service.list(context.actor, 9)).schedules;
    if (one === undefined) throw new Error('nothing was scheduled');
    return one;
  };
  return { ...handlers, service, store, press, made };
}

describe.each([
  ['a private channel', 'GSECRET'],
  ['a direct message with the bot', 'DBOT'],
])('a schedule in %s', (_, channelId) => {
  const outsider = () => asked('UBEN', 'C1');

  it('is listed there, and for the person who made it anywhere', async () => {
    const { run, made } = await setUp();
    await made(asked('UANA', channelId, true));
    for (const context of [asked('UCAT', channelId, true), asked('UANA', 'C1')]) {
      const { reply } = await run({ verb: 'schedules' }, context);
      expect(reply?.text).toContain('layoffs');
    }
  });

  it('does not exist for anybody else: the same list as without schedules', async () => {
    const { run, made } = await setUp();
    await made(asked('UANA', channelId, true));
    const nothing = schedulesReply({ schedules: [], total: 0 });
    expect(await run({ verb: 'schedules' }, outsider())).toEqual({ outcome: 'answered', reply: nothing });
  });

  it.each(['skip', 'cancel'])('%s with its id from outside: as if there were no such schedule', async (action) => {
    const { press, made, store } = await setUp();
    const { id } = await made(asked('UANA', channelId, true));
    const answer = await press(action, `${id} ${nineOClock}`, outsider());
    expect(answer).toEqual({ outcome: 'answered', reply: noSuchSchedule() });
    expect(answer).toEqual(await press(action, `snone2 ${nineOClock}`, outsider()));
    const kept = await store.findSchedule(id);
    expect(kept?.next).toBe(nineOClock);
    expect(kept?.ended).toBeUndefined();
  });
});

describe('a press', () => {
  it.each(['', 'x', `${nineOClock - 1}`, 'NaN', '1e400', '0'])(
    'of Skip Next that names no next time skips nothing: %s',
    async (at) => {
      const { press, made, store } = await setUp();
      const { id } = await made(here);
      const { reply } = await press('skip', `${id} ${at}`, asked('U1', 'C1'));
      expect(reply?.text).toContain('skipped or over already');
      expect((await store.findSchedule(id))?.next).toBe(nineOClock);
    },
  );

  it.each(['', ' ', 's7k2m4’; DROP TABLE schedules', '__proto__', 'x'.repeat(3_000)])(
    'with a forged value finds nothing: %s',
    async (value) => {
      const { press } = await setUp();
      expect(await press('cancel', value, here)).toEqual({ outcome: 'answered', reply: noSuchSchedule() });
    },
  );

  it('another action is not a schedule button', () => {
    for (const action of ['schedule:', 'schedule:start', 'stop', 'xschedule:skip', '']) {
      expect(schedulePress(action, 's7k2m4 7')).toBeUndefined();
    }
  });

  it('delivered twice counts once', async () => {
    const { press, made } = await setUp();
    const { id } = await made(here);
    const twice = asked('U1', 'C1');
    const value = `${id} ${nineOClock}`;
    expect(await press('skip', value, twice)).toMatchObject({ outcome: 'done' });
    expect(await press('skip', value, twice)).toEqual({ outcome: 'duplicate' });
  });

  it('from another channel on a visible schedule is rejected', async () => {
    const { press, made, store } = await setUp();
    const { id } = await made(here);
    const { reply } = await press('cancel', id, asked('UBEN', 'C2'));
    expect(reply?.text).toContain('can change the schedule of layoffs');
    expect((await store.findSchedule(id))?.ended).toBeUndefined();
  });
});

it('the same command delivered twice makes one schedule', async () => {
  const { run, service } = await setUp();
  const twice = asked('U1', 'C1');
  expect((await run(schedule, twice)).outcome).toBe('done');
  expect(await run(schedule, twice)).toEqual({ outcome: 'duplicate' });
  expect((await service.list(here.actor, 9)).total).toBe(1);
});

describe('with permissions', () => {
  const only = 'Only <@UTEACHER> can schedule recordings.';
  const others = { users: ['UTEACHER'] };
  const allowed = (context: RequestContext, rules: Partial<Permissions>) => ({
    ...context,
    actor: withRule(context.actor, rules),
  });

  it.each(['schedule', 'start'] as const)(
    '%s of others: nothing is scheduled, and that is on record',
    async (action) => {
      const { run, service, store } = await setUp();
      const { outcome, reply } = await run(schedule, allowed(asked('UANA', 'C1'), { [action]: others }));
      expect([outcome, reply?.text]).toEqual(['answered', only]);
      expect(await service.list(asked('UANA', 'C1').actor, 9)).toEqual({ schedules: [], total: 0 });
      const { lines } = await store.listAudit('T1', { target: 'layoffs' }, 9);
      expect(lines).toMatchObject([{ actor: 'UANA', action: 'schedule rejected', detail: 'C1' }]);
    },
  );

  it.each(['skip', 'cancel'])('%s by a person outside the rule is rejected, and audited', async (button) => {
    const { press, made, store } = await setUp();
    const { id, next } = await made(asked('UANA', 'C1'));
    const value = `${id} ${next}`;
    const refused = await press(button, value, allowed(asked('UANA', 'C1'), { schedule: others }));
    expect(refused).toMatchObject({ outcome: 'answered', reply: { text: only } });
    expect(await store.findSchedule(id)).toMatchObject({ next });
    const { lines } = await store.listAudit('T1', { target: id }, 1);
    expect(lines).toMatchObject([{ actor: 'UANA', action: `schedule ${button} rejected`, detail: 'C1' }]);
    const hidden = await press(button, value, allowed(asked('UANA', 'C1'), { view: others }));
    expect(hidden).toEqual({ outcome: 'answered', reply: noSuchSchedule() });
    const done = await press(button, value, allowed(asked('UBEN', 'C9'), { schedule: { users: ['UBEN'] } }));
    expect(done.outcome).toBe('done');
    expect((await store.findSchedule(id))?.next).not.toBe(next);
  });
});
