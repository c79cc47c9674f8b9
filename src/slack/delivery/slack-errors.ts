import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import type { SendOutcome } from '../../service/ports.ts';
import { errorText } from '../sdk-log.ts';

const remedies = {
  bot: 'Set SLACK_BOT_TOKEN to the Bot User OAuth Token (xoxb-…) that "OAuth & Permissions" of your Slack app shows after installing it with the scopes commands and chat:write.',
  app: 'Set SLACK_APP_TOKEN to an app-level token (xapp-…) with the scope connections:write from "Basic Information" of your Slack app, with Socket Mode on.',
};

/** Slack refuses a token permanently. `code` is Slack's own word (`invalid_auth`, `missing_scope`, …). */
export class SlackAuthError extends Error {
  readonly code: string;
  readonly token: 'bot' | 'app';

  constructor(token: 'bot' | 'app', code: string) {
    super(`Slack refuses the ${token} token (${code}). ${remedies[token]}`);
    this.name = 'SlackAuthError';
    this.code = code;
    this.token = token;
  }
}

/** A failure of Slack itself; `internal_error` and `fatal_error` may have had a part of their effect. */
const passing = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'update_failed',
  // "currently undergoing migration to an Enterprise Organization"
  'team_added_to_org',
]);
const limited = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
/** The token is refused, not the message: it can be posted once the token is fixed. */
const unauthorized = new Set(['token_revoked', 'token_expired', 'invalid_auth', 'account_inactive', 'not_authed']);

/** Slack's word for a refusal; undefined where the error is not Slack's (network, a proxy's page, a fault of ours). */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof WebAPIPlatformError)) return undefined;
  const { error: code } = error.data;
  // Where the body is not JSON, the SDK takes all of it for the code. People are shown the code, so it must be no token.
  return typeof code === 'string' && /^[\w.:-]{1,80}$/u.test(code) && errorText(code) === code ? code : undefined;
}

/** Slack's word for a refusal that asking again can't change. */
export function lastingCodeOf(error: unknown): string | undefined {
  const code = codeOf(error);
  return code === undefined || passing.has(code) || limited.has(code) ? undefined : code;
}

export function rejectsToken(code: string | undefined): boolean {
  return code !== undefined && unauthorized.has(code);
}

/** `Retry-After` in milliseconds; undefined for other errors. */
export function limitedFor(error: unknown): number | undefined {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter * 1000;
  const code = codeOf(error);
  return code !== undefined && limited.has(code) ? 10_000 : undefined;
}

/** What a failed post or update means for the message. A code that Slack never documented is a refusal. */
export function sendOutcomeOf(error: unknown): SendOutcome {
  const wait = limitedFor(error);
  if (wait !== undefined) return { kind: 'later', after: wait };
  const code = codeOf(error);
  if (code === undefined || passing.has(code)) return { kind: 'later', after: 1000 };
  if (unauthorized.has(code)) return { kind: 'later', after: 60_000 };
  return { kind: 'rejected', code };
}
