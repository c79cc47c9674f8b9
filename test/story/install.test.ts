/** The app is installed in workspaces by OAuth, used there, and uninstalled. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Config } from '../../src/config/load.ts';
import { startBot } from '../../src/main.ts';
import { createLog } from '../../src/ops/log.ts';
import { realClock } from '../../src/sandbox/movable-clock.ts';
import type { FaultPlan } from '../../src/sandbox/slack/call-faults.ts';
import { installIn, installInBrowser, untilBack, visit } from '../support/oauth.ts';
import { openWorld, type World } from '../support/world.ts';

const hour = 3_600;

/** Everything of the database, the parts beside the file included. */
function databaseBytes({ config }: World): string {
  const folder = dirname(config.databasePath);
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name)).toString('latin1'))
    .join('\n');
}

describe.each(['socket', 'http'] as const)('over %s', (transport) => {
  test('installs by the browser, and works there at once', async () => {
    const world = await openWorld({ transport, oauth: {} });
    const { slack, bot, ana, room } = world;
    const elsewhere = await slack.type(ana, room, '/record start maths');
    expect(elsewhere).toMatchObject({ ok: true, ack: { response_type: 'ephemeral' } });
    expect(JSON.stringify(elsewhere)).toContain('https://bot.example/slack/install');

    const page = await installIn(slack, slack, bot.port);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain(`It works in ${slack.team.name} now.`);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'");

    await slack.type(ana, room, '/record start maths');
    const card = await world.card('Recording maths');
    await slack.click(ana, card, 'Stop');
    await world.card('Finished maths');
    expect(databaseBytes(world)).not.toMatch(/xox[a-z]/);
  });

  test('each workspace by itself', async () => {
    const world = await openWorld({ transport, oauth: {} });
    const { slack, bot, room } = world;
    const other = slack.addWorkspace('college');
    const [ben, place] = [other.addUser('ben'), other.addChannel('classes')];
    await installIn(slack, slack, bot.port);
    await installIn(slack, other, bot.port);
    await other.type(ben, place, '/record start physics');
    await world.until(() => other.messages(place).some(({ text }) => text.includes('Recording physics')));
    expect(slack.messages(room)).toEqual([]);
  });

  test('the optional scopes are asked for; without users:read a guest is not recognized', async () => {
    const world = await openWorld({ transport, oauth: {} });
    const { slack, bot, room } = world;
    const eve = slack.addUser('eve', 'guest');
    await installIn(slack, slack, bot.port);
    expect([...slack.scopes]).toEqual(['commands', 'chat:write', 'users:read', 'files:write', 'usergroups:read']);
    await slack.type(eve, room, '/record start maths');
    await world.ephemeral(eve, 'Guests can’t control recordings');

    await slack.uninstall();
    slack.onAuthorize({ install: slack, user: eve, declines: ['users:read'] });
    await installInBrowser(bot.port);
    expect(slack.scopes.has('users:read')).toBe(false);
    await slack.type(eve, room, '/record start maths');
    await world.card('Recording maths');
  });

  test('uninstalled while it records: nothing more is posted, the recording is stopped by its limit; installed again, posts come back', async () => {
    const world = await openWorld({ transport, oauth: {} });
    const { slack, bot, agora, ana, room } = world;
    await installIn(slack, slack, bot.port);
    await slack.type(ana, room, '/record start maths for=1h');
    await world.card('Recording maths');
    await slack.uninstall();
    const before = slack.calls('chat.update').length + slack.calls('chat.postMessage').length;
    await world.until(() => agora.requests.some(({ call }) => call === 'stop'), 2 * hour);
    await world.pass(600);
    const after = slack.calls('chat.update').length + slack.calls('chat.postMessage').length;
    expect(after - before).toBeLessThanOrEqual(1);
    expect(databaseBytes(world)).not.toMatch(/xox[a-z]/);

    await installIn(slack, slack, bot.port);
    await slack.type(ana, room, '/record start physics');
    await world.card('Recording physics');
  });

  test('installed again while it records: what changes then is posted', async () => {
    const world = await openWorld({ transport, oauth: {} });
    const { slack, bot, ana, room } = world;
    await installIn(slack, slack, bot.port);
    await slack.type(ana, room, '/record start maths');
    const card = await world.card('Recording maths');
    await slack.uninstall();
    await world.pass(1_300);
    const shown = world.cards().map(({ text }) => text);
    await installIn(slack, slack, bot.port);
    await world.until(() => world.cards().every(({ text }) => !shown.includes(text)), 1_300);
    await slack.click(ana, card, 'Vertical');
    await world.line('@ana changed the layout to Vertical.');
    await slack.click(ana, card, 'Stop');
    expect((await world.card('Finished maths')).ts).toBe(card.ts);
  });
});

test('an organization installs it for all of its workspaces, until it removes it', async () => {
  const world = await openWorld({ oauth: {} });
  const { slack, agora } = world;
  const university = slack.addOrganization('university');
  const workspaces = [university.addWorkspace('law'), university.addWorkspace('arts')];
  const page = await installIn(slack, university, world.bot.port);
  expect(page.text).toContain('It works in university now.');
  const classes = workspaces.map((one) => ({
    one,
    eva: one.addUser('eva'),
    place: one.addChannel('classes'),
    name: one.team.domain,
  }));
  const card = ({ one, place }: (typeof classes)[number]) => one.messages(place)[0];
  for (const each of classes) {
    await each.one.type(each.eva, each.place, `/record start ${each.name}`);
    await world.until(() => card(each)?.text.includes(`Recording ${each.name}`));
  }
  // Recordings know their workspace alone: nothing has arrived from it since the start.
  await world.restart();
  const posts = () => classes.map((each) => card(each)?.replies.length ?? 0);
  const before = posts();
  await world.until(() => posts().every((count, i) => count > (before[i] ?? 0)), 1_800);

  await university.uninstall();
  const last = posts();
  await world.pass(1_800);
  expect(posts()).toEqual(last);
  expect(agora.recorders.every(({ endedAt }) => endedAt === undefined)).toBe(true);
});

test('tokens are refreshed: beside the calls before they expire, else before the first call, once for all', async () => {
  const world = await openWorld({ oauth: { rotation: true } });
  const { slack, bot, ana, room, clock } = world;
  await installIn(slack, slack, bot.port);
  const installed = clock.now();
  const count = () => slack.calls('oauth.v2.access').length;
  const finish = async (name: string) => {
    await world.card(`Recording ${name}`);
    await slack.type(ana, room, `/record stop ${name}`);
    await world.card(`Finished ${name}`, 1_800);
  };
  const start = async (name: string) => {
    await slack.type(ana, room, `/record start ${name}`);
    await finish(name);
  };
  expect(count()).toBe(1);
  await start('maths');
  expect(count()).toBe(1);

  await world.passTo(installed + 10.5 * hour * 1000);
  await start('physics');
  expect(count()).toBe(2);

  await world.passTo(installed + 40 * hour * 1000);
  await Promise.all(['law', 'arts', 'music'].map((name) => slack.type(ana, room, `/record start ${name}`)));
  for (const name of ['law', 'arts', 'music']) await finish(name);
  expect(count()).toBe(3);
  expect(slack.calls().filter(({ error }) => error !== undefined)).toEqual([]);
  expect(databaseBytes(world)).not.toMatch(/xox[a-z]/);

  // The pair that was stored is the one that counts.
  await world.restart();
  await world.passTo(installed + 60 * hour * 1000);
  await slack.type(ana, room, '/record start chess');
  await world.card('Recording chess');
  expect(count()).toBe(4);
});

test('tokens that are taken back end the installation', async () => {
  const world = await openWorld({ oauth: {} });
  const { slack, bot, ana, room } = world;
  await installIn(slack, slack, bot.port);
  await slack.type(ana, room, '/record start maths');
  await world.card('Recording maths');
  await slack.sendEvent({ type: 'tokens_revoked', tokens: { oauth: [ana.id] } });
  await slack.sendEvent({ type: 'tokens_revoked', tokens: { oauth: [ana.id], bot: [] } });
  expect(await slack.type(ana, room, '/record help')).toMatchObject({ ok: true });
  expect(databaseBytes(world)).not.toContain('revoked');
  await slack.revokeTokens();
  await world.until(() => databaseBytes(world).includes('revoked'));
  expect(JSON.stringify(await slack.type(ana, room, '/record help'))).toContain('not installed');
});

test('with one token nothing changes but the log', async () => {
  const world = await openWorld();
  const { slack, ana, room } = world;
  for (const event of [{ type: 'app_uninstalled' }, { type: 'tokens_revoked', tokens: { bot: ['U1'] } }]) {
    expect(await slack.sendEvent(event)).toMatchObject({ ok: true });
  }
  await slack.type(ana, room, '/record start maths');
  await world.card('Recording maths');
  expect((await visit(`http://127.0.0.1:${world.bot.port}/slack/install`)).status).toBe(404);
  expect((await visit(`http://127.0.0.1:${world.bot.port}/slack/oauth_redirect`)).status).toBe(404);
});

describe('with another encryption key', () => {
  const otherKey = (world: World): Config => {
    const { slack } = world.config;
    if (slack.oauth === undefined) throw new Error('no OAuth');
    const oauth = { ...slack.oauth, encryptionKey: Buffer.alloc(32, 8).toString('base64') };
    return { ...world.config, slack: { ...slack, oauth } };
  };
  const startAgain = (world: World) =>
    startBot(otherKey(world), {
      clock: realClock,
      ticker: () => () => Promise.resolve(),
      log: createLog({ level: 'silent', secrets: [] }),
    });

  test('the bot says so, and does not start', async () => {
    const world = await openWorld({ oauth: {} });
    await installIn(world.slack, world.slack, world.bot.port);
    await world.bot.stop();
    await expect(startAgain(world)).rejects.toThrow(
      /^The installation of T\w+ can’t be decrypted. Set SLACK_ENCRYPTION_KEY /,
    );
  });

  test('it keeps what is live under control', async () => {
    const world = await openWorld({ oauth: {} });
    const { slack, agora, ana, room } = world;
    await installIn(slack, slack, world.bot.port);
    await slack.type(ana, room, '/record start maths');
    await world.card('Recording maths');
    await world.bot.stop();
    const bot = await startAgain(world);
    onTestFinished(() => bot.stop());
    const ready = await visit(`http://127.0.0.1:${bot.port}/readyz`);
    expect([ready.status, ready.text]).toEqual([503, expect.stringContaining('SLACK_ENCRYPTION_KEY')]);
    await slack.type(ana, room, '/record stop maths');
    await expect.poll(() => agora.requests.some(({ call }) => call === 'stop')).toBe(true);
  });
});

describe('what does not become an installation', () => {
  const nothingStored = async (world: World) => {
    const outcome = await world.slack.type(world.ana, world.room, '/record list');
    expect(JSON.stringify(outcome)).toContain('not installed');
  };

  test('the person cancels', async () => {
    const world = await openWorld({ oauth: {} });
    const page = await installInBrowser(world.bot.port);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('The installation was canceled')]);
    await nothingStored(world);
  });

  test.each<[string, (url: URL, cookie: string) => { url: URL; cookie: string }]>([
    ['no cookie: another browser', (url) => ({ url, cookie: '' })],
    [
      'a forged state',
      (url) => {
        url.searchParams.set('state', 'forged');
        return { url, cookie: 'slack-app-oauth-state=forged' };
      },
    ],
    [
      'no state',
      (url, cookie) => {
        url.searchParams.delete('state');
        return { url, cookie };
      },
    ],
    [
      'no code',
      (url, cookie) => {
        url.searchParams.delete('code');
        return { url, cookie };
      },
    ],
    [
      'another code',
      (url, cookie) => {
        url.searchParams.set('code', 'other');
        return { url, cookie };
      },
    ],
  ])('%s', async (_, change) => {
    const world = await openWorld({ oauth: {} });
    const { slack, bot, ana } = world;
    slack.onAuthorize({ install: slack, user: ana });
    const back = await untilBack(bot.port);
    const { url, cookie } = change(new URL(back.url), back.cookie);
    const page = await visit(url.href, { cookie });
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('This page is no longer valid')]);
    expect(page.text).toContain('href="https://bot.example/slack/install"');
    await nothingStored(world);
  });

  test('an old state, and a code that was used', async () => {
    const world = await openWorld({ oauth: {} });
    const { slack, bot, ana } = world;
    slack.onAuthorize({ install: slack, user: ana });
    const late = await untilBack(bot.port);
    await world.pass(601);
    expect((await visit(late.url, { cookie: late.cookie })).status).toBe(400);
    await nothingStored(world);
    const { url, cookie } = await untilBack(bot.port);
    expect((await visit(url, { cookie })).status).toBe(200);
    expect((await visit(url, { cookie })).status).toBe(400);
  });

  test.each<[string, FaultPlan, number, string]>([
    [
      'a refusal of the code',
      { method: 'oauth.v2.access', kind: { error: 'bad_client_secret' } },
      502,
      'Slack says <code>bad_client_secret</code>',
    ],
    [
      'a refusal of the token',
      { method: 'auth.test', kind: { error: 'internal_error' } },
      502,
      'Slack says <code>internal_error</code>',
    ],
    ['a lost response', { method: 'oauth.v2.access', kind: 'loseResponse' }, 500, 'The installation failed'],
    ['a page of a proxy', { method: 'oauth.v2.access', kind: { status: 503 } }, 500, 'The installation failed'],
    ['too many calls', { method: 'oauth.v2.access', kind: { retryAfter: 5 } }, 500, 'The installation failed'],
  ])('%s', async (_, fault, status, text) => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const log = createLog({ level: 'info', secrets: [], destination });
    const world = await openWorld({ oauth: {}, log });
    const { slack, bot } = world;
    slack.fault(fault);
    const page = await installIn(slack, slack, bot.port);
    expect([page.status, page.text]).toEqual([status, expect.stringContaining(text)]);
    await nothingStored(world);
    const [, reference] = /reference <code>([0-9a-f]{6})<\/code>/u.exec(page.text) ?? [];
    expect(reference !== undefined).toBe(status === 500);
    if (reference === undefined) return;
    expect(lines.filter((line) => line.includes(`"reference":"${reference}"`))).toHaveLength(1);
  });
});
