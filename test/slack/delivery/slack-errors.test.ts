import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { expect, it } from 'vitest';
import { lastingCodeOf, sendOutcomeOf } from '../../../src/slack/delivery/slack-errors.ts';
import { sdkLogger } from '../../../src/slack/sdk-log.ts';
import { keptLog } from '../inbound/support.ts';

const refusal = (error: string) => new WebAPIPlatformError({ ok: false, error });
const refused = [
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'restricted_action_thread_locked',
  'invalid_blocks',
  'msg_too_long',
  'no_text',
  'cant_update_message',
  'message_not_found',
  'edit_window_closed',
  'is_inactive',
  'missing_scope',
  'user_not_found',
  'team_not_found',
  'messages_tab_disabled',
  'a_code_that_slack_never_documented',
];

it.each(refused)('%s is a rejection', (code) => {
  expect(sendOutcomeOf(refusal(code))).toEqual({ kind: 'rejected', code });
});

it.each([
  ['token_revoked', 60_000],
  ['invalid_auth', 60_000],
  ['account_inactive', 60_000],
  ['not_authed', 60_000],
  ['internal_error', 1_000],
  ['fatal_error', 1_000],
  ['service_unavailable', 1_000],
  ['request_timeout', 1_000],
  ['ratelimited', 10_000],
  ['<html>a captive portal</html>', 1_000],
])('%s may work later', (code, after) => {
  expect(sendOutcomeOf(refusal(code))).toEqual({ kind: 'later', after });
});

it.each([
  ['a 429', new WebAPIRateLimitedError(30), 30_000],
  ['a lost connection', new WebAPIRequestError(new Error('ECONNRESET')), 1_000],
  ['a 503', new WebAPIHTTPError(503, 'Service Unavailable', {}, ''), 1_000],
  ['a fault of ours', new TypeError('x is not a function'), 1_000],
  ['nothing at all', undefined, 1_000],
])('%s may work later', (_, error, after) => {
  expect(sendOutcomeOf(error)).toEqual({ kind: 'later', after });
});

it.each([
  ['invalid_auth', 'invalid_auth'],
  ['missing_scope', 'missing_scope'],
  ['internal_error', undefined],
  ['ratelimited', undefined],
])('at the start, %s lasts: %s', (code, lasting) => {
  expect(lastingCodeOf(refusal(code))).toBe(lasting);
});

it('keeps tokens and addresses out of the log', () => {
  const log = keptLog();
  const sdk = sdkLogger(log);
  sdk.error('failed', new Error('xoxb-1-secret at https://hooks.slack.com/commands/T1/secret'));
  sdk.warn('wss://wss-primary.slack.com/link/?ticket=secret');
  sdk.info('xapp-1-A1-secret');
  sdk.debug('body: secret');
  expect(log.lines).toHaveLength(3);
  expect(log.lines.join('\n')).not.toContain('secret');
});
