import type { App, BlockAction } from '@slack/bolt';
import { format } from '../../messages/format.ts';
import { inLocale, type Locale } from '../../messages/locale.ts';
import type { Access } from '../../recording/permissions/access.ts';
import type { Permissions } from '../../recording/permissions/rules.ts';
import type { AuditService } from '../../service/audit.ts';
import type { Buckets } from '../../service/buckets.ts';
import type { HomeStore } from '../../service/home.ts';
import type { Clock } from '../../service/ports.ts';
import type { RecordingService } from '../../service/recording-service.ts';
import type { ScheduleService } from '../../service/schedule-service.ts';
import type { UsageService } from '../../service/usage.ts';
import type { StepStore } from '../../service/workflow-steps.ts';
import { createFileDelivery } from '../delivery/file-delivery.ts';
import { createForms } from '../delivery/forms.ts';
import type { SlackMessenger } from '../delivery/messenger.ts';
import { createPictureUpload, mayUpload } from '../delivery/picture-upload.ts';
import type { RateLimiter } from '../delivery/rate-limiter.ts';
import type { Responder } from '../delivery/responder.ts';
import { createStepCompletion } from '../delivery/step-completion.ts';
import { type Message, say } from '../surfaces/blocks.ts';
import { homeActions } from '../surfaces/home.ts';
import type { Configured } from '../surfaces/presets-reply.ts';
import { startFormId } from '../surfaces/start-form.ts';
import type { Team } from '../transport/connection.ts';
import { acknowledge } from './acknowledge.ts';
import { type Admit, admitting, createAdmissionOf, isShutOut, notAMember } from './admission.ts';
import { type ButtonAction, type ClickTools, handleClick } from './buttons.ts';
import { commandName } from './command-line.ts';
import { createDispatcher, type Dispatcher, type DispatcherOptions } from './dispatcher.ts';
import type { Doctor, HandlerResult, HandlerTools, RequestContext } from './handler.ts';
import { createHome, type Home } from './home.ts';
import { redrawLayoutForm } from './layout-form.ts';
import type { ConfiguredNames } from './names.ts';
import { parseCommand, suggestCommand } from './parse.ts';
import { createPeople, isAdmitted, type LocaleOf, type People } from './people.ts';
import { withNote } from './reading.ts';
import { escapeText } from './references.ts';
import { clickContext, commandContext, type Press, pressOf } from './requests.ts';
import { handleSchedulePress } from './schedule-buttons.ts';
import { registerShortcuts } from './shortcuts.ts';
import { openStartForm, redrawStartForm } from './start-form.ts';
import { registerSteps } from './steps/register.ts';
import { registerSubmissions } from './submissions.ts';
import type { AccessOf } from './user-groups.ts';
import { reportAudit } from './verbs/audit.ts';
import { type Command, verbList, verbs } from './verbs/index.ts';

export type InboundOptions = DispatcherOptions &
  Readonly<{
    app: App;
    team: Team;
    service: RecordingService;
    usage: Pick<UsageService, 'report'>;
    schedules: ScheduleService;
    /** What App Homes show. */
    homes: HomeStore;
    rateLimiter: RateLimiter;
    onRateLimited?: ((method: string) => void) | undefined;
    /** Of those whose own is not known. */
    timeZone: string;
    locale: Locale;
    messenger: Pick<SlackMessenger, 'reconcileCard' | 'notify' | 'direct'>;
    buckets: Buckets;
    audit: AuditService;
    /** Who besides members may do anything. */
    admits: Pick<Permissions, 'externalUsers' | 'guests'>;
    accessOf: AccessOf;
    /** What the permissions mean for steps of workflows. */
    workflowAccess: Access | undefined;
    takenSteps: StepStore;
    responder: Pick<Responder, 'respond' | 'remember' | 'recall'>;
    doctor: Doctor;
    clock: Clock;
    /** What people may type of the configuration, and what it offers them. */
    names: ConfiguredNames;
    configured: Configured;
    /** Aborts when the process is asked to end: people who wait for an answer get what is known by then. */
    signal: AbortSignal;
    /** Seconds from the arrival of a command or click to its acknowledgement on the wire. */
    onAck?: (seconds: number) => void;
  }>;

export type Inbound = Readonly<{
  /** Resolves when every command and click that was acknowledged has been dealt with. */
  idle(): Promise<void>;
  /** How many are still being dealt with. */
  inFlight(): number;
  /** Whether the person may do anything at all. */
  isAdmitted(userId: string): Promise<boolean>;
  localeOf: LocaleOf;
  /** Something was committed that App Homes may show. */
  changed(): void;
}>;

/**
 * Takes in commands and clicks. Each is acknowledged before anything else happens (Slack gives three seconds, and shows
 * the person an error after that); what can be said from the text alone is said in the acknowledgement itself.
 */
export function registerInbound(options: InboundOptions): Inbound {
  const { team, service, usage, buckets, messenger, responder, clock, signal, configured } = options;
  const suggest: HandlerTools['suggest'] = (command) => suggestCommand(command as Command, options.names);
  const { client } = options.app;
  const forms = createForms(client, options.log);
  const uploadPicture = createPictureUpload({ client, team, log: options.log });
  const sendFile = createFileDelivery({ client, team, messenger, log: options.log });
  const { schedules, timeZone, locale, doctor } = options;
  const people = createPeople({ client, team, timeZone, locale, now: () => clock.now(), log: options.log });
  const { membershipOf, timeZoneOf, localeOf, knownLocaleOf } = people;
  const dispatcher = createDispatcher(options, people);
  const { admits, accessOf, audit } = options;
  const admissionOf = createAdmissionOf({ people, admits, accessOf });
  const admit = admitting(admissionOf, people);
  const out = { responder, doctor, forms, uploadPicture, mayUpload: mayUpload(team), sendFile };
  const shared = {
    service,
    usage,
    schedules,
    buckets,
    audit,
    timeZoneOf,
    admissionOf,
    localeOf,
    ...out,
    clock,
    signal,
    configured,
    suggest,
  };
  const tools = { ...shared, teamUrl: team.url, messenger, defer: dispatcher.defer };
  registerCommands(options, dispatcher, tools, { admit, people });
  const home = createHome({ ...options, client, store: options.homes, admissionOf, localeOf });
  registerClicks(options, dispatcher, tools, { admit, home, people });
  registerHome(options.app, home);
  registerSubmissions({ ...options, knownLocaleOf }, dispatcher, tools, admit);
  registerShortcuts(options, dispatcher, tools);
  const completion = createStepCompletion({ client, clock, signal, log: options.log });
  registerSteps({ ...options, completion, people }, dispatcher, { ...tools, names: options.names });
  return {
    idle: dispatcher.idle,
    inFlight: dispatcher.size,
    isAdmitted: async (userId) => isAdmitted(await membershipOf(userId), admits),
    localeOf,
    changed: home.changed,
  };
}

function registerCommands(
  options: InboundOptions,
  dispatcher: Dispatcher,
  tools: HandlerTools,
  { admit, people }: { admit: Admit; people: People },
): void {
  const { app, team, onCommand } = options;
  app.command(commandName, async ({ command, ack, context }) => {
    // What is not known of a person yet is asked for afterwards: an acknowledgement can't wait for it.
    const read = inLocale(people.knownLocaleOf(command.user_id), () =>
      isShutOut(command.team_id, options)
        ? { verb: 'unknown', answer: notAMember('external') }
        : readCommand(command.text, options.names),
    );
    const content = 'answer' in read ? { response_type: 'ephemeral' as const, ...read.answer } : undefined;
    const acknowledged = await acknowledge(() => ack(content), context, options);
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
}

function registerClicks(
  options: InboundOptions,
  dispatcher: Dispatcher,
  tools: ClickTools,
  { admit, home, people }: { admit: Admit; home: Home; people: People },
): void {
  const { app, team, names } = options;
  // One listener for every button: Bolt runs all that match, so a second one would answer twice.
  app.action<BlockAction>(/^/u, async ({ body, action, ack, context }) => {
    await acknowledge(() => ack(), context, options);
    const { channel, view } = body;
    const isForeign = isShutOut(body.user.team_id ?? body.team?.id, options);
    // A button that only opens an address is a click, too.
    if ('url' in action) return;
    if (view?.type === 'home') {
      if (isForeign) home.refuse(body.user.id);
      else if (action.action_id === homeActions.start) startFromHome(body, dispatcher, tools, team);
      else if (!home.turned(body.user.id, view, action)) {
        const press = pressOf(body, action, '');
        const request = home.contextOf(body, view);
        const { verb, task } = taskOf(press, request, tools, { admit, names });
        dispatcher.run(verb, request, home.redrawing(body, view, press, task));
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
        const { verb, task } = taskOf(pressOf(body, action, channel.id), request, tools, { admit, names });
        dispatcher.run(verb, request, task);
      }
    }
  });
}

/** A Home tab is in no channel, as a shortcut is. */
function startFromHome(body: BlockAction, dispatcher: Dispatcher, tools: HandlerTools, team: Team): void {
  const actor = { teamId: team.id, userId: body.user.id, channelId: '' };
  const request = { actor, isPrivate: false, requestId: body.trigger_id, responseUrl: '' };
  dispatcher.run('start', request, () => openStartForm({}, request, tools));
}

type Task = Readonly<{ verb: string; task: () => Promise<HandlerResult> }>;

/** What a press asks for, wherever the button is. */
function taskOf(
  press: Press,
  request: RequestContext,
  tools: ClickTools,
  { admit, names }: { admit: Admit; names: ConfiguredNames },
): Task {
  const { action: pressed, recordingId, schedule, audit, form, shown } = press;
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
  if (pressed === undefined || recordingId === undefined)
    return { verb: 'unknown', task: answered(request, tools, unsupported) };
  const click = { action: pressed, recordingId, ...(shown === undefined ? {} : { shown }) };
  const task = () => admit(request, (admitted) => handleClick(click, admitted, tools));
  return { verb: verbOf(pressed), task };
}

function answered(
  { actor: { userId } }: RequestContext,
  { localeOf }: Pick<HandlerTools, 'localeOf'>,
  answer: () => Message,
): () => Promise<HandlerResult> {
  return async () => ({ outcome: 'answered', reply: inLocale(await localeOf(userId), answer) });
}

/** Bolt acknowledges events by itself. */
function registerHome(app: App, home: Home): void {
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') home.opened(event.user, event.view);
  });
  void home.resume();
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
