import { describe, expect, it, test } from 'vitest';
import type { RecordingCommand } from '../../src/recording/events.ts';
import {
  asUsageViewer,
  canView,
  canViewSchedule,
  everythingOf,
  isAllowed,
  isAllowedAtAll,
  mayCommand,
  mayManageSchedule,
  newTarget,
  recordingTarget,
  scheduleTarget,
} from '../../src/recording/permission.ts';
import { accessOf, workflowAccess } from '../../src/recording/permissions/access.ts';
import { matchesName } from '../../src/recording/permissions/name-pattern.ts';
import type { Permissions, Rule } from '../../src/recording/permissions/rules.ts';
import { runningRecording } from '../support/recordings.ts';
import { scheduleOf } from '../support/schedules.ts';

/** Columns: may manage; may see it where its card is public, and where it is private. */
test.each([
  ['the starter in the channel of the card', 'U0ANA', 'C1', true, true, true],
  ['the starter elsewhere', 'U0ANA', 'C2', true, true, true],
  ['somebody else in the channel of the card', 'U0BEN', 'C1', true, true, true],
  ['somebody else elsewhere', 'U0BEN', 'C2', false, true, false],
])('where nothing is configured: %s', (_who, userId, channelId, manages, seesPublic, seesPrivate) => {
  const actor = { teamId: 'T1', userId, channelId };
  const r = runningRecording();
  const isPrivate = runningRecording({ card: { ...r.card, isPrivate: true } });
  expect([r, isPrivate].map((one) => isAllowed('stop', recordingTarget(one), actor))).toEqual([manages, manages]);
  expect([canView(r, actor), canView(isPrivate, actor)]).toEqual([seesPublic, seesPrivate]);
});

const members = new Map([
  ['S0ALL', ['U0BEN', 'U0EVE']],
  ['S0NONE', []],
]);

function actor(rules: Partial<Permissions>, userId = 'U0BEN', channelId = 'C1') {
  const access = accessOf({ externalUsers: false, guests: false, ...rules }, userId, members);
  return { teamId: 'T1', userId, channelId, access };
}

const r = runningRecording();
const { cname } = r;

/** Ben may stop Ana’s recording in the channel of its card; from another one, too. */
test.each<[string, Rule, boolean, boolean]>([
  ['is named', { users: ['U0BEN'] }, true, true],
  ['is in the group', { groups: ['S0ALL'] }, true, true],
  ['is in one of two groups', { groups: ['S0NONE', 'S0ALL'] }, true, true],
  ['is named beside a group that can’t be read', { groups: ['S0LOST'], users: ['U0BEN'] }, true, true],
  ['others are named', { users: ['U0ANA'], groups: ['S0NONE'] }, false, false],
  ['the group can’t be read', { groups: ['S0LOST'] }, false, false],
  ['the channel of the card is named', { channels: ['C1'] }, true, false],
  ['another channel is named', { channels: ['C2'] }, false, false],
  ['the name matches', { recordings: [`${cname.slice(0, 2)}*`] }, true, false],
  ['no name matches', { recordings: ['other', 'x*'] }, false, false],
  ['person and channel', { users: ['U0BEN'], channels: ['C1'] }, true, true],
  ['person, but another channel', { users: ['U0BEN'], channels: ['C2'] }, false, false],
  ['person, but another name', { users: ['U0BEN'], channels: ['C1'], recordings: ['other'] }, false, false],
])('%s', (_what, stop, here, elsewhere) => {
  expect(mayCommand(r, 'stop', actor({ stop }))).toBe(here);
  expect(mayCommand(r, 'stop', actor({ stop }, 'U0BEN', 'C2'))).toBe(elsewhere);
});

const commands = {
  stop: 'stop',
  refresh: 'view',
  layout: 'layout',
  subscribe: 'subscribe',
  hold: 'pause',
  files: 'files',
  extend: 'extend',
} as const satisfies Record<RecordingCommand['type'], keyof Permissions>;

describe.each(Object.entries(commands))('%s', (type, action) => {
  const may = (rules: Partial<Permissions>, userId?: string, channelId?: string) =>
    mayCommand(r, type as RecordingCommand['type'], actor(rules, userId, channelId));
  const others = { users: ['U0ANA'] };

  it(`belongs to ${action}, and to nothing else`, () => {
    expect(may({ [action]: others })).toBe(false);
    const rest = Object.values(commands).filter((one) => one !== action && one !== 'view');
    expect(may(Object.fromEntries(rest.map((one) => [one, others])))).toBe(true);
  });

  it('is open to admins from anywhere', () => {
    expect(may({ [action]: others, view: others, admin: { groups: ['S0ALL'] } }, 'U0BEN', 'C9')).toBe(true);
  });

  it('needs that the person may see it', () => {
    expect(may({ [action]: { users: ['U0BEN'] }, view: others })).toBe(false);
  });
});

/** Ana and her channel of another workspace: the ids are the same. */
describe('another workspace', () => {
  const abroad = { teamId: 'T2', userId: 'U0ANA', channelId: 'C1' };
  const admins = { admin: { users: ['U0ANA'] } };
  const rules: Partial<Permissions>[] = [{}, admins, { stop: { users: ['U0ANA'] }, view: { channels: ['C1'] } }];

  it.each(rules.map((rule) => [JSON.stringify(rule), rule] as const))('sees and may nothing, with %s', (_, rule) => {
    const viewer = { ...actor(rule, 'U0ANA'), ...abroad };
    const own = { ...viewer, teamId: 'T1' };
    const s = scheduleOf('s7k2m4', { createdBy: 'U0ANA' });
    for (const [who, may] of [
      [own, true],
      [viewer, false],
    ] as const) {
      const about = JSON.stringify([who.teamId, rule]);
      expect([about, canView(r, who), canViewSchedule(s, who), mayManageSchedule(s, who)]).toEqual([
        about,
        may,
        may,
        may,
      ]);
      for (const type of Object.keys(commands) as RecordingCommand['type'][]) {
        expect([about, type, mayCommand(r, type, who)]).toEqual([about, type, may]);
      }
      for (const action of ['start', 'stop', 'layout', 'files', 'schedule'] as const) {
        expect([about, action, isAllowed(action, recordingTarget(r), who)]).toEqual([about, action, may]);
      }
    }
  });

  it('may begin something of its own', () => {
    expect(isAllowed('start', newTarget('standup', abroad), abroad)).toBe(true);
  });

  it('sees nothing as one who sees everything there', () => {
    expect([canView(r, everythingOf('T1')), canView(r, everythingOf('T2'))]).toEqual([true, false]);
  });
});

describe('visibility', () => {
  const isPrivate = runningRecording({ card: { ...r.card, isPrivate: true } });

  it.each<[string, Partial<Permissions>, boolean, boolean]>([
    ['others are named', { view: { users: ['U0ANA'] } }, false, false],
    ['the group can’t be read', { view: { groups: ['S0LOST'] } }, false, false],
    ['the person is named: what is private stays so', { view: { users: ['U0EVE'] } }, true, false],
    ['only a channel is named', { view: { channels: ['C1'] } }, true, false],
    ['another channel is named', { view: { channels: ['C2'] } }, false, false],
    ['an admin', { view: { users: ['U0ANA'] }, admin: { users: ['U0EVE'] } }, true, true],
  ])('%s', (_what, rules, isPublicSeen, isPrivateSeen) => {
    const viewer = actor(rules, 'U0EVE', 'C9');
    expect([canView(r, viewer), canView(isPrivate, viewer)]).toEqual([isPublicSeen, isPrivateSeen]);
  });

  it('of the usage is limited further by its own rule', () => {
    const maths = runningRecording({ cname: 'maths' });
    const art = runningRecording({ cname: 'art' });
    const viewer = actor({ view: { recordings: ['maths', 'art'] }, usage: { recordings: ['m*'] } });
    expect([canView(maths, viewer), canView(art, viewer)]).toEqual([true, true]);
    const usage = asUsageViewer(viewer);
    expect([canView(maths, usage), canView(art, usage)]).toEqual([true, false]);
    const alone = asUsageViewer(actor({ usage: { users: ['U0BEN'], channels: ['C2'] } }));
    expect(canView(maths, alone)).toBe(false);
    expect(asUsageViewer(actor({ usage: { users: ['U0BEN'] } }))).toEqual(actor({ usage: { users: ['U0BEN'] } }));
  });
});

describe('schedules', () => {
  const s = scheduleOf('sabcde');
  const here = s.channel.channelId;

  it('follow the rule for starting, unless they have their own', () => {
    const may = (rules: Partial<Permissions>) => isAllowed('schedule', scheduleTarget(s), actor(rules, 'U0BEN', here));
    expect(may({})).toBe(true);
    expect(may({ start: { users: ['U0ANA'] } })).toBe(false);
    expect(may({ start: { users: ['U0ANA'] }, schedule: { users: ['U0BEN'] } })).toBe(true);
    expect(may({ start: { users: ['U0BEN'] }, schedule: { users: ['U0ANA'] } })).toBe(false);
  });

  it('can’t be changed by those who may not see them', () => {
    const viewer = actor({ view: { users: ['U0ANA'] }, schedule: { users: ['U0BEN'] } }, 'U0BEN', here);
    expect([canViewSchedule(s, viewer), mayManageSchedule(s, viewer)]).toEqual([false, false]);
  });
});

test('a start is checked by the channel of the request, and by the name', () => {
  const rules = { start: { users: ['U0BEN'], channels: ['C1'], recordings: ['maths*'] } };
  const may = (name: string, channelId: string) => {
    const who = actor(rules, 'U0BEN', channelId);
    return isAllowed('start', newTarget(name, who), who);
  };
  expect([may('maths 9b', 'C1'), may('maths 9b', 'C2'), may('art', 'C1')]).toEqual([true, false, false]);
});

test.each<[string, Partial<Permissions>, boolean, boolean]>([
  ['nothing', {}, true, false],
  ['the person', { usage: { users: ['U0BEN'] }, admin: { users: ['U0BEN'] } }, true, true],
  ['others', { usage: { users: ['U0ANA'] }, admin: { users: ['U0ANA'] } }, false, false],
  ['a group that can’t be read', { usage: { groups: ['S0LOST'] }, admin: { groups: ['S0LOST'] } }, false, false],
  ['a channel', { usage: { channels: ['C1'] } }, true, false],
])('usage, which is open, and the audit, which is not, where %s is said', (_what, rules, usage, admin) => {
  expect(isAllowedAtAll('usage', actor(rules), true)).toBe(usage);
  expect(isAllowedAtAll('admin', actor(rules), false)).toBe(admin);
});

test.each([
  ['maths', 'maths', true],
  ['maths', 'Maths', false],
  ['maths', 'maths 9', false],
  ['*', '', true],
  ['*', 'anything', true],
  ['m*', 'm', true],
  ['m*s', 'maths', true],
  ['m*s', 'm', false],
  ['ab*ba', 'aba', false],
  ['a*b*c', 'axxbyyc', true],
  ['a*b*c', 'axxcyyb', false],
  ['a*bc*c', 'abc', false],
  ['a**c', 'ac', true],
  ['a.c', 'abc', false],
  ['[ab]?', '[ab]?', true],
])('the pattern %s and the name %s: %s', (pattern, name, matches) => {
  expect(matchesName(pattern, name)).toBe(matches);
});

describe('a step of a workflow proves nobody', () => {
  const rules = (given: Partial<Permissions>): Permissions => ({ externalUsers: false, guests: false, ...given });
  const stepActor = (given: Partial<Permissions>, userId: string, channelId: string) => {
    const access = workflowAccess(rules(given));
    return { teamId: 'T1', userId, channelId, via: 'workflow' as const, ...(access !== undefined && { access }) };
  };

  /** Columns: may stop Ana’s recording from the channel of its card; from another one. */
  test.each<[string, Partial<Permissions>, boolean, boolean]>([
    ['nothing is configured', {}, true, false],
    ['another action is for some', { layout: { users: ['U0BEN'] } }, true, false],
    ['people are named', { stop: { users: ['U0ANA'] } }, false, false],
    ['a group is named', { stop: { groups: ['S0ALL'] } }, false, false],
    ['she is an admin', { admin: { users: ['U0ANA'] }, stop: { users: ['U0BEN'] } }, false, false],
    ['only some may see it', { view: { users: ['U0ANA'] } }, false, false],
    ['the channel of the card is named', { stop: { channels: ['C1'] } }, true, false],
    ['another channel is named', { stop: { channels: ['C2'] } }, false, false],
    ['workflows may there', { stop: { users: ['U0BEN'] }, workflows: { channels: ['C1'] } }, true, true],
    ['workflows may elsewhere', { workflows: { channels: ['C2'] } }, false, false],
    ['workflows may with this name', { view: { users: ['U0BEN'] }, workflows: { recordings: [cname] } }, true, true],
    ['workflows may with another name', { workflows: { channels: ['C1'], recordings: ['other'] } }, false, false],
  ])('%s', (_what, given, here, elsewhere) => {
    expect(mayCommand(r, 'stop', stepActor(given, 'U0ANA', 'C1'))).toBe(here);
    expect(mayCommand(r, 'stop', stepActor(given, 'U0ANA', 'C2'))).toBe(elsewhere);
  });

  it('starts only what anybody may start there, or what `workflows` names', () => {
    const starts = (given: Partial<Permissions>) => {
      const someone = stepActor(given, 'U0ANA', 'C1');
      return isAllowed('start', newTarget('maths', someone), someone);
    };
    expect(
      [{}, { start: { channels: ['C1'] } }, { start: { users: ['U0ANA'] }, workflows: { channels: ['C1'] } }].map(
        starts,
      ),
    ).toEqual([true, true, true]);
    expect(
      [{ start: { users: ['U0ANA'] } }, { start: { recordings: ['x*'] } }, { workflows: { channels: ['C2'] } }].map(
        starts,
      ),
    ).toEqual([false, false, false]);
  });

  it('sees nothing private by the name of the starter', () => {
    const secret = runningRecording({ card: { ...r.card, isPrivate: true } });
    expect(canView(secret, stepActor({}, 'U0ANA', 'C2'))).toBe(false);
    expect(canView(secret, stepActor({}, 'U0ANA', 'C1'))).toBe(true);
  });
});
