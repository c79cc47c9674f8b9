/** What it costs, and what a limit does, as people see it: the real bot, with prices and limits of its own. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStage } from '../support/stage.ts';
import { openWorld, type World } from '../support/world.ts';

const prices = 'prices: { currency: USD, per1000Minutes: { audio: 1.49, hd: 5.99, fullHd: 13.49, 2k: 23.99 } }';
const preset = 'presets: { lesson: { mode: mix } }';

/** Records a channel in which somebody sends from the start, for so many minutes. */
async function record({ slack, ana, room, ...world }: World, name: string, minutes: number, options = '') {
  const typed = await slack.type(ana, room, `/record start ${name}${options}`);
  expect(typed.seen).toEqual([]);
  const card = await world.card(`Recording ${name}`);
  await world.pass(minutes * 60);
  await slack.click(ana, card, 'Stop');
  return await world.card(`Finished ${name}`);
}

test('two recordings, their cost on the cards, the usage of the month, and the CSV file', async () => {
  const world = await openWorld({ file: `${prices}\n${preset}`, scopes: ['commands', 'chat:write', 'files:write'] });
  const { slack, ana, ben, room } = world;
  slack.addChannel('quiet', { private: true, members: [ben.id] });
  expect(slack.renderText(await record(world, 'maths', 25, ' preset=lesson'))).toMatch(
    /(25|26) min, about \$0\.1[56] \(HD\)/u,
  );
  await record(world, 'physics', 5);

  await slack.type(ben, room, '/record usage');
  const text = await world.ephemeral(ben, 'November 2026');
  expect(text).toMatch(/November 2026: 3[0-3] min, about \$0\.(18|19|20) in 2 recordings\./u);
  expect(text).toMatch(/By channel:[^]*maths · 2[56] min, about[^]*physics · [56] min, about/u);
  expect(text).toMatch(/By person:[^]*@ana · 3[0-3] min/u);
  expect(text).toMatch(/By preset:[^]*lesson · 2[56] min[^]*no preset · [56] min/u);
  expect(text).toContain('The CSV file is in your direct messages with me.');

  const [file] = slack.files();
  expect(file?.name).toBe('usage-2026-11.csv');
  expect(file?.channelId).toMatch(/^D/u);
  const lines = (file?.bytes ?? Buffer.alloc(0)).toString('utf8').split('\r\n');
  expect(lines[0]).toBe(
    'month,by,name,recordings,minutes,minutes_audio,minutes_hd,minutes_fullHd,minutes_2k,minutes_above,time_is,cost,currency,cost_is',
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/^2026-11,channel,maths,1,(25|26),0,\1,0,0,0,exact,0\.1[56]\d\d,USD,about$/u),
  );
  expect(lines.at(-2)).toMatch(/^2026-11,total,,2,/u);

  await slack.type(ana, room, '/record usage 2026-10');
  await world.ephemeral(ana, 'Nothing was recorded in October 2026.');
});

test('without files:write the CSV follows as text, and the scope is named', async () => {
  const world = await openWorld();
  await record(world, 'maths', 2);
  await world.slack.type(world.ana, world.room, '/record usage 2026-11');
  const answer = await world.ephemeral(world.ana, 'November 2026');
  expect(answer).toContain('ask your admin to add the scope files:write');
  expect(answer).not.toContain('$');
  expect(await world.ephemeral(world.ana, '2026-11,channel,maths,1,')).toContain('2026-11,total,,1,');
});

test('a recording of a private channel counts in the usage that its members and admins see', async () => {
  const world = await openWorld({ file: 'permissions: { admin: { users: [U0ADMIN] } }' });
  const { slack, ana, ben, room } = world;
  const secret = slack.addChannel('board', { private: true });
  await slack.type(ana, secret, '/record start talks');
  await world.until(() => slack.messages(secret).find(({ text }) => text.includes('Recording talks')));
  await world.pass(60);
  await slack.type(ben, room, '/record usage');
  await world.ephemeral(ben, 'Nothing was recorded in November 2026.');
  await slack.type(ana, room, '/record usage');
  expect(await world.ephemeral(ana, 'November 2026')).toContain('talks');
});

test('a limit warns once at 80 % and rejects starts at 100 %; live recordings continue', async () => {
  const world = await openWorld({ file: 'limits: { minutes: 50 }', tickEvery: 60_000 });
  const { slack, ana, ben, room } = world;
  await slack.type(ana, room, '/record start maths');
  await world.card('Recording maths');
  await world.pass(38 * 60);
  expect(slack.messages(slack.direct(ana))).toEqual([]);
  const warned = await world.until(() => slack.messages(slack.direct(ana))[0], 300);
  expect(slack.renderText(warned)).toMatch(/8[0-2] % of the monthly limit is used: 4[01] min of 50 min\./u);

  await world.pass(11 * 60);
  expect(slack.messages(slack.direct(ana))).toHaveLength(1);
  await slack.type(ben, room, '/record start physics');
  const refused = await world.ephemeral(ben, 'Nothing was started');
  expect(refused).toMatch(/the monthly limit is used up \(5\d min of 50 min\)/u);
  expect(refused).toContain('To raise it, ask your admin.');
  expect(world.agora.recorders).toHaveLength(1);
  // The one that runs is known, whatever the limit says.
  await slack.type(ben, room, '/record start maths');
  await world.ephemeral(ben, 'already being recorded');
});

test('a file that Slack rejects follows as text', async () => {
  const world = await openWorld({ scopes: ['commands', 'chat:write', 'files:write'] });
  const { slack, ana, room } = world;
  await record(world, 'maths', 2);
  slack.fault({ method: 'files.completeUploadExternal', kind: { error: 'file_uploads_disabled' } });
  await slack.type(ana, room, '/record usage');
  expect(await world.ephemeral(ana, 'November 2026')).toContain(
    'Slack didn’t take the CSV file, so it follows as text.',
  );
  await world.ephemeral(ana, '2026-11,total,,1,');
});

test('the cost limit of a preset rejects only that preset', async () => {
  const file = `${prices}\npresets: { lesson: { mode: mix, monthlyCost: 0.01 } }`;
  const world = await openWorld({ file });
  const { slack, ana, ben, room } = world;
  await record(world, 'maths', 3, ' preset=lesson');
  expect(slack.renderText(await world.until(() => slack.dms(ana)[0]))).toContain('of the preset lesson');
  await slack.type(ben, room, '/record start physics preset=lesson');
  expect(await world.ephemeral(ben, 'Nothing was started')).toContain('of $0.01');
  await slack.type(ben, room, '/record start physics');
  await world.card('Recording physics');
});

test('the real process: usage, warning and refusal outlive a kill', { timeout: 90_000 }, async () => {
  const stage = await openStage({ slack: { scopes: ['commands', 'chat:write', 'files:write'] } });
  const { slack, ana, room, folder, start } = stage;
  const ben = slack.addUser('ben');
  const config = `${prices}\nlimits: { minutes: 1 }\npermissions: { admin: { users: [${ana.id}] } }\n`;
  writeFileSync(join(folder, 'clapperbot.yml'), config);
  const bot = start();
  await bot.logged('ready');
  for (const name of ['maths', 'physics']) {
    await slack.type(ana, room, `/record start ${name}`);
    await slack.click(ana, await stage.card(`Recording ${name}`), 'Stop');
    await stage.card(`Finished ${name}`);
  }
  const shown = (words: string) =>
    slack.waitFor(() => slack.ephemerals(ben).find((one) => slack.renderText(one).includes(words)), 15_000);
  const warnings = () => slack.dms(ana).filter(({ text }) => text.includes('of the monthly limit'));
  await slack.waitFor(() => warnings().length > 0, 15_000);

  await bot.kill('SIGKILL');
  await start().logged('ready');
  await slack.type(ben, room, '/record start chemistry');
  expect(slack.renderText(await shown('Nothing was started'))).toContain(
    '@ana can start recordings or raise the limit',
  );
  await slack.type(ben, room, '/record usage');
  expect(slack.renderText(await shown(' in 2 recordings'))).toMatch(/1 min, (about|under) \$0\.01 in 2 recordings/u);
  expect(slack.files().map(({ bytes }) => bytes?.toString('utf8'))).toEqual([
    expect.stringMatching(/,channel,maths,1,1,[^]*,channel,physics,1,1,[^]*,total,,2,1,/u),
  ]);
  expect(warnings()).toHaveLength(1);
});
