/** The methods of Slack's Web API that the bot calls, and the scopes that they need. A test compares it with the calls. */
import type { FindingCode } from '../../service/doctor/finding.ts';

/** `scope`: of the bot token; undefined where none is needed. */
type Need = Readonly<{ scope?: string; optional?: true }>;

export const methodScopes: Readonly<Record<string, Need>> = {
  'auth.test': {},
  // With the secrets of the app instead of a token.
  'oauth.v2.access': {},
  'chat.postMessage': { scope: 'chat:write' },
  'chat.update': { scope: 'chat:write' },
  'views.open': {},
  'views.publish': {},
  'views.update': {},
  'functions.completeSuccess': {},
  'functions.completeError': {},
  'users.info': { scope: 'users:read', optional: true },
  'usergroups.users.list': { scope: 'usergroups:read', optional: true },
  'files.getUploadURLExternal': { scope: 'files:write', optional: true },
  'files.completeUploadExternal': { scope: 'files:write', optional: true },
  // With the app-level token, whose scope no header tells.
  'apps.connections.open': {},
};

/** The slash command itself needs one, too. */
export const requiredScopes: readonly string[] = unique([
  'commands',
  ...needs().flatMap(({ scope, optional }) => (scope === undefined || optional === true ? [] : [scope])),
]);

/** For each, the finding that says what is lost without it. */
export const optionalScopes: Readonly<Record<string, FindingCode>> = {
  'users:read': 'slack.without.usersRead',
  'files:write': 'slack.without.filesWrite',
  'usergroups:read': 'slack.without.usergroupsRead',
};

function needs(): Need[] {
  return Object.values(methodScopes);
}

function unique(scopes: readonly string[]): string[] {
  return [...new Set(scopes)];
}
