/** Connects the app to Slack where several workspaces have installed it. */
import type { App, Authorize } from '@slack/bolt';
import { format } from '../../messages/format.ts';
import { inLocale, type Locale } from '../../messages/locale.ts';
import { errorText, type Log } from '../sdk-log.ts';
import { type Message, say } from '../surfaces/blocks.ts';
import { type AppConnection, type ConnectOptions, connectApp } from '../transport/connection.ts';
import { onRevocation } from '../transport/revocation.ts';
import type { InstalledWorkspaces } from './installed-workspaces.ts';

type Options = ConnectOptions &
  Readonly<{
    workspaces: InstalledWorkspaces;
    /** Without a slash at the end. */
    publicUrl: string;
    locale: Locale;
    register(app: App): void;
  }>;

/** Resolves and rejects as `connectSlack` does, but for tokens of workspaces: none is needed to begin. */
export async function connectInstalled(options: Options): Promise<AppConnection> {
  const { workspaces, log } = options;
  return await connectApp({
    ...options,
    authorize: createAuthorize(workspaces, log),
    register(app) {
      answerElsewhere(app, options);
      onRevocation(app, log, async ({ id, reason, at }) => {
        if (await workspaces.end(id, reason, at)) log.warn({ installation: id, reason }, 'an installation has ended');
      });
      options.register(app);
    },
  });
}

/** What the context of a payload says where it must not be handled. */
type NotServed = 'missing' | 'unknown';

const mostRemembered = 1_000;

/**
 * No token is given to Bolt: listeners use the client of their workspace, and an acknowledgement waits for no refresh.
 */
function createAuthorize(workspaces: InstalledWorkspaces, log: Log): Authorize<boolean> {
  const told = new Set<string>();
  workspaces.onChanged((teamId) => told.delete(teamId));
  const notServed = (why: NotServed) => ({ notServed: why });
  return async ({ teamId, enterpriseId }) => {
    try {
      const workspace = await workspaces.findFor({ teamId, enterpriseId });
      if (workspace !== undefined) return { botUserId: workspace.botUserId };
    } catch (error) {
      log.error({ team: teamId, error: errorText(error) }, 'could not look up an installation');
      return notServed('unknown');
    }
    const id = teamId ?? enterpriseId ?? '';
    if (!told.has(id) && told.size < mostRemembered) {
      told.add(id);
      log.warn({ team: teamId, enterprise: enterpriseId }, 'a payload from a workspace where the app is not installed');
    }
    return notServed('missing');
  };
}

/** Answers the person, where there is one, and calls no listener. */
function answerElsewhere(app: App, { publicUrl, locale, log }: Options): void {
  const address = `${publicUrl}/slack/install`;
  const answers: Readonly<Record<NotServed, () => Message>> = {
    missing: () => say(...format('install.missing', { address: { link: address, as: address } })),
    unknown: () => say(...format('install.unknown')),
  };
  app.use(async (args) => {
    const { notServed } = args.context as { notServed?: NotServed };
    if (notServed === undefined) {
      await args.next();
      return;
    }
    const answer = { response_type: 'ephemeral' as const, ...inLocale(locale, answers[notServed]) };
    if ('command' in args) {
      await args.ack(answer);
      return;
    }
    // Bolt acknowledges events by itself.
    if (typeof args.ack === 'function') await args.ack();
    // A form has no address for answers.
    if ('respond' in args && typeof args.respond === 'function') {
      await args.respond({ ...answer, replace_original: false }).catch((error: unknown) => {
        log.warn({ error: errorText(error) }, 'failed to answer a workspace where the app is not installed');
      });
    }
  });
}
