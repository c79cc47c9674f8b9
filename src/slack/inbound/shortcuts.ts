/** Global shortcuts: they come from anywhere in Slack, without a channel and without an address for answers. */
import type { App, GlobalShortcut } from '@slack/bolt';
import { type AckOptions, acknowledge } from './acknowledge.ts';
import { isShutOut, notAMember } from './admission.ts';
import type { RequestContext } from './handler.ts';
import { type Serving, teamOf } from './serving.ts';
import { openStartForm } from './start-form.ts';

/** As the manifest has it. */
export const startShortcut = 'record_start';

type Options = AckOptions & Readonly<{ app: App }>;

export function registerShortcuts(options: Options, serving: Serving): void {
  const matching = { type: 'shortcut', callback_id: startShortcut } as const;
  options.app.shortcut<GlobalShortcut>(matching, async ({ body, ack, context }) => {
    await acknowledge(() => ack(), context, options);
    serving.serve(teamOf(context), '', (parts) => {
      const { team, dispatcher, tools } = parts;
      const actor = { teamId: team.id, userId: body.user.id, channelId: '' };
      const request: RequestContext = { actor, isPrivate: false, requestId: body.trigger_id, responseUrl: '' };
      const isStranger = isShutOut(body.user.team_id ?? body.team?.id, parts);
      dispatcher.run('start', request, () =>
        isStranger
          ? Promise.resolve({ outcome: 'answered', reply: notAMember('external') })
          : openStartForm({}, request, tools),
      );
    });
  });
}
