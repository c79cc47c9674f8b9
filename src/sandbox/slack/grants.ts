/** Where the app is installed, and the tokens that it got there. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../movable-clock.ts';
import type { Enterprise, Identity, State } from './state.ts';

/** An organization that can install the app for all its workspaces at once. */
export type Organization = Pick<Identity, 'bot' | 'scopes' | 'id' | 'files'> &
  Readonly<{ about: Enterprise; states: State[] }>;

/** Where the app can be installed. */
export type Target = State | Organization;

/** In ms. With token rotation an access token lasts so long, and two of an installation are valid at most. */
const tokenLifetime = 12 * 3_600_000;
const activeTokens = 2;

type Token = { readonly value: string; readonly expiresAt: number; isRevoked: boolean };

/** One installation. `tokens`: the oldest first. */
export type Grant = {
  readonly target: Target;
  readonly tokens: Token[];
  refreshToken: string | undefined;
  isUninstalled: boolean;
};

/** What a token request is answered with; `expiresIn` in seconds. */
export type Issued = Readonly<{ accessToken: string; refreshToken?: string; expiresIn?: number }>;

export type TokenError = 'account_inactive' | 'token_revoked' | 'token_expired';

export type Grants = Readonly<{
  /** Installs the app; where it is installed already it gets the scopes in addition. */
  install(this: void, target: Target, scopes: readonly string[]): Issued;
  /** Installs the app with a token that is known beforehand. */
  installWith(this: void, target: Target, token: string): void;
  /** A refresh token serves once. */
  refresh(this: void, refreshToken: string): { grant: Grant; issued: Issued } | undefined;
  find(this: void, token: string): { grant: Grant; error: TokenError | undefined } | undefined;
  isInstalled(this: void, target: Target): boolean;
  uninstall(this: void, target: Target): void;
  /** Revokes every token of the installation; with `false` they are valid again. */
  revoke(this: void, target: Target, isRevoked?: boolean): void;
}>;

export function isOrganization(target: Target): target is Organization {
  return 'states' in target;
}

export function createGrants(clock: Clock, isRotating: boolean): Grants {
  const grants: Grant[] = [];
  const current = (target: Target) => grants.find((grant) => grant.target === target && !grant.isUninstalled);
  const add = (target: Target): Grant => {
    const grant: Grant = { target, tokens: [], refreshToken: undefined, isUninstalled: false };
    grants.push(grant);
    return grant;
  };
  const issue = (grant: Grant) => (isRotating ? rotate(grant, clock.now()) : issueLasting(grant));
  return {
    install(target, scopes) {
      const existing = current(target);
      if (existing === undefined) target.scopes.clear();
      for (const scope of scopes) target.scopes.add(scope);
      return issue(existing ?? add(target));
    },
    installWith(target, token) {
      add(target).tokens.push({ value: token, expiresAt: Number.POSITIVE_INFINITY, isRevoked: false });
    },
    refresh(refreshToken) {
      const grant = grants.find((one) => one.refreshToken === refreshToken && !one.isUninstalled);
      return grant === undefined ? undefined : { grant, issued: issue(grant) };
    },
    find(value) {
      for (const grant of grants) {
        const token = grant.tokens.find((one) => one.value === value);
        if (token !== undefined) return { grant, error: errorOf(grant, token, clock.now()) };
      }
      return undefined;
    },
    isInstalled: (target) => current(target) !== undefined,
    uninstall(target) {
      const grant = current(target);
      if (grant !== undefined) grant.isUninstalled = true;
    },
    revoke(target, isRevoked = true) {
      const grant = current(target);
      if (grant === undefined) return;
      for (const token of grant.tokens) token.isRevoked = isRevoked;
      if (isRevoked) grant.refreshToken = undefined;
    },
  };
}

function errorOf(grant: Grant, token: Token, now: number): TokenError | undefined {
  if (grant.isUninstalled) return 'account_inactive';
  if (token.isRevoked) return 'token_revoked';
  return now >= token.expiresAt ? 'token_expired' : undefined;
}

/** Without token rotation, installing again gives the token that the app has. */
function issueLasting(grant: Grant): Issued {
  const valid = grant.tokens.find(({ isRevoked }) => !isRevoked);
  const token = valid ?? { value: `xoxb-${random()}`, expiresAt: Number.POSITIVE_INFINITY, isRevoked: false };
  if (valid === undefined) grant.tokens.push(token);
  return { accessToken: token.value };
}

function rotate(grant: Grant, now: number): Issued {
  const token = { value: `xoxe.xoxb-1-${random()}`, expiresAt: now + tokenLifetime, isRevoked: false };
  grant.tokens.push(token);
  for (const old of grant.tokens.slice(0, -activeTokens)) old.isRevoked = true;
  grant.refreshToken = `xoxe-1-${random()}`;
  return { accessToken: token.value, refreshToken: grant.refreshToken, expiresIn: tokenLifetime / 1000 };
}

function random(): string {
  return randomBytes(18).toString('hex');
}
