import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import { format } from '../../messages/format.ts';
import { inLocale, type Locale } from '../../messages/locale.ts';
import type { Buckets } from '../../service/buckets.ts';
import type { Clock } from '../../service/ports.ts';
import type { RecordingService } from '../../service/recording-service.ts';
import type { ScheduleService } from '../../service/schedule-service.ts';
import type { UsageService } from '../../service/usage.ts';
import { createFileDelivery } from '../delivery/file-delivery.ts';
import { createForms } from '../delivery/forms.ts';
import type { SlackMessenger } from '../delivery/messenger.ts';
import { createPictureUpload } from '../delivery/picture-upload.ts';
import type { Responder } from '../delivery/responder.ts';
import { errorText } from '../sdk-log.ts';
import { type Message, say } from '../surfaces/blocks.ts';
import { layoutFormId } from '../surfaces/layout-form.ts';
import type { Configured } from '../surfaces/presets-reply.ts';
import type { Team } from '../transport/connection.ts';
import { type ButtonAction, type ClickTools, handleClick } from './buttons.ts';
import { commandName } from './command-line.ts';
import { createDispatcher, type Dispatcher, type DispatcherOptions } from './dispatcher.ts';
import type { Doctor, HandlerResult, HandlerTools, RequestContext } from './handler.ts';
import { applyLayout, readLayoutForm, redrawLayoutForm } from './layout-form.ts';
import type { ConfiguredNames } from './names.ts';
import { parseCommand, suggestCommand } from './parse.ts';
import { createPeople, type LocaleOf, type Membership, type MembershipOf, type People } from './people.ts';
import { withNote } from './reading.ts';
import { clickContext, commandContext, isExternal, pressOf } from './requests.ts';
import { handleSchedulePress } from './schedule-buttons.ts';
import { type Command, verbList, verbs } from './verbs/index.ts';

export type InboundOptions = DispatcherOptions &
  Readonly<{
    app: App;
    team: Team;
    service: RecordingService;
    usage: Pick<UsageService, 'report'>;
    schedules: ScheduleService;
    /** Of those whose own is not known. */
    timeZone: string;
    locale: Locale;
    messenger: Pick<SlackMessenger, 'reconcileCard' | 'notify' | 'direct'>;
    buckets: Buckets;
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
  membershipOf: MembershipOf;
  localeOf: LocaleOf;
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
  const { membershipOf, timeZoneOf, localeOf } = people;
  const dispatcher = createDispatcher(options, people);
  const out = { responder, doctor, forms, uploadPicture, sendFile };
  const shared = { service, usage, schedules, buckets, timeZoneOf, ...out, clock, signal, configured, suggest };
  const tools = { ...shared, teamUrl: team.url, messenger, defer: dispatcher.defer };
  registerCommands(options, dispatcher, tools, people);
  registerClicks(options, dispatcher, tools, people);
  registerForms(options, dispatcher, tools, people);
  return { idle: dispatcher.idle, inFlight: dispatcher.size, membershipOf, localeOf };
}

function registerCommands(options: InboundOptions, dispatcher: Dispatcher, tools: HandlerTools, people: People): void {
  const { app, team, onCommand } = options;
  app.command(commandName, async ({ command, ack, context }) => {
    // What is not known of a person yet is asked for afterwards: an acknowledgement can't wait for it.
    const read = inLocale(people.knownLocaleOf(command.user_id), () =>
      isExternal(command.team_id, team)
        ? { verb: 'unknown', answer: notAMember('external') }
        : readCommand(command.text, options.names),
    );
    const content = 'answer' in read ? { response_type: 'ephemeral' as const, ...read.answer } : undefined;
    const acknowledged = await acknowledge(() => ack(content), context, options);
    const request = commandContext(command, team);
    if ('handle' in read) {
      dispatcher.run(read.verb, request, () => asMember(request, people, () => read.handle(request, tools)));
      return;
    }
    if (acknowledged) onCommand?.(read.verb, 'answered');
    // The answer went with the acknowledgement that was lost.
    else dispatcher.run(read.verb, request, () => Promise.resolve({ outcome: 'answered', reply: read.answer }));
    dispatcher.defer(() => people.localeOf(command.user_id));
  });
}

function registerClicks(options: InboundOptions, dispatcher: Dispatcher, tools: ClickTools, people: People): void {
  const { app, team } = options;
  // One listener for every button: Bolt runs all that match, so a second one would answer twice.
  app.action<BlockAction>(/^/u, async ({ body, action, ack, context }) => {
    await acknowledge(() => ack(), context, options);
    const { channel, view } = body;
    if (view !== undefined) {
      const { id } = body.user;
      dispatcher.defer(async () => inLocale(await people.localeOf(id), () => redrawLayoutForm(view, tools)));
      return;
    }
    // A button that only opens an address is a click, too.
    if (channel === undefined || 'url' in action) return;
    const request = clickContext(body, channel, team);
    const { action: pressed, recordingId, schedule, shown } = pressOf(body, action, channel.id);
    if (isExternal(body.user.team_id ?? body.team?.id, team)) {
      dispatcher.run('unknown', request, () => answered(request, people, () => notAMember('external')));
    } else if (schedule !== undefined) {
      const task = () => asMember(request, people, () => handleSchedulePress(schedule, request, tools));
      dispatcher.run(`schedule ${schedule.command.type}`, request, task);
    } else if (pressed === undefined || recordingId === undefined) {
      dispatcher.run('unknown', request, () => answered(request, people, unsupported));
    } else {
      const verb = verbOf(pressed);
      const click = { action: pressed, recordingId, ...(shown === undefined ? {} : { shown }) };
      dispatcher.run(verb, request, () => asMember(request, people, () => handleClick(click, request, tools)));
    }
  });
}

/** What is wrong with a form is told in its acknowledgement; it needs nothing but the form. */
function registerForms(options: InboundOptions, dispatcher: Dispatcher, tools: ClickTools, people: People): void {
  const { app, team } = options;
  app.view<ViewSubmitAction>(layoutFormId, async ({ body, view, ack, context }) => {
    const locale = people.knownLocaleOf(body.user.id);
    const sent = inLocale(locale, () => readLayoutForm(view, options.names.layouts));
    const content = sent.kind === 'problems' ? { response_action: 'errors' as const, errors: sent.errors } : undefined;
    await acknowledge(() => (content === undefined ? ack() : ack(content)), context, options);
    if (sent.kind === 'problems') return;
    const { recordingId, channelId } = sent;
    const actor = { teamId: team.id, userId: body.user.id, channelId };
    const responseUrl = options.responder.recall(recordingId, actor.userId) ?? '';
    const request = { actor, isPrivate: false, requestId: body.trigger_id, responseUrl };
    dispatcher.run('layout', request, () =>
      asMember(request, people, () => applyLayout(sent, actor, request.requestId, tools)),
    );
  });
}

function verbOf(pressed: ButtonAction): string {
  if (pressed.type === 'command') return pressed.command.type;
  if (pressed.type === 'files') return 'files';
  return pressed.type === 'startAgain' ? 'start' : 'layout';
}

/** Never rejects: on a dead connection there is nobody to acknowledge to, and the command counts all the same. */
async function acknowledge(
  ack: () => Promise<void>,
  context: object,
  { log, onAck }: Pick<InboundOptions, 'log' | 'onAck'>,
): Promise<boolean> {
  try {
    await ack();
    const { receivedAt } = context as { receivedAt?: unknown };
    if (typeof receivedAt === 'number') onAck?.((performance.now() - receivedAt) / 1000);
    return true;
  } catch (error) {
    log.warn({ error: errorText(error) }, 'failed to acknowledge a command');
    return false;
  }
}

type ReadCommand = Readonly<
  { verb: string } & (
    | { answer: Message }
    | { handle: (request: RequestContext, tools: HandlerTools) => Promise<HandlerResult> }
  )
>;

/** What a command wants: an answer at once, or work after the acknowledgement. Does no I/O and never throws. */
function readCommand(text: string, names: ConfiguredNames): ReadCommand {
  try {
    const parsed = parseCommand(text, names);
    if (parsed.kind === 'rejected') return { verb: 'mistake', answer: parsed.message };
    const { command, note } = parsed;
    const verb = verbs[command.verb];
    if ('answer' in verb) return { verb: verb.name, answer: verb.answer(verbList) };
    return {
      verb: verb.name,
      async handle(request, tools) {
        const result = await verb.handle(command, request, tools);
        return result.outcome === 'duplicate' ? result : { ...result, reply: withNote(note, result.reply) };
      },
    };
  } catch (error) {
    return { verb: 'mistake', handle: () => Promise.reject(error as Error) };
  }
}

/** Refuses guests and people of other organizations before anything is done. All replies are in the person's language. */
async function asMember(
  { actor: { userId } }: RequestContext,
  { membershipOf, knownLocaleOf }: People,
  task: () => Promise<HandlerResult>,
): Promise<HandlerResult> {
  const membership = await membershipOf(userId);
  // Slack told it together with the membership, if at all.
  return await inLocale(knownLocaleOf(userId), () =>
    membership === 'member' ? task() : Promise.resolve({ outcome: 'answered', reply: notAMember(membership) }),
  );
}

async function answered(
  { actor: { userId } }: RequestContext,
  { localeOf }: People,
  answer: () => Message,
): Promise<HandlerResult> {
  return { outcome: 'answered', reply: inLocale(await localeOf(userId), answer) };
}

function notAMember(membership: Exclude<Membership, 'member'>): Message {
  return say(...format(`input.${membership}`));
}

function unsupported(): Message {
  return say(...format('input.button.unsupported'));
}
