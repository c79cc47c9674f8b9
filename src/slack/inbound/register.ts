import type { App, BlockAction } from '@slack/bolt';
import { format } from '../../messages/format.ts';
import { inLocale, type Locale } from '../../messages/locale.ts';
import type { Access } from '../../recording/permissions/access.ts';
import type { StepStore } from '../../service/workflow-steps.ts';
import { openFor } from '../delivery/home-publisher.ts';
import { errorText } from '../sdk-log.ts';
import { type Message, say } from '../surfaces/blocks.ts';
import { homeActions } from '../surfaces/home.ts';
import { startFormId } from '../surfaces/start-form.ts';
import { acknowledge } from './acknowledge.ts';
import { isShutOut, notAMember } from './admission.ts';
import { type ButtonAction, handleClick } from './buttons.ts';
import { commandName } from './command-line.ts';
import type { HandlerResult, HandlerTools, RequestContext } from './handler.ts';
import { redrawLayoutForm } from './layout-form.ts';
import type { ConfiguredNames } from './names.ts';
import { parseCommand } from './parse.ts';
import { isAdmitted } from './people.ts';
import { withNote } from './reading.ts';
import { escapeText } from './references.ts';
import { clickContext, commandContext, type Press, pressOf } from './requests.ts';
import { handleSchedulePress } from './schedule-buttons.ts';
import { createServing, type Serving, type ServingOptions, teamOf } from './serving.ts';
import { registerShortcuts } from './shortcuts.ts';
import { openStartForm, redrawStartForm } from './start-form.ts';
import { registerSteps } from './steps/register.ts';
import { registerSubmissions } from './submissions.ts';
import { createTaskQueue } from './task-queue.ts';
import { reportAudit } from './verbs/audit.ts';
import { verbList, verbs } from './verbs/index.ts';
import type { WorkspaceParts } from './workspace-parts.ts';

export type InboundOptions = Omit<ServingOptions, 'taskQueue'> &
  Readonly<{
    app: App;
    takenSteps: StepStore;
    /** What the permissions mean for steps of workflows. */
    workflowAccessOf: (teamId: string) => Access | undefined;
    /** Seconds from the arrival of a command or click to its acknowledgement on the wire. */
    onAck?: (seconds: number) => void;
  }>;

export type Inbound = Readonly<{
  /** Resolves when every command and click that was acknowledged has been dealt with. */
  idle(): Promise<void>;
  /** How many are still being dealt with. */
  inFlight(): number;
  /** Whether the person may do anything at all in the workspace. Rejects when the database fails. */
  isAdmitted(teamId: string, userId: string): Promise<boolean>;
  /** Of what only this person sees. Never rejects. */
  localeOf(teamId: string, userId: string): Promise<Locale>;
  /** Something was committed that App Homes may show. */
  changed(): void;
}>;

/**
 * Takes in commands and clicks of all workspaces. Each is acknowledged before anything else happens (Slack gives three seconds, and shows
 * the person an error after that); what can be said from the text alone is said in the acknowledgement itself.
 */
export function registerInbound(options: InboundOptions): Inbound {
  const taskQueue = createTaskQueue();
  const serving = createServing({ ...options, taskQueue });
  registerCommands(options, serving);
  registerClicks(options, serving);
  registerHome(options.app, serving);
  registerSubmissions(options, serving);
  registerShortcuts(options, serving);
  registerSteps(options, serving);
  void resumeHomes(options, serving);
  return {
    idle: () => taskQueue.idle(),
    inFlight: () => taskQueue.size(),
    async isAdmitted(teamId, userId) {
      const parts = await serving.find(teamId);
      return parts === undefined || isAdmitted(await parts.people.membershipOf(userId), parts.admits);
    },
    async localeOf(teamId, userId) {
      // Where it can't be looked up, that of everybody counts.
      const parts = await serving.find(teamId).catch(() => undefined);
      return parts === undefined ? options.locale : await parts.people.localeOf(userId);
    },
    changed() {
      for (const { home } of serving.all()) home.changed();
    },
  };
}

function registerCommands(options: InboundOptions, serving: Serving): void {
  const { app, onCommand } = options;
  app.command(commandName, async ({ command, ack, context }) => {
    const teamId = teamOf(context);
    // What is not known of a person yet is asked for afterwards: an acknowledgement can't wait for it.
    const atHand = serving.atHand(teamId, command.user_id);
    const read = inLocale(atHand.locale, () =>
      isShutOut(command.team_id, atHand)
        ? { verb: 'unknown', answer: notAMember('external') }
        : readCommand(command.text, options.names),
    );
    const content = 'answer' in read ? { response_type: 'ephemeral' as const, ...read.answer } : undefined;
    const acknowledged = await acknowledge(() => ack(content), context, options);
    serving.serve(teamId, command.response_url, ({ team, people, dispatcher, tools, admit }) => {
      const request = commandContext(command, team);
      if ('handle' in read) {
        // A form must be open within three seconds: it finds out by itself who the person is.
        const task = () =>
          read.opensForm ? read.handle(request, tools) : admit(request, (admitted) => read.handle(admitted, tools));
        dispatcher.run(read.verb, request, task);
        return;
      }
      if (acknowledged) onCommand?.(read.verb, 'answered');
      // The answer went with the acknowledgement that was lost.
      else dispatcher.run(read.verb, request, () => Promise.resolve({ outcome: 'answered', reply: read.answer }));
      dispatcher.defer(() => people.localeOf(command.user_id));
    });
  });
}

function registerClicks(options: InboundOptions, serving: Serving): void {
  // One listener for every button: Bolt runs all that match, so a second one would answer twice.
  options.app.action<BlockAction>(/^/u, async ({ body, action, ack, context }) => {
    await acknowledge(() => ack(), context, options);
    // A button that only opens an address is a click, too.
    if ('url' in action) return;
    // A click in a form or in an App Home has no address for answers.
    const responseUrl = body.response_url ?? '';
    serving.serve(teamOf(context), responseUrl, (parts) => press(body, action, parts));
  });
}

function press(body: BlockAction, action: BlockAction['actions'][number], parts: WorkspaceParts): void {
  const { team, people, dispatcher, tools, home } = parts;
  const { channel, view } = body;
  const isForeign = isShutOut(body.user.team_id ?? body.team?.id, parts);
  if (view?.type === 'home') {
    if (isForeign) home.refuse(body.user.id);
    else if (action.action_id === homeActions.start) startFromHome(body, parts);
    else if (!home.turned(body.user.id, view, action)) {
      const pressed = pressOf(body, action, '');
      const request = home.contextOf(body, view);
      const { verb, task } = taskOf(pressed, request, parts);
      dispatcher.run(verb, request, home.redrawing(body, view, pressed, task));
    }
  } else if (view !== undefined) {
    const isStart = view.callback_id === startFormId;
    const redraw = () =>
      isStart ? redrawStartForm(view, body.user.id, team.id, tools) : redrawLayoutForm(view, tools);
    dispatcher.defer(async () => inLocale(await people.localeOf(body.user.id), redraw));
  } else if (channel !== undefined) {
    const request = clickContext(body, channel, team);
    if (isForeign)
      dispatcher.run(
        'unknown',
        request,
        answered(request, tools, () => notAMember('external')),
      );
    else {
      const { verb, task } = taskOf(pressOf(body, action, channel.id), request, parts);
      dispatcher.run(verb, request, task);
    }
  }
}

/** A Home tab is in no channel, as a shortcut is. */
function startFromHome(body: BlockAction, { team, dispatcher, tools }: WorkspaceParts): void {
  const actor = { teamId: team.id, userId: body.user.id, channelId: '' };
  const request = { actor, isPrivate: false, requestId: body.trigger_id, responseUrl: '' };
  dispatcher.run('start', request, () => openStartForm({}, request, tools));
}

type Task = Readonly<{ verb: string; task: () => Promise<HandlerResult> }>;

/** What a press asks for, wherever the button is. */
function taskOf(pressed: Press, request: RequestContext, { tools, admit, names }: WorkspaceParts): Task {
  const { action, recordingId, schedule, audit, form, shown } = pressed;
  if (form !== undefined) {
    const read = readCommand(escapeText(form), names);
    const { verb } = read;
    // As with the command, the form finds out by itself who the person is.
    if ('handle' in read) return { verb, task: () => read.handle(request, tools) };
    return { verb, task: answered(request, tools, () => read.answer) };
  }
  if (schedule !== undefined) {
    const task = () => admit(request, (admitted) => handleSchedulePress(schedule, admitted, tools));
    return { verb: `schedule ${schedule.command.type}`, task };
  }
  if (audit !== undefined) {
    return { verb: 'audit', task: () => admit(request, (admitted) => reportAudit(audit, admitted, tools)) };
  }
  if (action === undefined || recordingId === undefined)
    return { verb: 'unknown', task: answered(request, tools, unsupported) };
  const click = { action, recordingId, ...(shown === undefined ? {} : { shown }) };
  const task = () => admit(request, (admitted) => handleClick(click, admitted, tools));
  return { verb: verbOf(action), task };
}

function answered(
  { actor: { userId } }: RequestContext,
  { localeOf }: Pick<HandlerTools, 'localeOf'>,
  answer: () => Message,
): () => Promise<HandlerResult> {
  return async () => ({ outcome: 'answered', reply: inLocale(await localeOf(userId), answer) });
}

/** Bolt acknowledges events by itself. */
function registerHome(app: App, serving: Serving): void {
  app.event('app_home_opened', async ({ event, context }) => {
    if (event.tab !== 'home') return;
    serving.serve(teamOf(context), '', ({ home }) => home.opened(event.user, event.view));
  });
}

/** After a restart. Never rejects. */
async function resumeHomes({ homes, clock, log }: InboundOptions, serving: Serving): Promise<void> {
  try {
    const open = Map.groupBy(await homes.openHomes(clock.now() - openFor), ({ teamId }) => teamId);
    for (const [teamId, found] of open) (await serving.find(teamId))?.home.resume(found);
  } catch (error) {
    log.error({ error: errorText(error) }, 'failed to go on with open App Homes');
  }
}

function verbOf(pressed: ButtonAction): string {
  if (pressed.type === 'command') return pressed.command.type;
  if (pressed.type === 'files') return 'files';
  return pressed.type === 'startAgain' ? 'start' : 'layout';
}

type ReadCommand = Readonly<
  { verb: string } & (
    | { answer: Message }
    | { opensForm: boolean; handle: (request: RequestContext, tools: HandlerTools) => Promise<HandlerResult> }
  )
>;

/** What a command needs: an immediate answer, or work after the acknowledgement. Does no I/O and never throws. */
function readCommand(text: string, names: ConfiguredNames): ReadCommand {
  try {
    const parsed = parseCommand(text, names);
    if (parsed.kind === 'rejected') return { verb: 'mistake', answer: parsed.message };
    const { command, note } = parsed;
    const verb = verbs[command.verb];
    if ('answer' in verb) return { verb: verb.name, answer: verb.answer(verbList) };
    return {
      verb: verb.name,
      opensForm: command.verb === 'start' && command.cname === undefined,
      async handle(request, tools) {
        const result = await verb.handle(command, request, tools);
        return result.outcome === 'duplicate' ? result : { ...result, reply: withNote(note, result.reply) };
      },
    };
  } catch (error) {
    return { verb: 'mistake', opensForm: false, handle: () => Promise.reject(error as Error) };
  }
}

function unsupported(): Message {
  return say(...format('input.button.unsupported'));
}
