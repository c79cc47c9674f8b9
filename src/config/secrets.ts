/** What must never be shown. */
import type { Config } from './config.ts';

/** Every such value, for the log to hide; the REST credentials also as HTTP Basic writes them. */
export function secretsOf({ slack, projects, storages, secrets, databaseUrl }: Config): string[] {
  const found = [
    ...tokensIn(slack),
    slack.appToken ?? slack.signingSecret,
    ...[...projects.values()].flatMap(({ customerId, customerSecret, certificate, notifySecret }) => [
      customerId,
      customerSecret,
      Buffer.from(`${customerId}:${customerSecret}`).toString('base64'),
      certificate ?? '',
      notifySecret ?? '',
    ]),
    ...[...storages.values()].flatMap(({ accessKey, secretKey }) => [accessKey, secretKey]),
    ...secrets.values(),
    ...(databaseUrl === undefined ? [] : passwordsIn(databaseUrl)),
  ];
  return [...new Set(found)].filter((secret) => secret !== '');
}

/** As it is written, and as PostgreSQL gets it. */
function passwordsIn(databaseUrl: string): string[] {
  const { password, searchParams } = new URL(databaseUrl);
  return [databaseUrl, password, decodeURIComponent(password), searchParams.get('password') ?? ''];
}

function tokensIn({ botToken, oauth }: Config['slack']): string[] {
  if (oauth === undefined) return [botToken];
  const { clientId, clientSecret, stateSecret, encryptionKey } = oauth;
  return [clientId, clientSecret, stateSecret, encryptionKey];
}
