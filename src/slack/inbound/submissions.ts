/** Submitted forms. Errors are reported in the acknowledgement, which needs only the form. */
import type { App, ViewSubmitAction } from '@slack/bolt';
import { inLocale } from '../../messages/locale.ts';
import type { Responder } from '../delivery/responder.ts';
import { layoutFormId } from '../surfaces/layout-form.ts';
import { startFormId } from '../surfaces/start-form.ts';
import { type AckOptions, acknowledge } from './acknowledge.ts';
import { isShutOut, notAMember } from './admission.ts';
import type { RequestContext } from './handler.ts';
import { applyLayout, readLayoutForm } from './layout-form.ts';
import { type Serving, teamOf } from './serving.ts';
import { type CheckTools, readStartForm, runStartForm } from './submit-start-form.ts';

type Options = AckOptions & CheckTools & Readonly<{ app: App; responder: Pick<Responder, 'recall'> }>;

export function registerSubmissions(options: Options, serving: Serving): void {
  registerLayout(options, serving);
  registerStart(options, serving);
}

function registerLayout(options: Options, serving: Serving): void {
  options.app.view<ViewSubmitAction>(layoutFormId, async ({ body, view, ack, context }) => {
    const teamId = teamOf(context);
    const { locale } = serving.atHand(teamId, body.user.id);
    const sent = inLocale(locale, () => readLayoutForm(view, options.names.layouts));
    const content = sent.kind === 'problems' ? { response_action: 'errors' as const, errors: sent.errors } : undefined;
    await acknowledge(() => (content === undefined ? ack() : ack(content)), context, options);
    if (sent.kind === 'problems') return;
    const { recordingId, channelId } = sent;
    const responseUrl = options.responder.recall(recordingId, body.user.id) ?? '';
    serving.serve(teamId, responseUrl, ({ team, dispatcher, tools, admit }) => {
      const actor = { teamId: team.id, userId: body.user.id, channelId };
      const request = { actor, isPrivate: false, requestId: body.trigger_id, responseUrl };
      dispatcher.run('layout', request, () => admit(request, (admitted) => applyLayout(sent, admitted, tools)));
    });
  });
}

function registerStart(options: Options, serving: Serving): void {
  options.app.view<ViewSubmitAction>(startFormId, async ({ body, view, ack, context }) => {
    const teamId = teamOf(context);
    const { locale } = serving.atHand(teamId, body.user.id);
    const sent = inLocale(locale, () => readStartForm(view, options));
    const content = sent.kind === 'problems' ? { response_action: 'errors' as const, errors: sent.errors } : undefined;
    await acknowledge(() => (content === undefined ? ack() : ack(content)), context, options);
    if (sent.kind === 'problems') return;
    const { channelId, isPrivate } = sent;
    const responseUrl = body.response_urls?.find(({ channel_id: id }) => id === channelId)?.response_url ?? '';
    serving.serve(teamId, responseUrl, (parts) => {
      const { team, dispatcher, tools, admit } = parts;
      const actor = { teamId: team.id, userId: body.user.id, channelId };
      // Each click on the button has a trigger_id of its own; the form has one id as long as it is open.
      const request: RequestContext = { actor, isPrivate, requestId: view.id, responseUrl };
      const isStranger = isShutOut(body.user.team_id ?? body.team?.id, parts);
      dispatcher.run(sent.command.verb, request, () =>
        isStranger
          ? Promise.resolve({ outcome: 'answered', reply: notAMember('external') })
          : admit(request, (admitted) => runStartForm(sent, admitted, tools)),
      );
    });
  });
}
