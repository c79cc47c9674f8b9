/** App Homes: what the bot publishes for one person, and what that person does there. */
import { verificationToken } from './app-token.ts';
import { errorBody } from './content.ts';
import { type Control, findControl } from './controls.ts';
import type { Deliver, Delivery } from './delivery.ts';
import { eventPayload, interactionOrigin, wireUser } from './event-payload.ts';
import { fieldsOf, hasTakenId, noteTrigger, show, viewRejection, wireView } from './modals.ts';
import type { OpenModal, State } from './state.ts';
import type { Json, Modal, User } from './types.ts';

/** `views.publish`. With a `hash`, only if the person still sees the content of that hash. */
export function publishView(args: Json, state: State): Json {
  const user = state.users.get(String(args['user_id']));
  if (user === undefined) return errorBody('user_not_found');
  const rejection = viewRejection(args['view'], state, 'home');
  if (rejection !== undefined) return rejection;
  const before = state.homes.get(user.id);
  if (args['hash'] !== undefined && args['hash'] !== before?.hash) return errorBody('hash_conflict');
  if (hasTakenId(args['view'], state, before)) return errorBody('duplicate_external_id');
  const home: OpenModal = before ?? {
    id: state.id('V'),
    user: user.id,
    hash: '',
    view: {},
    blocks: [],
    values: {},
    errors: {},
  };
  show(state, home, args['view'] as Json);
  state.homes.set(user.id, home);
  return { ok: true, view: wireView(state, home) };
}

export type HomeInteractions = {
  /** What the person sees; a copy, undefined where nothing was published. */
  find(user: User): Modal | undefined;
  open(user: User, tab?: 'home' | 'messages'): Promise<Delivery>;
  press(user: User, wanted: string | Control, workspace?: string): Promise<Delivery>;
  /** Enters a text in the field with this action_id, and presses Enter. */
  enter(user: User, actionId: string, value: string): Promise<Delivery>;
};

type Context = { state: State; deliver: Deliver; newTriggerId: () => string };

export function createHomeInteractions(context: Context): HomeInteractions {
  const { state, deliver } = context;
  const homeOf = (user: User): OpenModal => {
    const home = state.homes.get(user.id);
    if (home === undefined) throw new Error(`Nothing was published in the App Home of @${user.name}`);
    return home;
  };
  return {
    find: (user) => {
      const home = state.homes.get(user.id);
      return home === undefined ? undefined : structuredClone(home);
    },
    open: (user, tab = 'home') => deliver('events_api', openedEvent(state, user, tab), false),
    press: (user, wanted, workspace) => {
      const home = homeOf(user);
      const { type, blockId, actionId, value, text } = findControl(home, wanted);
      const pressed = { text: { type: 'plain_text', text, emoji: true }, ...(value === undefined ? {} : { value }) };
      return pressIn(context, user, home, { type, action_id: actionId, block_id: blockId, ...pressed }, workspace);
    },
    enter: (user, actionId, value) => {
      const home = homeOf(user);
      const field = fieldsOf(home.blocks).find(({ element }) => element['action_id'] === actionId);
      if (field === undefined) throw new Error(`The App Home has no field ${actionId}`);
      const blockId = String(field.block['block_id']);
      const { type } = field.element;
      const entered = value === '' ? null : value;
      home.values[blockId] = { ...home.values[blockId], [actionId]: { type, value: entered } };
      // Slack dispatches an input only where the block requests it.
      if (field.block['dispatch_action'] !== true) throw new Error(`The field ${actionId} dispatches no action`);
      return pressIn(context, user, home, { type, action_id: actionId, block_id: blockId, value: entered });
    },
  };
}

/** The first time there is no view yet. */
function openedEvent(state: State, user: User, tab: string): Json {
  const home = state.homes.get(user.id);
  return eventPayload(state, {
    type: 'app_home_opened',
    user: user.id,
    channel: state.directRoom(user).channel.id,
    tab,
    event_ts: state.nextTs(),
    ...(home === undefined || tab !== 'home' ? {} : { view: structuredClone(wireView(state, home)) }),
  });
}

function pressIn(
  { state, deliver, newTriggerId }: Context,
  user: User,
  home: OpenModal,
  action: Json,
  workspace?: string,
): Promise<Delivery> {
  const triggerId = newTriggerId();
  noteTrigger(state, triggerId, user.id);
  const view = structuredClone(wireView(state, home));
  return deliver(
    'interactive',
    {
      type: 'block_actions',
      user: wireUser(state, user, workspace),
      api_app_id: state.appId,
      token: verificationToken,
      container: { type: 'view', view_id: home.id },
      trigger_id: triggerId,
      ...interactionOrigin(state, 'view'),
      view,
      actions: [{ ...action, action_ts: state.nextTs() }],
    },
    false,
  );
}
