/** Whether Slack accepts the tokens, and what the bot may do. */
import { readClock } from '../../service/doctor/clock.ts';
import type { Check, CheckResult, Finding, FindingCode, Subject } from '../../service/doctor/finding.ts';
import { slackApi } from '../transport/client.ts';
import { askSlack, type SlackAnswer } from './ask.ts';
import { optionalScopes, requiredScopes } from './scopes.ts';

/** `readsGroups`: the configuration names user groups. */
type BotToken = Readonly<{ botToken: string; apiUrl?: string; readsGroups: boolean }>;

/** `now`: of the machine's own clock. */
export function botTokenCheck({ botToken, apiUrl = slackApi, readsGroups }: BotToken, now: () => number): Check {
  return {
    subject: 'slackBot',
    async run(signal) {
      const answer = await askSlack(apiUrl, 'auth.test', botToken, signal);
      if (answer.kind !== 'accepted') return refusal('slackBot', answer, now);
      const clocks = readClock('Slack', answer.date, now());
      const { bot_id: botId, team, user } = answer.body;
      // A token of a person has no bot behind it.
      if (typeof botId !== 'string')
        return { findings: [{ subject: 'slackBot', code: 'slack.bot.wrongKind' }], clocks };
      const values = { workspace: String(team), bot: String(user) };
      const fine: Finding = { subject: 'slackBot', code: 'slack.bot.fine', values };
      return { findings: [fine, ...scopeFindings(answer.scopes, readsGroups)], clocks };
    },
  };
}

/** Slack gives an address to connect to, which expires by itself. Nothing connects to it. */
export function appTokenCheck(
  { appToken, apiUrl = slackApi }: { appToken: string; apiUrl?: string },
  now: () => number,
): Check {
  return {
    subject: 'slackApp',
    async run(signal) {
      const answer = await askSlack(apiUrl, 'apps.connections.open', appToken, signal);
      if (answer.kind !== 'accepted') return refusal('slackApp', answer, now);
      return {
        findings: [{ subject: 'slackApp', code: 'slack.app.fine' }],
        clocks: readClock('Slack', answer.date, now()),
      };
    },
  };
}

/** In the running bot, which is connected with the app token already. */
export function connectionCheck(connected: () => number): Check {
  return {
    subject: 'slackConnection',
    run() {
      const count = connected();
      const code = count > 0 ? 'slack.connected' : 'slack.notConnected';
      return Promise.resolve({ findings: [{ subject: 'slackConnection', code, values: { count } }] });
    },
  };
}

/** In HTTP mode Slack calls the bot, and no call of ours can try the secret. `publicUrl`: without a slash at the end. */
export function signingSecretCheck(publicUrl = 'https://your-host'): Check {
  const values = { address: `${publicUrl}/slack/events` };
  return {
    subject: 'slackSigning',
    run: () => Promise.resolve({ findings: [{ subject: 'slackSigning', code: 'slack.signing.set', values }] }),
  };
}

function scopeFindings(scopes: readonly string[] | undefined, readsGroups: boolean): Finding[] {
  const subject = 'slackScopes';
  if (scopes === undefined) return [{ subject, code: 'slack.scopes.unknown' }];
  const missing = requiredScopes.filter((scope) => !scopes.includes(scope));
  const required: Finding =
    missing.length > 0
      ? { subject, code: 'slack.scopes.missing', values: { scopes: missing.join(', ') } }
      : { subject, code: 'slack.scopes.fine', values: { scopes: requiredScopes.join(', ') } };
  const lacking = Object.entries(optionalScopes).filter(
    ([scope]) => !scopes.includes(scope) && (readsGroups || scope !== 'usergroups:read'),
  );
  return [required, ...lacking.map(([of, code]): Finding => ({ subject, of, code }))];
}

/** A failure of Slack itself, or a rate limit. */
const passing = ['ratelimited', 'internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'];

export function isPassing(error: string): boolean {
  return passing.includes(error);
}

const byError: Readonly<Record<'slackBot' | 'slackApp', Readonly<Record<string, FindingCode>>>> = {
  slackBot: {
    token_revoked: 'slack.bot.revoked',
    account_inactive: 'slack.bot.revoked',
    token_expired: 'slack.bot.expired',
    not_allowed_token_type: 'slack.bot.wrongKind',
  },
  slackApp: {
    token_revoked: 'slack.app.revoked',
    account_inactive: 'slack.app.revoked',
    missing_scope: 'slack.app.missingScope',
    not_allowed_token_type: 'slack.app.wrongKind',
  },
};

function refusal(
  subject: Extract<Subject, 'slackBot' | 'slackApp'>,
  answer: Exclude<SlackAnswer, { kind: 'accepted' }>,
  now: () => number,
): CheckResult {
  if (answer.kind === 'unreachable') {
    return { findings: [{ subject, code: 'slack.unreachable', values: { detail: answer.detail } }] };
  }
  const { error } = answer;
  const other = subject === 'slackBot' ? 'slack.bot.rejected' : 'slack.app.rejected';
  const code = isPassing(error) ? 'slack.busy' : (byError[subject][error] ?? other);
  return { findings: [{ subject, code, values: { error } }], clocks: readClock('Slack', answer.date, now()) };
}
