/** Every way in, with and without a permission: what is answered, and what is audited. */
import { describe, expect, it, test } from 'vitest';
import { accessOf } from '../../../src/recording/permissions/access.ts';
import type { Action, Permissions } from '../../../src/recording/permissions/rules.ts';
import type { RequestContext } from '../../../src/slack/inbound/handler.ts';
import { applyLayout } from '../../../src/slack/inbound/layout-form.ts';
import { type Command, type VerbName, verbs } from '../../../src/slack/inbound/verbs/index.ts';
import { notFound } from '../../../src/slack/surfaces/replies.ts';
import { createHandlers, here } from './handlers.ts';
import { aRecording } from './support.ts';

const none = { externalUsers: false, guests: false };

/** U1, who started everything here, in the channel of the cards. */
function contextWith(rules: Partial<Permissions>): RequestContext {
  return { ...here, actor: { ...here.actor, access: accessOf({ ...none, ...rules }, 'U1', new Map()) } };
}

const others = { users: ['U0TEACHER'] };
const web = aRecording({
  id: 'rwebbb',
  cname: 'page',
  mode: { kind: 'web', hold: { desired: false, current: false } },
});
const limited = aRecording({ limit: { stopAt: 1_700_003_600_000 } });

const commands: readonly (readonly [Command, Action])[] = [
  [{ verb: 'start', cname: 'maths', wanted: {} }, 'start'],
  [{ verb: 'stop', target: 'standup' }, 'stop'],
  [{ verb: 'layout', target: 'standup', layout: { kind: 'grid' } }, 'layout'],
  [{ verb: 'subscribe', target: 'standup', audio: 'all' }, 'subscribe'],
  [{ verb: 'unsubscribe', target: 'standup', audio: { except: ['1'] } }, 'subscribe'],
  [{ verb: 'pause', target: 'page' }, 'pause'],
  [{ verb: 'resume', target: 'page' }, 'pause'],
  [{ verb: 'extend', target: 'standup', by: 60_000 }, 'extend'],
  [{ verb: 'files', target: 'standup' }, 'files'],
  [{ verb: 'usage' }, 'usage'],
  [{ verb: 'audit' }, 'admin'],
  [{ verb: 'doctor' }, 'admin'],
];
/** Answered for everybody, with what they may see. Schedules have a test of their own. */
const open: readonly VerbName[] = ['help', 'presets', 'list', 'status', 'schedules', 'schedule'];

test('the table has every verb', () => {
  expect([...commands.map(([{ verb }]) => verb), ...open].toSorted()).toEqual(Object.keys(verbs).toSorted());
});

const only = /^Only <@U0TEACHER> can |^Only admins can run the checks\. Ask one of them: <@U0TEACHER>\./u;

describe.each(commands)('$verb', (command, action) => {
  it('is rejected for people outside the rule, naming who is allowed, and audited', async () => {
    const { run, service, audit, buckets } = createHandlers(limited, web);
    const { outcome, reply } = await run(command, contextWith({ [action]: others }));
    expect(outcome).toBe('answered');
    expect(reply?.text).toMatch(only);
    // The core writes the refusal of a command into the audit of its recording.
    const inCore = service.executed.map(({ command: { type } }) => type);
    expect(inCore.length + audit.refused.length + service.starts.length).toBe(1);
    expect(service.recordings.get(limited.id)).toEqual(limited);
    expect(buckets.asked).toEqual([]);
  });

  it('is allowed for people in the rule', async () => {
    const { run, audit, tools } = createHandlers(limited, web);
    tools.usage = { report: () => Promise.reject(new Error('reached')) };
    const done = run(command, contextWith({ [action]: { users: ['U1'] } }));
    if (command.verb === 'usage') await expect(done).rejects.toThrow('reached');
    else expect((await done).reply?.text ?? '').not.toMatch(/^Only /u);
    expect(audit.refused).toEqual([]);
  });
});

const over = aRecording({ phase: 'finished', ending: { endedAt: 1_700_000_060_000, result: 'stopped' } });

describe.each([
  ['stop', 'stop', limited],
  ['layout:grid', 'layout', limited],
  ['customLayout', 'layout', limited],
  ['extend:30m', 'extend', limited],
  ['pause', 'pause', web],
  ['resume', 'pause', web],
  ['files', 'files', over],
  ['recordAgain', 'start', over],
  ['tryAgain', 'start', over],
] as const)('the button %s', (button, action, recording) => {
  it('is rejected, naming who is allowed, and audited', async () => {
    const { press, service, audit, opened } = createHandlers(recording);
    const { reply } = await press(button, recording.id, contextWith({ [action]: others }));
    expect(reply?.text).toMatch(only);
    expect(service.executed.length + audit.refused.length).toBe(1);
    expect([opened, service.starts]).toEqual([[], []]);
    expect(service.recordings.get(recording.id)).toEqual(recording);
  });

  it('works for people in the rule', async () => {
    const { press, audit } = createHandlers(recording);
    const { reply } = await press(button, recording.id, contextWith({ [action]: { users: ['U1'] } }));
    expect(reply?.text ?? '').not.toMatch(/^Only /u);
    expect(audit.refused).toEqual([]);
  });

  it('finds nothing for people who may not view it', async () => {
    const { press, service, opened } = createHandlers(recording);
    const { reply } = await press(button, recording.id, contextWith({ view: others }));
    expect(reply).toEqual(notFound(recording.id, []));
    expect([opened, service.starts]).toEqual([[], []]);
    expect(service.recordings.get(recording.id)).toEqual(recording);
  });
});

test('a form is checked once more when it is sent', async () => {
  const { service, tools } = createHandlers(limited);
  const sent = { kind: 'layout', recordingId: limited.id, channelId: 'C1', layout: { kind: 'float' } } as const;
  const told: string[] = [];
  tools.messenger = {
    ...tools.messenger,
    direct: (_to, message) => Promise.resolve(void told.push(message.text)),
  };
  const refused = contextWith({ layout: others });
  const { reply } = await applyLayout(sent, refused, tools);
  expect(reply?.text).toMatch(only);
  // Without an address it comes as a direct message.
  expect(await applyLayout(sent, { ...refused, responseUrl: '' }, tools)).toEqual({ outcome: 'answered' });
  expect(told).toEqual([reply?.text]);
  expect(service.recordings.get(limited.id)).toEqual(limited);
  expect(await applyLayout(sent, contextWith({ layout: { users: ['U1'] } }), tools)).toEqual({ outcome: 'done' });
});

describe('recordings that may not be viewed', () => {
  const hidden = contextWith({ view: { recordings: ['maths*'] } });

  it.each<[Command]>([
    [{ verb: 'status', target: 'standup' }],
    [{ verb: 'stop', target: 'rabcde' }],
    [{ verb: 'files', target: 'standup' }],
  ])('does not exist for %o, and is not suggested', async (command) => {
    const { run, service } = createHandlers(limited);
    const { reply } = await run(command, hidden);
    expect(reply).toEqual(notFound('target' in command ? (command.target ?? '') : '', []));
    expect(service.executed).toEqual([]);
    const { reply: mistyped } = await run({ verb: 'status', target: 'standupp' }, hidden);
    expect(mistyped).toEqual(notFound('standupp', []));
  });

  it('can’t be started beside a live one, and its place is not revealed', async () => {
    const { run } = createHandlers(limited);
    const { reply } = await run({ verb: 'start', cname: 'standup', wanted: {} }, hidden);
    expect(reply?.text).toContain('can’t be recorded from here');
    expect(reply?.text).not.toContain('rabcde');
  });

  it('is not in the list', async () => {
    const { run } = createHandlers(limited);
    expect((await run({ verb: 'list' }, hidden)).reply?.text).toBe('No active recordings.');
    expect((await run({ verb: 'list' })).reply?.text).toContain('standup');
  });
});

test('without configured admins, nobody reads the audit, and anyone may run the checks', async () => {
  const { run, audit } = createHandlers();
  expect((await run({ verb: 'audit' })).reply?.text).toContain('the configuration names none');
  expect(audit.refused).toMatchObject([{ action: 'admin', target: 'audit' }]);
  expect((await run({ verb: 'doctor' })).reply?.text).not.toContain('Only admins');
});

test('an unreadable group is named to people who may be in it', async () => {
  const { run } = createHandlers(limited);
  const { reply } = await run({ verb: 'stop', target: 'standup' }, contextWith({ stop: { groups: ['S0LOST'] } }));
  expect(reply?.text).toContain('I can’t read the user group <!subteam^S0LOST>');
  const doctor = await run({ verb: 'doctor' }, contextWith({ admin: { groups: ['S0LOST'] } }));
  expect(doctor.reply?.text).toContain('I can’t read the user group <!subteam^S0LOST>');
});
