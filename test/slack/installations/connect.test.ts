/** Payloads of workspaces where the app is not installed, or where nobody can tell. */
import { expect, it, onTestFinished } from 'vitest';
import { connectInstalled } from '../../../src/slack/installations/connect.ts';
import type { InstalledWorkspaces } from '../../../src/slack/installations/installed-workspaces.ts';
import { createSlackClient } from '../../../src/slack/transport/client.ts';
import { keptLog } from '../inbound/support.ts';
import { aWorkspace } from '../support.ts';

async function connectedWith(findFor: InstalledWorkspaces['findFor']) {
  const workspace = await aWorkspace();
  const { slack, general } = workspace;
  const log = keptLog();
  const handled: string[] = [];
  const unused = () => Promise.reject(new Error('not used here'));
  const connection = await connectInstalled({
    appToken: slack.appToken,
    apiUrl: slack.apiUrl,
    log,
    workspaces: {
      find: unused,
      kept: () => undefined,
      onChanged: () => undefined,
      list: unused,
      install: unused,
      end: unused,
      findFor,
    },
    publicUrl: 'https://bot.example',
    locale: 'zh',
    register(app) {
      app.command('/record', async ({ ack }) => {
        handled.push('command');
        await ack();
      });
      app.action(/^/u, async ({ ack }) => {
        handled.push('action');
        await ack();
      });
      app.event('app_home_opened', () => {
        handled.push('event');
        return Promise.resolve();
      });
    },
  });
  onTestFinished(() => connection.stop());
  const client = createSlackClient({ botToken: slack.botToken, apiUrl: slack.apiUrl, log });
  const button = { type: 'button', text: { type: 'plain_text', text: 'Stop' }, action_id: 'stop' };
  await client.apiCall('chat.postMessage', {
    channel: general.id,
    text: 'card',
    blocks: [{ type: 'actions', elements: [button] }],
  });
  const [card] = slack.messages(general);
  if (card === undefined) throw new Error('no card');
  return { ...workspace, log, handled, card };
}

const answers = {
  missing: 'https://bot.example/slack/install',
  unknown: '我无法确定这里是否已安装',
};

it.each([
  ['missing', () => Promise.resolve(undefined), 'where the app is not installed'],
  ['unknown', () => Promise.reject(new Error('disk full')), 'could not look up an installation'],
] as const)('%s: answers commands and clicks, and handles nothing', async (why, findFor, logged) => {
  const { slack, ana, general, card, log, handled } = await connectedWith(findFor);
  const typed = await slack.type(ana, general, '/record list');
  expect(typed).toMatchObject({ ok: true, ack: { response_type: 'ephemeral' } });
  expect(JSON.stringify(typed)).toContain(answers[why]);
  expect(await slack.click(ana, card, 'Stop')).toMatchObject({ ok: true });
  await slack.waitFor(() => slack.ephemerals(ana).some(({ text }) => text.includes(answers[why])));
  expect(slack.messages(general).map(({ text }) => text)).toEqual(['card']);
  expect(await slack.openHome(ana)).toMatchObject({ ack: {} });
  expect(await slack.shortcut(ana, 'record_start')).toMatchObject({ ok: true });
  expect(handled).toEqual([]);
  const lines = log.lines.filter((line) => line.includes(logged));
  expect(lines.length).toBe(why === 'missing' ? 1 : 4);
});

it('handles what is from a workspace where it is installed', async () => {
  const { slack, ana, general, card, handled } = await connectedWith(() =>
    Promise.resolve({
      team: { id: 'T1', url: '' },
      botUserId: 'U1',
      client: createSlackClient({ botToken: 'x', log: keptLog() }),
    }),
  );
  await slack.type(ana, general, '/record list');
  await slack.click(ana, card, 'Stop');
  await slack.openHome(ana);
  expect(handled).toEqual(['command', 'action', 'event']);
});
