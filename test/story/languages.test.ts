/** A workspace in one language, with a person who uses Slack in another. */
import { expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

const scopes = ['commands', 'chat:write', 'users:read'];
const han = /\p{Script=Han}/u;

test('in Chinese: the card, its thread and its buttons; private answers to a person who reads English are in English', async () => {
  const world = await openWorld({ scopes, env: { LOCALE: 'zh' } });
  const { slack, ana, ben, room } = world;
  slack.setLocale(ana, 'zh-CN');
  slack.setLocale(ben, 'en-GB');
  await slack.type(ana, room, '/record start maths for=1h');
  const card = await world.card('录制中：maths');
  expect(slack.renderText(card)).toMatch(/\[\d+ 停止\].*\[\d+ 悬浮\].*自适应\].*\[\d+ 刷新\]/u);
  await world.line('正在录制 maths。');

  await slack.type(ben, room, '/record status maths');
  const status = await world.ephemeral(ben, 'Recording');
  expect(status).toMatch(/maths \(\w+\): Recording\. Started by @ana/u);
  expect(status).not.toMatch(han);
  await slack.type(ana, room, '/record status maths');
  expect(await world.ephemeral(ana, '录制中')).toContain('由 @ana 启动于');

  // A click in the language that ben does not use, and what everybody sees of it stays in that of the workspace.
  await slack.click(ben, card, '悬浮');
  await world.line('@ben 把布局改为“悬浮”。');
  await slack.click(ben, await world.card('录制中：maths'), '停止');
  const ended = await world.card('已完成：maths');
  await world.line('上传：');
  for (const line of [ended.text, ...world.thread()]) expect(line).toMatch(han);
});

test('in English: the card is in English; a person who reads Chinese gets responses and later notifications in Chinese', async () => {
  const world = await openWorld({ scopes });
  const { slack, ana, ben, room } = world;
  slack.setLocale(ana, 'zh-CN');
  const elsewhere = slack.addChannel('private-matters', { private: true, botIsMember: false });
  await slack.type(ana, elsewhere, '/record start physics');
  expect(await world.ephemeral(ana, '没有启动')).toContain('/invite @clapperbot');

  await slack.type(ana, room, '/record start maths');
  const card = await world.card('Recording maths');
  await slack.type(ana, room, '/record start maths');
  await world.ephemeral(ana, 'maths 已在录制中');
  await slack.type(ana, room, '/record strat maths');
  expect(await world.ephemeral(ana, '不是命令')).toContain('/record start maths');
  expect(slack.renderText(card)).not.toMatch(han);
  for (const line of world.thread()) expect(line).not.toMatch(han);

  await slack.click(ana, card, 'Custom…');
  const form = await world.form(ana);
  expect(JSON.stringify(form.view['title'])).toContain('自定义布局');

  await slack.type(ana, room, '/record');
  const start = await world.form(ana, '启动录制');
  expect(JSON.stringify(start.view['submit'])).toContain('启动');

  for (const [person, words] of [
    [ana, '1 个正在进行的录制'],
    [ben, '1 active recording'],
  ] as const) {
    await slack.openHome(person);
    await world.until(() => JSON.stringify(slack.home(person)?.blocks ?? []).includes(words));
  }
});
