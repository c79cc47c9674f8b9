/** Workflow Builder starts and stops recordings with the bot's steps. */
import { describe, expect, test } from 'vitest';
import type { StepExecution } from '../../src/sandbox/slack/types.ts';
import { type Change, openWorld, type World } from '../support/world.ts';

const scopes = ['commands', 'chat:write', 'users:read', 'usergroups:read'];

const open = (change: Change = {}) => openWorld({ scopes, ...change });

const inputs = ({ room, ana }: World, more: object = {}) => ({
  channel: 'maths',
  slack_channel: room.id,
  person: ana.id,
  ...more,
});

/** The step as it has ended. */
async function run(world: World, callbackId: string, given: Record<string, unknown>): Promise<StepExecution> {
  const { slack } = world;
  const running = slack.runStep(callbackId, given);
  const execution = await world.until(() => slack.steps().at(-1));
  await world.until(() => execution.status !== 'running');
  await running;
  return execution;
}

const startStep = (world: World, more: object = {}) => run(world, 'record_start', inputs(world, more));
const stopStep = (world: World, more: object = {}) => run(world, 'record_stop', inputs(world, more));
const sent = ({ agora }: World) => agora.requests.filter(({ call }) => call !== 'query').map(({ call }) => call);

describe.each(['socket', 'http'] as const)('over %s', (transport) => {
  test('a workflow starts a recording, and another step stops it', async () => {
    const world = await open({ transport });
    const { slack, agora } = world;
    const { execution, delivered } = await slack.runStep(
      'record_start',
      inputs(world, { options: 'layout=vertical for=1h' }),
    );
    expect(delivered).toEqual({ attempts: 1, ok: true });
    const card = await world.card('Recording maths');
    expect(execution).toMatchObject({
      status: 'completed',
      outputs: { recording_id: expect.stringMatching(/^r\w{5}$/u), card: expect.stringContaining(world.room.id) },
    });
    expect(execution.outputs?.['card']).toContain(card.ts.replace('.', ''));
    expect(slack.renderText(card)).toContain('✓ Vertical');
    expect(slack.renderText(card)).toContain('Started by @ana');

    const stopped = await stopStep(world);
    expect(stopped).toMatchObject({
      status: 'completed',
      outputs: execution.outputs && {
        recording_id: execution.outputs['recording_id'],
      },
    });
    await world.card('Finished maths');
    await world.line('@ana stopped the recording.');
    expect(agora.recorders).toHaveLength(1);
  });

  test('a step that is delivered again counts once, also after a restart', async () => {
    const world = await open({ transport });
    const { slack, agora } = world;
    const execution = await startStep(world);
    await slack.repeatStep(execution);
    await world.card('Recording maths');
    await world.restart();
    await slack.repeatStep(execution);
    await stopStep(world);
    await world.card('Finished maths');
    await slack.repeatStep(execution);
    await world.pass(30);
    expect(agora.recorders).toHaveLength(1);
    expect(world.cards()).toHaveLength(1);
  });

  test('a step fails with a sentence in plain words', async () => {
    const world = await open({ transport });
    const mistakes: [object, string][] = [
      [{ channel: 'mäths' }, 'Names can’t contain `ä`.'],
      [{ channel: ' ' }, 'Write the name of the Agora channel'],
      [{ options: 'layout=gird' }, 'grid'],
      [{ options: 'for=5' }, '`for`'],
      [{ options: 'mode=web' }, 'url'],
      [{ options: 'other' }, '`start` takes one name.'],
      [{ person: 'somebody' }, 'The step needs'],
      [{ slack_channel: undefined }, 'The step needs'],
    ];
    for (const [given, words] of mistakes) {
      const { status, error } = await startStep(world, given);
      expect({ status, error }).toEqual({ status: 'failed', error: expect.stringContaining(words) });
    }
    const unknown = await stopStep(world, { channel: 'physics' });
    expect(unknown.error).toContain('No recording called `physics`');
    expect(sent(world)).toEqual([]);
    expect(world.cards()).toEqual([]);
  });

  test('guests and people of other organizations are refused', async () => {
    const world = await open({ transport });
    const { slack } = world;
    for (const kind of ['guest', 'external'] as const) {
      const person = slack.addUser(kind, kind);
      expect(await startStep(world, { person: person.id })).toMatchObject({ status: 'failed' });
    }
    expect(slack.steps().map(({ error }) => error)).toEqual([
      expect.stringContaining('Guests'),
      expect.stringContaining('Only members of this workspace'),
    ]);
    expect(sent(world)).toEqual([]);
  });

  test('where the bot is no member, nothing starts, and both Slack and the person get the reason', async () => {
    const world = await open({ transport });
    const { slack, ana } = world;
    slack.removeBot(world.room);
    const { status, error } = await startStep(world);
    expect({ status, error }).toEqual({
      status: 'failed',
      error: 'The card could not be posted, so nothing was started. Invite the bot to the channel and start again.',
    });
    await world.until(() => slack.dms(ana).some(({ text }) => text.includes('maths')));
    expect(sent(world)).toEqual([]);
  });
});

test('a step for a channel that is recorded already fails with a link to its card', async () => {
  const world = await open();
  await startStep(world);
  const { error } = await startStep(world);
  expect(error).toMatch(/maths.+the card \(http:\/\/\S+\)/u);
  expect(error).not.toMatch(/[<>]/u);
});

test('a step without an acknowledgement is delivered again and starts what the lost one did not', async () => {
  const world = await open();
  const { slack } = world;
  // The bot is down: nobody takes the step.
  await world.bot.stop();
  const { execution, delivered } = await slack.runStep('record_start', inputs(world));
  expect(delivered.ok).toBe(false);
  await world.restart();
  await slack.repeatStep(execution);
  await world.card('Recording maths');
  expect(execution.status).toBe('completed');
});

test('a step that an earlier process did not complete is completed after the restart', async () => {
  const world = await open();
  const { slack } = world;
  const lost = slack.fault({ method: 'functions.completeSuccess', kind: { status: 503 }, times: Infinity });
  const { execution } = await slack.runStep('record_start', inputs(world));
  await world.card('Recording maths');
  await world.until(() => lost.hits > 0);
  expect(execution.status).toBe('running');
  await world.bot.stop();
  lost.clear();
  await world.restart();
  await world.until(() => execution.status === 'completed');
  expect(execution.outputs).toHaveProperty('card');
});

test('a step that is delivered again is answered by what came of it, not by what holds now', async () => {
  const world = await open({ file: 'limits:\n  minutes: 1\n' });
  const { slack } = world;
  slack.fault({ method: 'functions.completeSuccess', kind: { error: 'access_denied' } });
  const { execution } = await slack.runStep('record_start', inputs(world));
  await world.card('Recording maths');
  await world.pass(180);
  expect((await startStep(world, { channel: 'physics' })).error).toContain('limit');
  expect(execution.status).toBe('running');
  await slack.repeatStep(execution);
  await world.until(() => execution.status !== 'running');
  expect(execution.status).toBe('completed');
});

test('a completion that Slack can’t take is retried', async () => {
  const world = await open();
  const { slack } = world;
  slack.fault({ method: 'functions.completeSuccess', kind: { retryAfter: 20 } });
  slack.fault({ method: 'functions.completeSuccess', kind: 'drop' });
  const { status } = await startStep(world);
  expect(status).toBe('completed');
  expect(slack.calls('functions.completeSuccess')).toHaveLength(3);
});

describe('a step proves nobody', () => {
  const rules = `
permissions:
  start: { groups: [S0TEACHERS] }
  stop: { groups: [S0TEACHERS] }
  admin: { users: [U0ADMIN] }
`;
  const refused = /^Workflows can’t (start|stop) recordings here\. .+`permissions\.workflows`\.$/u;

  async function aSchool(more = '') {
    const world = await open({ file: rules + more });
    world.slack.setUserGroup('S0TEACHERS', [world.ana]);
    return world;
  }

  test('what a rule keeps for some is refused, also where the step names one of them', async () => {
    const world = await aSchool();
    const { slack, ana, room } = world;
    expect((await startStep(world)).error).toMatch(refused);
    expect((await startStep(world, { person: 'U0ADMIN' })).error).toMatch(refused);
    expect(sent(world)).toEqual([]);

    await slack.type(ana, room, '/record start maths');
    await world.card('Recording maths');
    expect((await stopStep(world)).error).toMatch(refused);
    expect(sent(world)).not.toContain('stop');
  });

  test('unless `workflows` allows it there', async () => {
    const world = await aSchool('  workflows: { channels: [C0OTHER], recordings: [maths] }\n');
    expect((await startStep(world)).error).toMatch(refused);
    const here = await aSchool('  workflows: { recordings: ["mat*"] }\n');
    expect(await startStep(here)).toMatchObject({ status: 'completed' });
    expect((await startStep(here, { channel: 'physics' })).error).toMatch(refused);
    await here.card('Recording maths');
    expect(await stopStep(here)).toMatchObject({ status: 'completed' });
    await here.card('Finished maths');
  });

  test('nor is it the starter: it stops what has its card in the same Slack channel', async () => {
    const world = await open();
    const { slack, ana, room } = world;
    const secret = slack.addChannel('secret', { private: true });
    await slack.type(ana, secret, '/record start retro');
    await slack.type(ana, room, '/record start maths');
    await world.card('Recording maths');
    const other = slack.addChannel('other');
    expect((await stopStep(world, { channel: 'retro' })).error).toContain('No recording called `retro`');
    expect((await stopStep(world, { slack_channel: other.id })).error).toBe(
      'The card of maths is in another Slack channel. Choose that channel in the step.',
    );
    const stopped = await stopStep(world, { channel: 'retro', slack_channel: secret.id });
    expect(stopped).toMatchObject({ status: 'completed' });
    await world.until(() => slack.messages(secret).some(({ text }) => text.includes('Finished retro')));
  });

  test('the audit says that it was a workflow', async () => {
    const world = await open({ file: 'permissions:\n  admin: { groups: [S0ADMINS] }\n' });
    const { slack, ana, ben, room } = world;
    slack.setUserGroup('S0ADMINS', [ben]);
    await startStep(world);
    await world.card('Recording maths');
    await stopStep(world);
    await world.card('Finished maths');
    await slack.type(ben, room, '/record audit maths');
    const audit = (await world.ephemeral(ben, 'The latest entries about')).replaceAll(/\s+/gu, ' ');
    expect(audit).toMatch(/@ana · start · maths \(r\w{5}\) · workflow/u);
    expect(audit).toMatch(/@ana · stop · maths \(r\w{5}\) · workflow/u);

    await slack.type(ana, room, '/record start maths');
    await world.card('Recording maths');
    await slack.type(ben, room, '/record audit maths');
    await world.until(() => {
      const latest = slack.renderText(slack.ephemerals(ben).at(-1) ?? room).replaceAll(/\s+/gu, ' ');
      return /@ana · start · maths \(r\w{5}\) (?!· workflow)/u.test(latest);
    });
  });
});

test('Slack reads it in the language of the workspace', async () => {
  const world = await open({ env: { LOCALE: 'zh' } });
  expect((await startStep(world, { slack_channel: 'here' })).error).toBe(
    '此步骤需要填写声网频道名、Slack 频道和负责人。',
  );
});
