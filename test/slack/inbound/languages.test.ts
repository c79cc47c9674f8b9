/** In which language one person is answered: their own, as Slack reports it, or that of the workspace. */
import { describe, expect, it } from 'vitest';
import type { Locale } from '../../../src/messages/locale.ts';
import { createPeople } from '../../../src/slack/inbound/people.ts';
import { aWorkspace, connected } from '../support.ts';
import { aRecording, FakeRecordingService, inChannel, quiet } from './support.ts';

const scopes = ['commands', 'chat:write', 'users:read'];

async function setUp(locale: Locale, own: string, granted: readonly string[] = scopes) {
  const workspace = await aWorkspace({ scopes: granted });
  workspace.slack.setLocale(workspace.ana, own);
  const service = new FakeRecordingService(aRecording({ card: inChannel(workspace.general.id) }));
  const all = await connected(workspace, service, { locale });
  const { slack, ana, general, idle } = all;
  /** What is answered, at once or later. */
  const answer = async (line: string) => {
    const { seen } = await slack.type(ana, general, line);
    await idle();
    return (seen[0] ?? slack.ephemerals(ana).at(-1))?.text ?? '';
  };
  return { ...all, answer };
}

describe.each([
  ['zh', 'en-US', 'No active', '没有', 'isn’t a command', '不是命令'],
  ['en', 'zh-CN', '没有', 'No active', '不是命令', 'isn’t a command'],
] as const)('in a workspace of %s a person with %s', (locale, own, inOwn, inOther, mistakeInOwn, mistakeInOther) => {
  it('is answered in their own language', async () => {
    const { answer, service } = await setUp(locale, own);
    service.recordings.clear();
    const text = await answer('/record list');
    expect(text).toContain(inOwn);
    expect(text).not.toContain(inOther);
  });

  it('gets the first acknowledgement in the language of the workspace, and later ones in their own', async () => {
    const { answer, slack } = await setUp(locale, own);
    expect(await answer('/record nonsense')).toContain(mistakeInOther);
    expect(await answer('/record nonsense')).toContain(mistakeInOwn);
    expect(slack.calls('users.info')).toHaveLength(1);
  });

  it('is answered in the language of the workspace without the scope', async () => {
    const { answer, service, slack } = await setUp(locale, own, ['commands', 'chat:write']);
    service.recordings.clear();
    expect(await answer('/record list')).toContain(inOther);
    expect(await answer('/record nonsense')).toContain(mistakeInOther);
    expect(slack.calls('users.info')).toEqual([]);
  });
});

it('is answered in the language of the workspace when theirs has no messages', async () => {
  const { answer } = await setUp('zh', 'fr-FR');
  await answer('/record nonsense');
  expect(await answer('/record nonsense')).toContain('不是命令');
});

it('a rejection of a guest and an internal error are in the language of the person', async () => {
  const { answer, slack, service, general, idle } = await setUp('en', 'zh-CN');
  service.onStart = () => Promise.reject(new Error('no database'));
  expect(await answer('/record start maths')).toContain('出错了，没有启动');
  const gil = slack.addUser('gil', 'guest');
  slack.setLocale(gil, 'zh-TW');
  await slack.type(gil, general, '/record list');
  await idle();
  expect(slack.ephemerals(gil).at(-1)?.text).toContain('访客不能控制录制');
});

it('the button of a card in one language works for a person who reads another', async () => {
  const { slack, ana, general, client, service, idle } = await setUp('en', 'zh-CN');
  await slack.type(ana, general, '/record list');
  await idle();
  const id = 'button:unknown';
  const blocks = [
    { type: 'actions', elements: [{ type: 'button', action_id: 'stop', value: 'rabcde', text: plain('停止') }] },
    { type: 'actions', elements: [{ type: 'button', action_id: id, value: 'rabcde', text: plain('Old') }] },
  ];
  await client.apiCall('chat.postMessage', { channel: general.id, text: 'card', blocks });
  const [card] = slack.messages(general);
  if (card === undefined) throw new Error('the card is not there');
  await slack.click(ana, card, 'Old');
  await idle();
  expect(slack.ephemerals(ana).at(-1)?.text).toContain('这个按钮已不再支持');
  await slack.click(ana, card, '停止');
  await idle();
  expect(service.executed.map(({ command }) => command)).toEqual([{ type: 'stop' }]);
});

const plain = (text: string) => ({ type: 'plain_text', text });

it('a language that is cached for an hour is still used for an acknowledgement', async () => {
  let time = 0;
  const asked: unknown[] = [];
  const answers = [{ user: { locale: 'zh-CN' } }];
  const client = {
    apiCall: (_method: string, args: unknown) => {
      asked.push(args);
      const answer = answers.shift();
      return answer === undefined ? Promise.reject(new Error('no connection')) : Promise.resolve(answer);
    },
  } as unknown as Parameters<typeof createPeople>[0]['client'];
  const team = { id: 'T1', url: '', scopes };
  const about = { client, team, timeZone: 'Etc/UTC', locale: 'en', now: () => time, log: quiet } as const;
  const { localeOf, knownLocaleOf } = createPeople(about);
  expect(knownLocaleOf('U1')).toBe('en');
  expect(await localeOf('U1')).toBe('zh');
  expect(asked).toEqual([{ user: 'U1', include_locale: true }]);
  time = 2 * 3_600_000;
  expect(knownLocaleOf('U1')).toBe('zh');
  expect(await localeOf('U1')).toBe('zh');
  expect(await localeOf('U2')).toBe('en');
});
