/** What Slack tells when the app is removed from a workspace, or its tokens are taken back. */
import type { App } from '@slack/bolt';
import { z } from 'zod';
import { errorText, type Log } from '../sdk-log.ts';

/** `id`: of the workspace, or of the organization where the app was in all of its workspaces. `at`: in ms since 1970, by Slack's clock. */
export type Revocation = Readonly<{ id: string; reason: 'uninstalled' | 'revoked'; at: number }>;

const payloadSchema = z.object({
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().nullish(),
  authorizations: z.array(z.object({ is_enterprise_install: z.boolean().nullish() })).nullish(),
  event_time: z.number(),
  event: z.object({ tokens: z.object({ bot: z.array(z.string()).nullish() }).nullish() }),
});

/** Tokens of people alone change nothing: the bot has none. */
export function onRevocation(app: App, log: Log, take: (revocation: Revocation) => Promise<void>): void {
  const listener = (reason: Revocation['reason']) => async (body: unknown) => {
    const parsed = payloadSchema.safeParse(body);
    const payload = parsed.data;
    const isEnterprise = payload?.authorizations?.[0]?.is_enterprise_install ?? payload?.is_enterprise_install;
    const id = isEnterprise === true ? payload?.enterprise_id : payload?.team_id;
    if (payload === undefined || typeof id !== 'string') {
      log.warn({ reason, error: errorText(parsed.error) }, 'could not read what Slack says of an installation');
      return;
    }
    if (reason === 'revoked' && (payload.event.tokens?.bot ?? []).length === 0) return;
    // Slack counts in whole seconds.
    await take({ id, reason, at: (payload.event_time + 1) * 1000 - 1 });
  };
  const [uninstalled, revoked] = [listener('uninstalled'), listener('revoked')];
  app.event('app_uninstalled', ({ body }) => uninstalled(body));
  app.event('tokens_revoked', ({ body }) => revoked(body));
}
