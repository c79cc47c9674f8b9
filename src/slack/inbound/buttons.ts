/** The table of all buttons: what a click on the card does. */
import type { ControlCommand } from '../../recording/events.ts';
import { selectableLayouts } from '../../recording/layout/layout.ts';
import type { Button } from '../../recording/modes/mode.ts';
import { canView, isAllowed, recordingTarget } from '../../recording/permission.ts';
import { extensions } from '../../recording/policy.ts';
import { isLive } from '../../recording/recording.ts';
import type { SlackMessenger } from '../delivery/messenger.ts';
import { refusal } from '../surfaces/refusal.ts';
import { cardLink, notFound } from '../surfaces/replies.ts';
import { executeCommand } from './execute-command.ts';
import type { HandlerResult, HandlerTools, RequestContext } from './handler.ts';
import { openLayoutForm } from './layout-form.ts';
import { openFiles } from './report-files.ts';
import { startRecording } from './start-recording.ts';

/** `startAgain`: the same channel with the same options. `files`: with links, `from` this one on. */
export type ButtonAction = Readonly<
  | { type: 'command'; command: ControlCommand }
  | { type: 'startAgain' }
  | { type: 'customLayout' }
  | { type: 'files'; from: number }
>;

const execute = (command: ControlCommand): ButtonAction => ({ type: 'command', command });

const layoutActions = Object.fromEntries(
  selectableLayouts.map((kind) => [`layout:${kind}`, execute({ type: 'layout', layout: { kind } })]),
) as Record<`layout:${(typeof selectableLayouts)[number]}`, ButtonAction>;

const extendActions = Object.fromEntries(
  Object.entries(extensions).map(([name, by]) => [`extend:${name}`, execute({ type: 'extend', by })]),
) as Record<`extend:${keyof typeof extensions}`, ButtonAction>;

const actions: Readonly<Record<Button, ButtonAction>> = {
  stop: execute({ type: 'stop' }),
  refresh: execute({ type: 'refresh' }),
  pause: execute({ type: 'hold', paused: true }),
  resume: execute({ type: 'hold', paused: false }),
  ...layoutActions,
  ...extendActions,
  customLayout: { type: 'customLayout' },
  files: { type: 'files', from: 0 },
  recordAgain: { type: 'startAgain' },
  tryAgain: { type: 'startAgain' },
};

/** Another page of files, as `filesAction` writes it. */
const filesPage = /^files:(\d{1,6})$/u;

/** What the button with this action id does; undefined for one that this version does not have. */
export function buttonAction(actionId: string): ButtonAction | undefined {
  if (Object.hasOwn(actions, actionId)) return actions[actionId as Button];
  const [, from] = filesPage.exec(actionId) ?? [];
  return from === undefined ? undefined : { type: 'files', from: Number(from) };
}

export type Click = Readonly<{
  action: ButtonAction;
  recordingId: string;
  /** The message that was clicked; undefined where only one person sees it. */
  shown?: Readonly<{ channelId: string; ts: string }>;
}>;

export type ClickTools = HandlerTools &
  Readonly<{
    messenger: Pick<SlackMessenger, 'reconcileCard' | 'notify' | 'direct'>;
  }>;

export async function handleClick(click: Click, context: RequestContext, tools: ClickTools): Promise<HandlerResult> {
  const { action, recordingId, shown } = click;
  if (action.type === 'startAgain') return await startAgain(recordingId, context, tools);
  if (action.type === 'files') return await openFiles(recordingId, action.from, context, tools);
  if (action.type === 'customLayout') return await openLayoutForm(recordingId, context, tools);
  return await executeCommand(recordingId, action.command, context, tools, (r) => {
    if (shown === undefined || shown.channelId !== r.card.channelId) return;
    // An older duplicate of the card, left behind by a post whose response was lost; or a card that missed its last update.
    if (shown.ts !== r.card.ts || !isLive(r)) {
      tools.defer(() => tools.messenger.reconcileCard(r, shown.ts, tools.signal));
    }
  });
}

/** In the channel of the card: the new card appears below the old one. */
async function startAgain(id: string, context: RequestContext, tools: HandlerTools): Promise<HandlerResult> {
  const { actor } = context;
  const r = await tools.service.find(actor.teamId, id);
  if (r?.id !== id || !canView(r, actor)) return { outcome: 'answered', reply: notFound(id, []) };
  const { cname, card, spec } = r;
  if (!isAllowed('start', recordingTarget(r), actor)) {
    await tools.audit.refuse({ actor, action: 'start', target: id }, context.requestId);
    return { outcome: 'answered', reply: refusal(r, 'start', actor, cardLink(r, tools.teamUrl)) };
  }
  const { channelId } = card;
  // The channel may have become private meanwhile.
  const isPrivate = card.isPrivate || (actor.channelId === channelId && context.isPrivate);
  return await startRecording({ cname, wanted: spec, actor: { ...actor, channelId }, isPrivate }, context, tools);
}
