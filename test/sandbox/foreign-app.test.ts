/** An app that was not written for the local Slack: a sample of Slack's, unmodified, on the real Bolt. */
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, type Logger, LogLevel } from '@slack/bolt';
import { expect, onTestFinished, test } from 'vitest';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { run } from '../support/child.ts';

const sample = 'test/fixtures/bolt-example';
/** As in the manifest of the sample. */
const scopes = ['channels:history', 'chat:write', 'commands'];

const nothing = () => {};
const quiet: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};

async function openWorkspace(transport: 'socket' | 'http'): Promise<SlackWorkspace> {
  const slack = await startSlack({ transport, scopes });
  onTestFinished(() => slack.close());
  slack.addUser('ana');
  slack.addChannel('general');
  return slack;
}

/** Everything that the sample does, as its README describes it. */
async function useSample(slack: SlackWorkspace): Promise<void> {
  const command = await slack.type('ana', 'general', '/sample-command');
  await slack.waitFor(() => command.seen.length === 1);
  expect(command.seen).toMatchObject([{ via: 'response_url', text: 'Responding to the sample command!' }]);

  slack.say('ana', 'general', 'hello there');
  await slack.waitFor(() => slack.messages('general').length === 2);
  expect(slack.messages('general')[1]).toMatchObject({ user: slack.bot.userId, text: 'hello there, how are you?' });

  expect(await slack.openHome('ana')).toMatchObject({ ack: {} });
  await slack.waitFor(() => slack.home('ana'));
  expect(slack.renderHome('ana')).toContain('Welcome home, @ana');

  await fillInForm(slack, 'to run anywhere');
  await slack.waitFor(() => slack.messages('general').length === 3);
  expect(slack.messages('general')[2]?.text).toMatch(/^<@U\w+> submitted the following .*\n\n to run anywhere$/su);
  expect(slack.modal('ana')).toBeUndefined();

  slack.removeBot('general');
  await fillInForm(slack, 'to be everywhere');
  const refused = await slack.waitFor(() => slack.calls('chat.postMessage').find(({ error }) => error !== undefined));
  expect(refused.error).toBe('not_in_channel');
  await slack.openHome('ana');
  await slack.waitFor(() => slack.calls('views.publish').filter(({ status }) => status === 200).length === 2);
}

async function fillInForm(slack: SlackWorkspace, dream: string): Promise<void> {
  expect(await slack.shortcut('ana', 'sample_shortcut_id', 'general')).toMatchObject({ ok: true });
  await slack.waitFor(() => slack.modal('ana'));
  expect(await slack.pressInModal('ana', 'Update modal')).toEqual({ ok: true });
  await slack.waitFor(() => slack.renderModal('ana').includes('Nice! You updated the modal!'));
  slack.enter('ana', 'What are your hopes and dreams?', dream);
  slack.enter('ana', 'Select a channel to message the result to', 'general');
  expect(await slack.submitModal('ana')).toMatchObject({ ok: true });
}

test('the sample runs as it is over Socket Mode', async () => {
  const slack = await openWorkspace('socket');
  const env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
  const app = run(`${sample}/app.js`, { env, cwd: sample });
  onTestFinished(async () => {
    await app.kill('SIGTERM');
  });
  await slack.waitFor(() => slack.sockets === 1, 15_000);
  await useSample(slack);
  await expect.poll(() => app.err.join('\n')).toContain('not_in_channel');
});

test('the handlers of the sample run as they are over HTTP', async () => {
  const slack = await openWorkspace('http');
  const errors: string[] = [];
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: quiet });
  // Its main file knows Socket Mode only.
  const app = new App({
    token: slack.botToken,
    receiver,
    clientOptions: { slackApiUrl: slack.apiUrl },
    logger: { ...quiet, error: (...parts) => void errors.push(parts.join(' ')) },
  });
  const { href } = new URL('../fixtures/bolt-example/listeners/index.js', import.meta.url);
  const { registerListeners } = (await import(href)) as { registerListeners: (to: App) => void };
  registerListeners(app);
  const server = await receiver.start({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await receiver.stop();
  });
  slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  await useSample(slack);
  await expect.poll(() => errors.join('\n')).toContain('not_in_channel');
});
