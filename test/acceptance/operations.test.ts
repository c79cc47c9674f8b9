/** What those who run the bot see: wrong settings at the start, health, metrics, logs, and where it connects to. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import packageInfo from '../../package.json' with { type: 'json' };
import { openStage, type Stage } from '../support/stage.ts';
import { openAcceptance, type Transport, transports } from './support.ts';

/** Variables that are wrong, and the one that the only line names. */
const wrongSettings: Readonly<Record<Transport, readonly (readonly [env: Record<string, string>, names: string])[]>> = {
  socket: [
    [{ SLACK_BOT_TOKEN: 'xoxb-wrong' }, 'SLACK_BOT_TOKEN'],
    [{ SLACK_BOT_TOKEN: '' }, 'SLACK_BOT_TOKEN'],
    [{ SLACK_BOT_TOKEN: 'xapp-1-of-another-kind' }, 'SLACK_BOT_TOKEN'],
    [{ SLACK_APP_TOKEN: 'xapp-wrong' }, 'SLACK_APP_TOKEN'],
    [{ SLACK_APP_TOKEN: 'xoxb-of-another-kind' }, 'SLACK_APP_TOKEN'],
    [{ SLACK_APP_TOKEN: '' }, 'SLACK_SIGNING_SECRET'],
  ],
  http: [
    [{ SLACK_BOT_TOKEN: 'xoxb-wrong' }, 'SLACK_BOT_TOKEN'],
    [{ SLACK_BOT_TOKEN: '' }, 'SLACK_BOT_TOKEN'],
    [{ SLACK_BOT_TOKEN: 'xapp-1-of-another-kind' }, 'SLACK_BOT_TOKEN'],
    [{ SLACK_SIGNING_SECRET: '' }, 'SLACK_SIGNING_SECRET'],
  ],
};

/** The process ends with 1 and says one thing. */
async function failsToStart(stage: Stage, env: Record<string, string>, name: string): Promise<string> {
  const bot = stage.start({ env: stage.settings({ ...env, DATABASE_PATH: join(stage.folder, `${name}.db`) }) });
  expect(await bot.ended, JSON.stringify(env)).toBe(1);
  expect(bot.err, JSON.stringify(env)).toHaveLength(1);
  return bot.err.join();
}

describe.each(transports)('over %s', (transport) => {
  test('12. A token that is wrong, missing or of another kind, or a missing scope, ends the start with one line and exit code 1; at run time the answer names the scope', async () => {
    const stage = await openStage({ slack: { transport } });
    const cases = wrongSettings[transport];
    const lines = await Promise.all(cases.map(([env], index) => failsToStart(stage, env, `case-${index}`)));
    for (const [index, [env, name]] of cases.entries()) expect(lines[index], JSON.stringify(env)).toContain(name);
    for (const value of cases.flatMap(([env]) => Object.values(env)).filter((one) => one !== '')) {
      expect(lines.join('\n')).not.toContain(value);
    }
    stage.slack.scopes.delete('chat:write');
    expect(await failsToStart(stage, {}, 'scope')).toMatch(/missing_scope.*chat:write/u);

    // The scope is taken away while the bot runs.
    const file = 'permissions: { admin: { users: [U0ADMIN] }, stop: { groups: [S0TEACHERS] } }';
    const { world } = await openAcceptance(transport, { file });
    const { slack, ana, room } = world;
    await slack.type(ana, room, '/record start maths');
    await world.card('Recording maths');
    await slack.type(ana, room, '/record stop maths');
    await world.ephemeral(ana, 'usergroups:read');
    await slack.type(ana, room, '/record usage');
    await world.ephemeral(ana, 'files:write');
    await slack.type(ana, room, '/record schedule art at="2026-11-22 09:00" for=1h');
    await world.ephemeral(ana, 'users:read');
    await slack.click(ana, world.cards()[0] ?? expect.fail(), 'Custom…');
    await world.form(ana, 'files:write');
    slack.scopes.delete('chat:write');
    await slack.type(ana, room, '/record start physics');
    expect(await world.ephemeral(ana, 'physics was not started')).toContain('chat:write');
  }, 60_000);

  test('25. /healthz, /readyz, metrics and a structured log with request ids; connections to Slack and Agora alone; Node 22.18 or newer', async () => {
    const { slack, agora, ana, room, settings, start, card, get } = await openStage({ slack: { transport } });
    const hook = fileURLToPath(new URL('connections.ts', import.meta.url));
    const bot = start({ env: settings({ NODE_OPTIONS: `--import ${hook}` }) });
    const { port } = await bot.logged('ready');
    slack.deliverTo(`http://127.0.0.1:${String(port)}/slack/events`);
    expect(await get(port, '/healthz')).toMatchObject({ status: 200 });
    expect(await get(port, '/readyz')).toMatchObject({ status: 200 });
    if (transport === 'socket') {
      slack.kill(1);
      await slack.waitFor(() => slack.sockets === 2 && slack.socketNumbers().includes(3), 15_000);
    }
    const typed = await slack.type(ana, room, '/record start maths');
    await card('Starting maths');
    slack.fault({ method: 'chat.update', kind: { retryAfter: 1 } });
    await slack.click(ana, await card('Recording maths'), 'Vertical');
    await slack.waitFor(() => slack.renderText(room).includes('✓ Vertical'), 15_000);

    const { text } = await get(port, '/metrics');
    const value = (series: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.split(' ')[1],
      );
    expect(value('clapperbot_acknowledgement_seconds_count')).toBe(2);
    expect(value('clapperbot_jobs_waiting{lane="thread"}')).toBeGreaterThanOrEqual(0);
    expect(value('clapperbot_slack_rate_limited_total{method="chat.update"}')).toBe(1);
    expect(value('clapperbot_slack_reconnects_total')).toBe(transport === 'socket' ? 1 : 0);
    expect(value('clapperbot_card_update_seconds_count')).toBeGreaterThanOrEqual(2);

    // Whether Slack can be reached decides, as far as the bot can know: in HTTP mode nobody has called yet.
    slack.revoke('bot');
    await slack.click(ana, await card('Recording maths'), 'Float');
    await bot.logged('Slack rejects the bot token');
    expect(await get(port, '/readyz')).toMatchObject({ status: 503 });
    expect(await get(port, '/healthz')).toMatchObject({ status: 200 });
    expect(await bot.kill('SIGTERM')).toBe(0);

    const lines = bot.out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.every(({ level, time, msg }) => [level, time, msg].every((field) => field !== undefined))).toBe(true);
    expect(lines).toContainEqual(
      expect.objectContaining({ audit: true, action: 'start', actor: ana.id, request: typed.triggerId }),
    );
    const services = [slack.apiUrl, agora.url].map((url) => `connects to ${new URL(url).host}`);
    expect(new Set(bot.err)).toEqual(new Set(services));
    expect(packageInfo.engines.node).toBe('>=22.18');
  }, 60_000);
});
