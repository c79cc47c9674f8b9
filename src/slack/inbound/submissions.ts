/** Submitted forms. Errors are reported in the acknowledgement, which needs only the form. */
import type { App, ViewSubmitAction } from '@slack/bolt';
import { inLocale } from '../../messages/locale.ts';
import type { Permissions } from '../../recording/permissions/rules.ts';
import type { Responder } from '../delivery/responder.ts';
import { layoutFormId } from '../surfaces/layout-form.ts';
import { startFormId } from '../surfaces/start-form.ts';
import type { Team } from '../transport/connection.ts';
import { type AckOptions, acknowledge } from './acknowledge.ts';
import { type Admit, isShutOut, notAMember } from './admission.ts';
import type { ClickTools } from './buttons.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { RequestContext } from './handler.ts';
import { applyLayout, readLayoutForm } from './layout-form.ts';
import type { ConfiguredNames } from './names.ts';
import type { People } from './people.ts';
import { readStartForm, runStartForm } from './submit-start-form.ts';

type Options = AckOptions &
  Readonly<{
    app: App;
    team: Team;
    names: ConfiguredNames;
    responder: Pick<Responder, 'recall'>;
    admits: Pick<Permissions, 'externalUsers'>;
    knownLocaleOf: People['knownLocaleOf'];
  }>;

export function registerSubmissions(options: Options, dispatcher: Dispatcher, tools: ClickTools, admit: Admit): void {
  registerLayout(options, dispatcher, tools, admit);
  registerStart(options, dispatcher, tools, admit);
}

function registerLayout(options: Options, dispatcher: Dispatcher, tools: ClickTools, admit: Admit): void {
  const { app, team } = options;
  app.view<ViewSubmitAction>(layoutFormId, async ({ body, view, ack, context }) => {
    const sent = inLocale(options.knownLocaleOf(body.user.id), () => readLayoutForm(view, options.names.layouts));
    const content = sent.kind === 'problems' ? { response_action: 'errors' as const, errors: sent.errors } : undefined;
    await acknowledge(() => (content === undefined ? ack() : ack(content)), context, options);
    if (sent.kind === 'problems') return;
    const { recordingId, channelId } = sent;
    const actor = { teamId: team.id, userId: body.user.id, channelId };
    const responseUrl = options.responder.recall(recordingId, actor.userId) ?? '';
    const request = { actor, isPrivate: false, requestId: body.trigger_id, responseUrl };
    dispatcher.run('layout', request, () => admit(request, (admitted) => applyLayout(sent, admitted, tools)));
  });
}

function registerStart(options: Options, dispatcher: Dispatcher, tools: ClickTools, admit: Admit): void {
  const { app, team, names } = options;
  app.view<ViewSubmitAction>(startFormId, async ({ body, view, ack, context }) => {
    const sent = inLocale(options.knownLocaleOf(body.user.id), () => readStartForm(view, { ...tools, names }));
    const content = sent.kind === 'problems' ? { response_action: 'errors' as const, errors: sent.errors } : undefined;
    await acknowledge(() => (content === undefined ? ack() : ack(content)), context, options);
    if (sent.kind === 'problems') return;
    const { channelId, isPrivate } = sent;
    const actor = { teamId: team.id, userId: body.user.id, channelId };
    const responseUrl = body.response_urls?.find(({ channel_id: id }) => id === channelId)?.response_url ?? '';
    // Each click on the button has a trigger_id of its own; the form has one id as long as it is open.
    const request: RequestContext = { actor, isPrivate, requestId: view.id, responseUrl };
    const isStranger = isShutOut(body.user.team_id ?? body.team?.id, options);
    dispatcher.run(sent.command.verb, request, () =>
      isStranger
        ? Promise.resolve({ outcome: 'answered', reply: notAMember('external') })
        : admit(request, (admitted) => runStartForm(sent, admitted, tools)),
    );
  });
}
