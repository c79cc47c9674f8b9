/** The way through the browser by which the app is installed: to Slack, and back with a code that stands for a token. */
import { type IncomingMessage, ServerResponse } from 'node:http';
import { type CallbackOptions, ClearStateStore, type Installation as Granted, InstallProvider } from '@slack/oauth';
import { inLocale, type Locale } from '../../messages/locale.ts';
import type { Ms } from '../../recording/recording.ts';
import { newReference } from '../../service/reference.ts';
import { codeOf } from '../delivery/slack-errors.ts';
import { optionalScopes, requiredScopes } from '../doctor/scopes.ts';
import { errorText, type Log, sdkLogger } from '../sdk-log.ts';
import { clientOptions, createSlackClient } from '../transport/client.ts';
import type { Installation } from './installation.ts';
import { type Ending, renderPage } from './page.ts';

/** A reply to a browser. */
export type PageReply = Readonly<{
  status: number;
  type: string;
  body: string;
  headers: Readonly<Record<string, string>>;
}>;

/** Never reject. */
export type InstallFlow = Readonly<{
  /** Sends the browser to Slack. */
  begin(request: IncomingMessage): Promise<PageReply>;
  /** Slack has sent it back. */
  complete(request: IncomingMessage): Promise<PageReply>;
}>;

type Options = Readonly<{
  clientId: string;
  clientSecret: string;
  stateSecret: string;
  /** Without a slash at the end. */
  publicUrl: string;
  /** Ends with a slash. */
  apiUrl: string;
  locale: Locale;
  now: () => Ms;
  log: Log;
  /** Stores it. */
  install(installation: Installation): Promise<void>;
}>;

const stateValidity = 600;
const statuses: Readonly<Record<Ending['kind'], number>> = {
  done: 200,
  canceled: 200,
  outdated: 400,
  refused: 502,
  failed: 500,
};

export function createInstallFlow(options: Options): InstallFlow {
  const { publicUrl, locale, log } = options;
  const provider = createProvider(options);
  // Who installs the app may decline the optional ones.
  const scopes = [...requiredScopes, ...Object.keys(optionalScopes)];
  const installUrl = { scopes, redirectUri: `${publicUrl}/slack/oauth_redirect` };

  const page = (ending: Ending, cookie?: string): PageReply => ({
    status: statuses[ending.kind],
    type: 'text/html; charset=utf-8',
    body: inLocale(locale, () => renderPage(ending, `${publicUrl}/slack/install`)),
    headers: { ...pageHeaders, ...(cookie !== undefined && { 'Set-Cookie': cookie }) },
  });

  return {
    async begin(request) {
      const response = new ServerResponse(request);
      try {
        await provider.handleInstallPath(request, response, undefined, installUrl);
      } catch (error) {
        const reference = newReference();
        log.error({ reference, error: errorText(error) }, 'failed to begin an installation');
        return page({ kind: 'failed', reference });
      }
      const { location, 'set-cookie': cookie } = response.getHeaders();
      return {
        status: response.statusCode,
        type: 'text/plain; charset=utf-8',
        body: '',
        headers: { Location: String(location), 'Set-Cookie': String(cookie) },
      };
    },
    async complete(request) {
      const response = new ServerResponse(request);
      const { promise, resolve } = Promise.withResolvers<Ending>();
      const outcome: CallbackOptions = {
        success({ team, enterprise }) {
          const installed = team ?? enterprise;
          log.info({ installation: installed?.id }, 'the app was installed');
          resolve({ kind: 'done', workspace: installed?.name ?? installed?.id ?? '' });
        },
        failure: (error) => resolve(failure(error, log)),
      };
      await provider.handleCallback(request, response, outcome);
      const cookie = response.getHeader('set-cookie');
      return page(await promise, cookie === undefined ? undefined : String(cookie));
    },
  };
}

/** The address of a page holds the code: it must not travel on. */
const pageHeaders = { 'Content-Security-Policy': "default-src 'none'", 'Referrer-Policy': 'no-referrer' };

function createProvider({ clientId, clientSecret, stateSecret, apiUrl, now, log, install }: Options): InstallProvider {
  const states = new ClearStateStore(stateSecret, stateValidity);
  return new InstallProvider({
    clientId,
    clientSecret,
    // The state is in a cookie, too, so that nobody can make another person's browser complete an installation. The proxy
    // ends TLS, so the cookie is marked as secure whatever the request looks like here.
    stateStore: {
      generateStateParam: (wanted) => states.generateStateParam(wanted, new Date(now())),
      verifyStateParam: (_, state) => states.verifyStateParam(new Date(now()), state),
    },
    stateCookieExpirationSeconds: stateValidity,
    directInstall: true,
    authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href,
    clientOptions: clientOptions(apiUrl, log),
    logger: sdkLogger(log),
    installationStore: {
      async storeInstallation(granted) {
        await install(await installationFrom(granted, { apiUrl, now, log }));
      },
      // Payloads are authorized by the workspaces themselves.
      fetchInstallation: () => Promise.reject(new Error('not read from here')),
    },
  });
}

async function installationFrom(
  { team, enterprise, bot, isEnterpriseInstall, enterpriseUrl }: Granted,
  { apiUrl, now, log }: Pick<Options, 'apiUrl' | 'now' | 'log'>,
): Promise<Installation> {
  const of = isEnterpriseInstall === true ? enterprise : team;
  if (of === undefined || bot === undefined) throw new Error('Slack gave no bot token');
  const { token, refreshToken, expiresAt, scopes, id: botId, userId: botUserId } = bot;
  const url = enterpriseUrl ?? (await createSlackClient({ botToken: token, apiUrl, log }).auth.test()).url ?? '';
  return {
    id: of.id,
    name: of.name ?? of.id,
    enterpriseId: enterprise?.id ?? '',
    isEnterprise: isEnterpriseInstall === true,
    url,
    botId,
    botUserId,
    scopes,
    // The package counts from the time of the machine.
    bot: {
      token,
      ...(refreshToken !== undefined &&
        expiresAt !== undefined && { refreshToken, expiresAt: now() + expiresAt * 1000 - Date.now() }),
    },
  };
}

/** Slack's words where the code that a browser brings has been used, or is too old. */
const outdatedCodes = ['invalid_code', 'code_already_used', 'code_expired'];
const invalidState = ['slack_oauth_invalid_state', 'slack_oauth_missing_state', 'slack_oauth_missing_code'];

function failure(error: Parameters<NonNullable<CallbackOptions['failure']>>[0], log: Log): Ending {
  const about = { code: codeOf(error) ?? error.code, error: errorText(error) };
  // The package uses it for nothing else here.
  if (error.code === 'slack_oauth_installer_authorization_error') {
    log.info({}, 'an installation was canceled');
    return { kind: 'canceled' };
  }
  if (invalidState.includes(error.code) || outdatedCodes.includes(codeOf(error) ?? '')) {
    log.warn(about, 'rejected an installation: its state or code is not valid');
    return { kind: 'outdated', minutes: stateValidity / 60 };
  }
  const reference = newReference();
  log.error({ reference, ...about }, 'failed to install the app');
  const code = codeOf(error);
  return code === undefined ? { kind: 'failed', reference } : { kind: 'refused', code };
}
