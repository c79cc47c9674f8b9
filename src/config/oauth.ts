/** Whether the bot serves one workspace with its token, or those where the app is installed by OAuth. */
import type { SlackTokens } from './config.ts';
import { entry, type Name, type Values } from './variables.ts';

const own = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET', 'SLACK_ENCRYPTION_KEY'] as const;

/** Each with what to do, as it follows "NAME ". One of the variables that is set stands for all of them. */
export function oauthProblems(isSet: (name: Name) => boolean, publicUrl: string | undefined): [Name, string][] {
  if (!own.some(isSet)) {
    return isSet('SLACK_BOT_TOKEN') ? [] : [['SLACK_BOT_TOKEN', missing('SLACK_BOT_TOKEN')]];
  }
  const needed = [...own, 'PUBLIC_URL'] as const;
  return [
    ...(isSet('SLACK_BOT_TOKEN') ? [['SLACK_BOT_TOKEN', tooMany] satisfies [Name, string]] : []),
    ...needed.filter((name) => !isSet(name)).map((name): [Name, string] => [name, missingForOAuth(name)]),
    ...(publicUrl !== undefined && !isProtected(publicUrl)
      ? [['PUBLIC_URL', 'must begin with https:// for OAuth'] satisfies [Name, string]]
      : []),
  ];
}

/** All of one kind are there, or a problem is noted. */
export function tokensOf(values: Values): SlackTokens {
  const { SLACK_BOT_TOKEN: botToken, SLACK_CLIENT_ID: clientId } = values;
  if (clientId === undefined) return { botToken: botToken ?? '' };
  const {
    SLACK_CLIENT_SECRET: clientSecret = '',
    SLACK_STATE_SECRET: stateSecret = '',
    SLACK_ENCRYPTION_KEY: encryptionKey = '',
    PUBLIC_URL: publicUrl = '',
  } = values;
  return { oauth: { clientId, clientSecret, stateSecret, encryptionKey, publicUrl } };
}

function missing(name: Name): string {
  return `is missing: set it to ${entry(name).source}`;
}

function missingForOAuth(name: Name): string {
  return `${missing(name)}; or, for one workspace, remove ${own.join(', ')} and set SLACK_BOT_TOKEN`;
}

const tooMany = `must be removed, because ${own.join(', ')} are for several workspaces; or remove those, for one workspace`;

/** A browser brings the code of an installation there. On this machine nobody listens in. */
function isProtected(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' || /^(localhost|127\..*|\[::1\])$/.test(hostname);
}
