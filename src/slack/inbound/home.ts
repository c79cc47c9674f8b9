/** The App Home: opened, and pressed. */
import type { BlockAction, BlockElementAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { format } from '../../messages/format.ts';
import { inLocale } from '../../messages/locale.ts';
import type { Actor } from '../../recording/events.ts';
import type { Ms } from '../../recording/recording.ts';
import { type HomePosition, type HomeStore, homeStart, loadHome, type OpenHome } from '../../service/home.ts';
import type { Clock } from '../../service/ports.ts';
import { createHomePublisher, type HomePublisherOptions, openFor, type Seen } from '../delivery/home-publisher.ts';
import type { SlackMessenger } from '../delivery/messenger.ts';
import type { RateLimiter } from '../delivery/rate-limiter.ts';
import { errorText, type Log } from '../sdk-log.ts';
import { type Message, say } from '../surfaces/blocks.ts';
import { homeActions, renderClosedHome, renderHome, searched, turnedKind } from '../surfaces/home.ts';
import type { Team } from '../transport/connection.ts';
import { notAMember } from './admission.ts';
import type { HandlerResult, RequestContext } from './handler.ts';
import { positionIn } from './home-position.ts';
import type { AdmissionOf, LocaleOf } from './people.ts';
import type { Press } from './requests.ts';

/** A home belongs to no Slack channel, so people may do there what they may do from anywhere. */
const nowhere = '';

export type HomeOptions = Readonly<{
  client: Pick<WebClient, 'apiCall'>;
  rateLimiter: RateLimiter;
  store: HomeStore;
  team: Team;
  admissionOf: AdmissionOf;
  localeOf: LocaleOf;
  messenger: Pick<SlackMessenger, 'direct'>;
  clock: Clock;
  log: Log;
  onRateLimited?: ((method: string) => void) | undefined;
  signal: AbortSignal;
}>;

/** The view of a home as events and clicks have it. */
export type ViewOfHome = Readonly<{ private_metadata?: string; hash?: string }>;

export type Home = Readonly<{
  opened(userId: string, view: ViewOfHome | undefined): void;
  /** What a button of the home itself does; false for any other. */
  turned(userId: string, view: ViewOfHome, action: BlockElementAction): boolean;
  /** Of a press of a recording's or schedule's button: it is answered in the home. */
  contextOf(body: BlockAction, view: ViewOfHome): RequestContext;
  /** Draws the home again where the task leaves nothing to say. The home itself shows the effect of a command. */
  redrawing(
    body: BlockAction,
    view: ViewOfHome,
    press: Press,
    task: () => Promise<HandlerResult>,
  ): () => Promise<HandlerResult>;
  /** Somebody of another organization has pressed something. */
  refuse(userId: string): void;
  /** Something was committed. */
  changed(): void;
  /** After a restart: continues with those that are open. */
  resume(homes: readonly OpenHome[]): void;
}>;

export function createHome(options: HomeOptions): Home {
  const { store, team, clock, log } = options;
  /** Known by the workspace that Slack named with a click. */
  const external = new Set<string>();
  const publisher = createHomePublisher({ ...options, draw: drawing(options, external) });

  const show = (user: string, seen: Seen) => {
    publisher.show(user, seen);
    const openedAt: Ms = clock.now();
    store
      .noteHome({ teamId: team.id, user, openedAt, position: seen.position }, openedAt - openFor)
      .catch((error: unknown) => {
        log.error({ error: errorText(error) }, 'failed to note an open App Home');
      });
  };
  const seenIn = (view: ViewOfHome | undefined) => ({ position: positionIn(view?.private_metadata), hash: view?.hash });
  const answering = (user: string, view: ViewOfHome) => async (answer: Message) => {
    const note = fits(answer) ? answer : await sent(options, user, answer);
    show(user, { ...seenIn(view), note });
  };

  return {
    opened: (userId, view) => show(userId, seenIn(view)),
    turned(userId, view, action) {
      const seen = seenIn(view);
      const turnedTo = turn(seen.position, action);
      if (turnedTo === undefined) return false;
      show(userId, { ...seen, ...turnedTo });
      return true;
    },
    contextOf: (body, view) => ({
      actor: { teamId: team.id, userId: body.user.id, channelId: nowhere },
      isPrivate: false,
      requestId: body.trigger_id,
      responseUrl: '',
      answer: answering(body.user.id, view),
    }),
    redrawing: (body, view, press, task) => async () => {
      const { outcome, reply } = await task();
      const isShown = outcome === 'done' && press.action?.type === 'command';
      if (reply !== undefined && !isShown) return { outcome, reply };
      show(body.user.id, seenIn(view));
      return { outcome };
    },
    refuse(userId) {
      external.add(userId);
      show(userId, { position: homeStart });
    },
    changed: publisher.changed,
    resume: publisher.resume,
  };
}

/** What a person sees, or that they may see nothing. */
function drawing(
  { store, team, admissionOf, localeOf, clock }: HomeOptions,
  external: ReadonlySet<string>,
): HomePublisherOptions['draw'] {
  return async (userId, position, note) => {
    const isExternal = external.has(userId);
    const locale = await localeOf(userId);
    const admission = isExternal
      ? { refused: inLocale(locale, () => notAMember('external')) }
      : await admissionOf(userId);
    if (admission.refused !== undefined) return renderClosedHome(admission.refused);
    const { access } = admission;
    const viewer: Actor = { teamId: team.id, userId, channelId: nowhere, ...(access !== undefined && { access }) };
    const contents = await loadHome(store, viewer, position);
    return inLocale(locale, () => renderHome(contents, { now: clock.now(), teamUrl: team.url, note }));
  };
}

/** Where a control of the home leads, and what it says; undefined for any other control. */
function turn(from: HomePosition, action: BlockElementAction): Omit<Seen, 'hash'> | undefined {
  const { action_id: id } = action;
  if (id === homeActions.clear) return { position: homeStart };
  const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
  if (id === homeActions.search) return { position: { ...homeStart, search: searched(value) } };
  const kind = turnedKind(id);
  return kind === undefined ? undefined : { position: positionIn(JSON.stringify({ ...from, [kind]: Number(value) })) };
}

/** A sentence or two fit at the top of the home; lists of files do not. */
function fits({ text, blocks }: Message): boolean {
  return blocks.length <= 2 && text.length <= 600 && blocks.every(({ type }) => type === 'rich_text');
}

/** Sends an answer as a direct message; what the home says of it. */
async function sent({ messenger, signal }: HomeOptions, user: string, answer: Message): Promise<Message> {
  const channel = await messenger.direct(user, answer, signal);
  if (channel !== undefined) return say(...format('home.sent'));
  return say(...format('home.notSent', { command: { code: '/record files' } }));
}
