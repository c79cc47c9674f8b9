import { describe, expect, onTestFinished, test } from 'vitest';
import { type SlackOptions, type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { call, clientOf, openSocket, section } from './slack.support.ts';

async function open(options: SlackOptions = {}): Promise<SlackWorkspace> {
  const slack = await startSlack({ scopes: ['chat:write', 'im:write', 'files:write'], ...options });
  onTestFinished(() => slack.close());
  return slack;
}

const bot = async (slack: SlackWorkspace, method: string, args: object) =>
  (await call(slack, method, args, slack.botToken)).body;

describe('errors of Slack itself', () => {
  test('a conversation can be opened with people who are there', async () => {
    const slack = await open();
    const [ana, ben] = [slack.addUser('ana'), slack.addUser('ben')];
    slack.deactivate(ben);
    const openWith = (users: string) => bot(slack, 'conversations.open', { users });
    expect(await openWith(ana.id)).toMatchObject({ ok: true, channel: { id: slack.direct(ana).id } });
    expect(await openWith(ben.id)).toMatchObject({ error: 'user_disabled' });
    expect(await openWith('U404')).toMatchObject({ error: 'user_not_found' });
    expect(await openWith('')).toMatchObject({ error: 'users_list_not_supplied' });
  });

  test('a file can be shared where the bot is a member', async () => {
    const slack = await open();
    const place = await bot(slack, 'files.getUploadURLExternal', { filename: 'a.txt', length: 1 });
    await fetch(String(place['upload_url']), { method: 'POST', body: 'a' });
    const { id: channel_id } = slack.addChannel('open', { botIsMember: false });
    const share = (to: string) =>
      bot(slack, 'files.completeUploadExternal', { files: [{ id: place['file_id'] }], channel_id: to });
    expect(await share('C404')).toMatchObject({ error: 'channel_not_found' });
    expect(await share(channel_id)).toMatchObject({ error: 'not_in_channel' });
    slack.inviteBot('open');
    expect(await share(channel_id)).toMatchObject({ ok: true });
    expect(slack.files()).toMatchObject([{ isComplete: true, channelId: channel_id }]);
  });

  test('a view is known by its external_id, which no other view has', async () => {
    const slack = await open();
    const [ana, ben] = [slack.addUser('ana'), slack.addUser('ben')];
    const socket = await openSocket(slack);
    const openFor = async (user: typeof ana, externalId: string) => {
      await slack.shortcut(user, 'start');
      const payload = socket.frames.at(-1)?.['payload'] as { trigger_id: string };
      return bot(slack, 'views.open', { trigger_id: payload.trigger_id, view: modal(externalId, 'opened') });
    };
    expect(await openFor(ana, 'form-1')).toMatchObject({ ok: true });
    expect(await openFor(ben, 'form-1')).toMatchObject({ error: 'duplicate_external_id' });
    expect(await openFor(ben, 'form-2')).toMatchObject({ ok: true });
    const update = (externalId: string, view: object) => bot(slack, 'views.update', { external_id: externalId, view });
    expect(await update('form-2', modal('form-1', 'changed'))).toMatchObject({ error: 'duplicate_external_id' });
    expect(await update('form-2', modal('form-2', 'changed'))).toMatchObject({ ok: true });
    expect(await update('form-3', modal('form-3', 'changed'))).toMatchObject({ error: 'not_found' });
    expect(slack.renderModal(ana)).toContain('opened');
    expect(slack.renderModal(ben)).toContain('changed');
    const home = { type: 'home', external_id: 'form-1', blocks: [section('x')] };
    expect(await bot(slack, 'views.publish', { user_id: ana.id, view: home })).toMatchObject({
      error: 'duplicate_external_id',
    });
  });
});

const modal = (externalId: string, text: string) => ({
  type: 'modal',
  external_id: externalId,
  title: { type: 'plain_text', text: 'Form' },
  blocks: [section(text)],
});

/** What nothing in the local workspace stands for: a policy, a plan, a setting of the app, or trouble at Slack. */
const planned = {
  'apps.connections.open': ['forbidden_team', 'insecure_request'],
  'chat.postMessage': [
    'restricted_action',
    'restricted_action_thread_locked',
    'restricted_action_read_only_channel',
    'msg_blocks_too_long',
    'message_limit_exceeded',
    'metadata_too_large',
    'messages_tab_disabled',
    'rate_limited',
    'team_not_found',
  ],
  'chat.update': ['edit_window_closed', 'block_mismatch', 'update_failed', 'streaming_state_conflict'],
  'views.publish': ['not_enabled'],
  'users.info': ['user_not_visible'],
  'usergroups.users.list': ['plan_upgrade_required'],
  'conversations.open': ['user_not_visible'],
  'files.getUploadURLExternal': ['file_uploads_disabled', 'storage_limit_reached', 'file_type_not_allowed'],
  'files.completeUploadExternal': ['posting_to_channel_denied', 'file_update_failed'],
  'auth.test': [
    'no_permission',
    'internal_error',
    'fatal_error',
    'service_unavailable',
    'request_timeout',
    'team_added_to_org',
    'org_login_required',
    'ekm_access_denied',
    'accesslimited',
    'access_denied',
  ],
};

test.each(Object.entries(planned))('planned errors reach the client: %s', async (method, errors) => {
  const slack = await open({ rateLimits: false });
  const { id: channel } = slack.addChannel('general');
  const client = clientOf(slack);
  for (const error of errors) {
    slack.fault({ method, kind: { error } });
    await expect(client.apiCall(method, { channel, text: 'x' })).rejects.toMatchObject({ data: { ok: false, error } });
  }
  expect(slack.calls(method).map((entry) => entry.error)).toEqual(errors);
  expect(slack.messages('general')).toEqual([]);
});
