/** Slack's side of OAuth: the page on which a person installs the app, and the exchange of codes and refresh tokens. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../movable-clock.ts';
import { errorBody, textOf } from './content.ts';
import { type Grants, type Issued, isOrganization, type Target } from './grants.ts';
import { isScope } from './scopes.ts';
import { appId } from './state.ts';
import type { Json } from './types.ts';

/** The app's settings. */
export type OAuthOptions = Readonly<{
  clientId: string;
  clientSecret: string;
  /** Default: any address. */
  redirectUris?: readonly string[];
  /** Tokens expire after twelve hours and are refreshed; default false. */
  rotation?: boolean;
}>;

/** What the person on the page does: they cancel, or install the app. */
export type Consent = 'cancel' | Readonly<{ target: Target; userId: string; declines: readonly string[] }>;

export type PageAnswer = Readonly<{ location: string } | { error: string }>;

export type OAuth = Readonly<{
  /** `/oauth/v2/authorize`: where the browser is sent, or what the page says. */
  authorize(this: void, query: URLSearchParams): PageAnswer;
  /** `oauth.v2.access`. `authorization`: the header of the request. */
  access(this: void, args: Json, authorization: string | undefined): Json;
}>;

type Code = { target: Target; userId: string; scopes: string[]; redirectUri: string | null; until: number };

type Context = {
  /** Undefined: the app isn't distributed. */
  options: OAuthOptions | undefined;
  clock: Clock;
  grants: Grants;
  consent(this: void): Consent;
};

const codeLifetime = 10 * 60_000;

export function createOAuth(context: Context): OAuth {
  const codes = new Map<string, Code | 'used'>();
  return {
    authorize: (query) => authorize(context, codes, query),
    access(args, authorization) {
      const client = clientOf(args, authorization);
      const { options } = context;
      if (options === undefined || client.id !== options.clientId) return errorBody('invalid_client_id');
      if (client.secret !== options.clientSecret) return errorBody('bad_client_secret');
      const type = args['grant_type'] ?? 'authorization_code';
      if (type === 'authorization_code') return exchangeCode(context, codes, args);
      return type === 'refresh_token' ? refresh(context, args) : errorBody('invalid_grant_type');
    },
  };
}

function authorize(
  { options, clock, consent }: Context,
  codes: Map<string, Code | 'used'>,
  query: URLSearchParams,
): PageAnswer {
  if (options === undefined || query.get('client_id') !== options.clientId) return { error: 'invalid_client_id' };
  const redirectUri = query.get('redirect_uri');
  const url = urlOf(redirectUri ?? options.redirectUris?.[0]);
  if (url === undefined || !isAllowed(url, options.redirectUris)) return { error: 'bad_redirect_uri' };
  const scopes = (query.get('scope') ?? '').split(/[, ]+/u).filter((scope) => scope !== '');
  // This app has no user token, so it can't ask for scopes of one.
  const isWrong = scopes.length === 0 || !scopes.every(isScope) || (query.get('user_scope') ?? '') !== '';
  if (isWrong) return { error: 'invalid_scope' };
  const answer = consent();
  if (answer === 'cancel') url.searchParams.set('error', 'access_denied');
  else {
    const code = randomBytes(18).toString('hex');
    const { target, userId, declines } = answer;
    const granted = scopes.filter((scope) => !declines.includes(scope));
    codes.set(code, { target, userId, scopes: granted, redirectUri, until: clock.now() + codeLifetime });
    url.searchParams.set('code', code);
  }
  const state = query.get('state');
  if (state !== null) url.searchParams.set('state', state);
  return { location: url.href };
}

/** The given address, or one below it. */
function isAllowed(url: URL, allowed: readonly string[] | undefined): boolean {
  return (
    allowed === undefined ||
    allowed
      .map((one) => new URL(one))
      .some(
        ({ origin, pathname }) =>
          url.origin === origin &&
          (url.pathname === pathname || url.pathname.startsWith(`${pathname.replace(/\/$/u, '')}/`)),
      )
  );
}

function urlOf(text: string | undefined): URL | undefined {
  const url = text === undefined ? null : URL.parse(text);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
}

/** Slack takes the app's credentials by HTTP Basic or as arguments. */
function clientOf(args: Json, authorization = ''): { id: string; secret: string } {
  const [, basic] = /^Basic\s+(.+)$/iu.exec(authorization) ?? [];
  if (basic === undefined) return { id: textOf(args, 'client_id'), secret: textOf(args, 'client_secret') };
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
  return { id, secret };
}

function exchangeCode({ clock, grants }: Context, codes: Map<string, Code | 'used'>, args: Json): Json {
  const code = codes.get(textOf(args, 'code'));
  if (code === 'used') return errorBody('code_already_used');
  if (code === undefined || clock.now() >= code.until) return errorBody('invalid_code');
  const { target, userId, scopes, redirectUri } = code;
  if ((args['redirect_uri'] ?? null) !== redirectUri) return errorBody('bad_redirect_uri');
  codes.set(textOf(args, 'code'), 'used');
  return { ...installation(target, grants.install(target, scopes)), authed_user: { id: userId } };
}

function refresh({ grants }: Context, args: Json): Json {
  const refreshed = grants.refresh(textOf(args, 'refresh_token'));
  if (refreshed === undefined) return errorBody('invalid_refresh_token');
  return installation(refreshed.grant.target, refreshed.issued);
}

function installation(target: Target, { accessToken, refreshToken, expiresIn }: Issued): Json {
  const isEnterprise = isOrganization(target);
  const enterprise = isEnterprise ? target.about : target.team.enterprise;
  return {
    ok: true,
    app_id: appId,
    scope: [...target.scopes].join(','),
    token_type: 'bot',
    access_token: accessToken,
    bot_user_id: target.bot.userId,
    team: isEnterprise ? null : { id: target.team.id, name: target.team.name },
    enterprise: enterprise === undefined ? null : { id: enterprise.id, name: enterprise.name },
    is_enterprise_install: isEnterprise,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken, expires_in: expiresIn }),
  };
}
