/** Global shortcuts: they come from anywhere in Slack, without a channel and without an address for answers. */
import type { App, GlobalShortcut } from '@slack/bolt';
import type { Permissions } from '../../recording/permissions/rules.ts';
import type { Team } from '../transport/connection.ts';
import { type AckOptions, acknowledge } from './acknowledge.ts';
import { isShutOut, notAMember } from './admission.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { HandlerTools, RequestContext } from './handler.ts';
import { openStartForm } from './start-form.ts';

/** As the manifest has it. */
export const startShortcut = 'record_start';

type Options = AckOptions & Readonly<{ app: App; team: Team; admits: Pick<Permissions, 'externalUsers'> }>;

export function registerShortcuts(options: Options, dispatcher: Dispatcher, tools: HandlerTools): void {
  const { app, team } = options;
  app.shortcut<GlobalShortcut>({ type: 'shortcut', callback_id: startShortcut }, async ({ body, ack, context }) => {
    await acknowledge(() => ack(), context, options);
    const actor = { teamId: team.id, userId: body.user.id, channelId: '' };
    const request: RequestContext = { actor, isPrivate: false, requestId: body.trigger_id, responseUrl: '' };
    const isStranger = isShutOut(body.user.team_id ?? body.team?.id, options);
    dispatcher.run('start', request, () =>
      isStranger
        ? Promise.resolve({ outcome: 'answered', reply: notAMember('external') })
        : openStartForm({}, request, tools),
    );
  });
}
