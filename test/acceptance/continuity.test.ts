/** Restarts of the bot, connections that break, and a Slack that is out of reach. */
import { describe, expect, test } from 'vitest';
import { createGate } from '../fault/gate.ts';
import { openStage } from '../support/stage.ts';
import type { World } from '../support/world.ts';
import { openAcceptance, privateTexts, slackPost, type Transport, transports } from './support.ts';

/** How often each line stands in the thread, where it is more than once. */
const repeated = (world: World) => world.thread().filter((line, index, all) => all.indexOf(line) !== index);

/** A real process, and the services around it. */
async function openProcess(transport: Transport) {
  const stage = await openStage({ slack: { transport } });
  const start = async () => {
    const bot = stage.start();
    const { port } = await bot.logged('ready');
    stage.slack.deliverTo(`http://127.0.0.1:${String(port)}/slack/events`);
    return bot;
  };
  return { ...stage, start };
}

/** Until as many connections are up as there should be; in HTTP mode there are none. */
async function connected({ slack }: Pick<World, 'slack'>): Promise<void> {
  if (slack.transport === 'socket') await slack.waitFor(() => slack.sockets === 2, 15_000);
}

describe.each(transports)('over %s', (transport) => {
  test('9a. After a restart during a recording the card is updated within 10 s, and nothing is posted twice', async () => {
    const { world } = await openAcceptance(transport, { tickEvery: 60_000 });
    const { slack, agora, ana, room } = world;
    await slack.type(ana, room, '/record start maths');
    const card = await world.card('Recording maths');
    await world.line('Recording maths.');
    await world.restart();
    const since = world.clock.now();
    await slack.click(ana, card, 'Vertical');
    await world.until(() => slack.renderText(world.cards()[0] ?? card).includes('✓ Vertical'), 10);
    expect(world.clock.now()).toBeLessThanOrEqual(since + 10_000);
    await world.restart();
    await world.pass(120);
    await slack.click(ana, card, 'Stop');
    await world.card('Finished maths');
    await world.line('Upload:');
    await world.restart();
    await world.pass(60);
    expect(world.cards()).toHaveLength(1);
    expect(repeated(world)).toEqual([]);
    expect(agora.recorders).toHaveLength(1);
  });

  test('9b. SIGTERM ends the process with exit code 0, and commands in flight are answered', async () => {
    const { slack, agora, ana, room, start, card } = await openProcess(transport);
    const bot = await start();
    await slack.type(ana, room, '/record start maths');
    await card('Starting maths');
    await agora.waitFor(({ call, status }) => call === 'start' && status === 200);
    const held = agora.fault({ call: 'query', kind: 'hang', times: Number.POSITIVE_INFINITY });
    const asked = await slack.type(ana, room, '/record status maths');
    await agora.waitFor(({ call, status }) => call === 'query' && status === undefined);
    const ended = bot.kill('SIGTERM');
    await slack.waitFor(() => asked.seen.length > 0, 15_000);
    expect(slack.renderText(asked.seen[0] ?? expect.fail())).toContain('maths');
    held.release();
    expect(await ended).toBe(0);
    // A process that is killed for taking too long does not log this.
    await bot.logged('stopped');
    expect(agora.recorders[0]?.endedAt).toBeUndefined();
  });

  test.each([true, 'refused'] as const)(
    '10a. Slack is out of reach for 60 s (%s): no crash, and within 15 s after it the missed changes are shown',
    async (how) => {
      const { world } = await openAcceptance(transport);
      const { slack, agora, ana, room } = world;
      await slack.type(ana, room, '/record start maths');
      const card = await world.card('Recording maths');
      await world.line('Recording maths.');
      const held = agora.fault({ call: 'updateLayout', kind: 'actThenHang' });
      await slack.click(ana, card, 'Vertical');
      await world.until(() => held.hits === 1);
      await slack.outage(how);
      held.release();
      await world.pass(60);
      expect(world.thread().join()).not.toContain('Vertical');
      await slack.outage(false);
      await connected(world);
      await world.line('layout to Vertical', 15);
      await world.until(() => slack.renderText(room).includes('✓ Vertical'), 15);
      expect(await slack.type(ana, room, '/record stop maths')).toMatchObject({ ok: true });
      await world.card('Finished maths');
      expect(repeated(world)).toEqual([]);
    },
  );

  test('11. `app_rate_limited` and payloads that make no sense are survived, and logged', async () => {
    const { world, lines } = await openAcceptance(transport);
    const { slack, ana, room } = world;
    const limited = { type: 'app_rate_limited', team_id: slack.team.id, minute_rate_limited: 1 };
    const nonsense = ['', 'null', '17', '{"type":', '{}', '{"type":"events_api"}', '{"type":"slash_commands"}', '[]'];
    if (transport === 'socket') {
      slack.send(JSON.stringify({ type: 'events_api', envelope_id: 'e1', payload: limited }));
      for (const frame of nonsense) slack.send(frame);
      slack.send('{"type":"interactive","envelope_id":"e2","payload":{"type":"block_actions","actions":[]}}');
    } else {
      const post = slackPost(world);
      const type = 'application/json';
      expect(await post(JSON.stringify(limited), { type })).toMatchObject({ status: 200 });
      for (const body of nonsense) expect((await post(body, { type })).status, body).toBe(400);
      for (const body of ['', 'payload=null', 'payload={', 'command=%2Frecord']) {
        expect((await post(body)).status, body).toBe(400);
      }
    }
    expect(await slack.type(ana, room, '/record start maths')).toMatchObject({ ok: true });
    await world.card('Recording maths');
    const ready = await fetch(`http://127.0.0.1:${world.bot.port}/readyz`);
    expect(ready.status).toBe(200);
    expect(lines.filter(({ level }) => level === 'warn').length).toBeGreaterThanOrEqual(nonsense.length);
  });
});

test('10b. Socket Mode: a refresh, a connection that breaks and a silent peer lose no command while another connection is up', async () => {
  const { world } = await openAcceptance('socket');
  const { slack, ana, room } = world;
  const numbers = () => slack.socketNumbers();
  const listed = async () => expect(await slack.type(ana, room, '/record list')).toMatchObject({ ok: true });
  /** Until a fresh connection stands in for the one with this number. */
  const replaced = (number: number) =>
    slack.waitFor(() => numbers().length >= 2 && !numbers().includes(number), 20_000);

  const [refreshed = 0] = numbers();
  slack.refresh({ which: refreshed });
  for (let n = 0; n < 4; n += 1) await listed();
  await replaced(refreshed);
  const [broken = 0] = numbers();
  slack.kill(broken);
  for (let n = 0; n < 4; n += 1) await listed();
  await replaced(broken);
  const [silent = 0] = numbers();
  slack.stopAnsweringPings(silent);
  await replaced(silent);
  await listed();
  await world.until(() => privateTexts(world, ana).length >= 9);
}, 40_000);

test('10c. HTTP mode: what Slack could not deliver it delivers again, and it counts once', async () => {
  const { world } = await openAcceptance('http');
  const { slack, ana } = world;
  const gate = await createGate();
  gate.leadsTo(`http://127.0.0.1:${world.bot.port}`);
  slack.deliverTo(`${gate.url}/slack/events`);
  await gate.shut();
  const opened = slack.sendEvent({ type: 'app_home_opened', user: ana.id, tab: 'home', event_ts: '1.1' });
  await slack.waitFor(
    () => slack.requestLog.filter((entry) => 'error' in entry && entry.kind === 'envelope').length > 1,
  );
  await gate.open();
  // It is sent at once, after a minute, and after five.
  world.clock.advance(60_000);
  expect(await opened).toEqual({ attempts: 3, ok: true });
  await world.until(() => slack.home(ana));
  await world.pass(30);
  expect(slack.calls('views.publish')).toHaveLength(1);
  await gate.end();
});
