/** Modals: what the bot opens for one person, and what that person enters there. */
import { checkBlocks } from './check-blocks.ts';
import { errorBody, explain } from './content.ts';
import { plainText } from './elements.ts';
import { bool, object, oneOf, type Problem, string } from './schema.ts';
import { type OpenModal, type State, withIds } from './state.ts';
import type { Block, Json } from './types.ts';
import { isObject } from './types.ts';

/** A trigger_id serves once, and so long. */
const triggerLifetime = 3_000;
const maxViewLength = 250_000;

export function noteTrigger(state: State, id: string, user: string, channelId?: string): void {
  for (const [old, { at }] of state.triggers) {
    if (state.clock.now() - at <= triggerLifetime) break;
    state.triggers.delete(old);
  }
  state.triggers.set(id, { user, at: state.clock.now(), isUsed: false, channelId });
}

/** `views.open` */
export function openView(args: Json, state: State): Json {
  const trigger = state.triggers.get(String(args['trigger_id']));
  if (trigger === undefined) return errorBody('invalid_trigger_id');
  if (state.clock.now() - trigger.at > triggerLifetime) return errorBody('expired_trigger_id');
  if (trigger.isUsed) return errorBody('exchanged_trigger_id');
  const rejection = viewRejection(args['view'], state);
  if (rejection !== undefined) return rejection;
  if (hasTakenId(args['view'], state)) return errorBody('duplicate_external_id');
  trigger.isUsed = true;
  const modal: OpenModal = {
    id: state.id('V'),
    user: trigger.user,
    ...(trigger.channelId === undefined ? {} : { channelId: trigger.channelId }),
    hash: '',
    view: {},
    blocks: [],
    values: {},
    errors: {},
  };
  show(state, modal, args['view'] as Json);
  state.modals.set(trigger.user, modal);
  return { ok: true, view: wireView(state, modal) };
}

/** `views.update`: of the view with this `view_id`, or with this `external_id`. */
export function updateView(args: Json, state: State): Json {
  const { view_id: id, external_id: externalId } = args;
  const modal = [...state.modals.values()].find((one) =>
    id === undefined ? externalId !== undefined && one.view['external_id'] === externalId : one.id === id,
  );
  if (modal === undefined) return errorBody('not_found');
  if (args['hash'] !== undefined && args['hash'] !== modal.hash) return errorBody('hash_conflict');
  const rejection = viewRejection(args['view'], state);
  if (rejection !== undefined) return rejection;
  if (hasTakenId(args['view'], state, modal)) return errorBody('duplicate_external_id');
  show(state, modal, args['view'] as Json);
  return { ok: true, view: wireView(state, modal) };
}

/** Whether another view of the workspace has this `external_id`. */
export function hasTakenId(view: unknown, { modals, homes }: State, self?: OpenModal): boolean {
  const id = isObject(view) ? view['external_id'] : undefined;
  if (id === undefined || id === '') return false;
  return [...modals.values(), ...homes.values()].some((one) => one !== self && one.view['external_id'] === id);
}

const anyView = {
  callback_id: string(0, 255),
  private_metadata: string(0, 3_000),
  external_id: string(0, 255),
  // Checked with the rules for all blocks together.
  blocks: () => undefined,
};
const shapes = {
  modal: object(
    { title: plainText(24) },
    {
      ...anyView,
      submit: plainText(24),
      close: plainText(24),
      clear_on_close: bool,
      notify_on_close: bool,
      type: oneOf('modal'),
    },
  ),
  home: object({}, { ...anyView, type: oneOf('home') }),
};

/** Slack's error for a view that it would not show. */
export function viewRejection(given: unknown, { files }: State, kind: keyof typeof shapes = 'modal'): Json | undefined {
  if (JSON.stringify(given ?? null).length > maxViewLength) return errorBody('view_too_large');
  const problems: Problem[] = [];
  shapes[kind](given, '/view', problems);
  const { type, blocks, submit } = isObject(given) ? given : {};
  if (type !== kind) problems.push({ pointer: '/view/type', message: `must be one of: ${kind}` });
  const found = checkBlocks(blocks, 100).map(({ pointer, message }) => ({ pointer: `/view${pointer}`, message }));
  const hasInput =
    Array.isArray(blocks) && blocks.some((block: unknown) => isObject(block) && block['type'] === 'input');
  if (kind === 'modal' && hasInput && submit === undefined)
    problems.push({ pointer: '/view', message: 'missing required field: submit' });
  const all = [...problems, ...found, ...unknownFiles(blocks, files)];
  return all.length === 0 ? undefined : errorBody('invalid_arguments', explain(all));
}

/** Images of files that are not there, or not yet. */
function unknownFiles(blocks: unknown, files: State['files']): Problem[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block: unknown, index) => {
    const file = isObject(block) && isObject(block['slack_file']) ? block['slack_file']['id'] : undefined;
    if (file === undefined || (typeof file === 'string' && files.get(file)?.isComplete === true)) return [];
    return [{ pointer: `/view/blocks/${index}/slack_file`, message: 'invalid slack file' }];
  });
}

/**
 * Shows another content. As in Slack, what was entered stays where the field is the same one (block_id and action_id), whatever
 * its new initial value.
 */
export function show(state: State, modal: OpenModal, content: Json): void {
  const before = modal.values;
  modal.view = content;
  modal.blocks = withIds((content['blocks'] as Block[] | undefined) ?? []);
  modal.values = {};
  modal.errors = {};
  modal.hash = `${state.clock.now()}.${state.id('')}`;
  for (const { block, element } of fieldsOf(modal.blocks)) {
    const [blockId, actionId] = [String(block['block_id']), String(element['action_id'])];
    const kept = before[blockId]?.[actionId];
    const values = modal.values[blockId] ?? {};
    values[actionId] = kept ?? initialOf(element, modal.channelId);
    modal.values[blockId] = values;
  }
}

/** Everything that can be entered, also in blocks that hold buttons. */
export function fieldsOf(blocks: readonly Block[]): { block: Block; element: Json }[] {
  return blocks.flatMap((block) => {
    const elements = [
      block['element'],
      block['accessory'],
      ...(Array.isArray(block['elements']) ? block['elements'] : []),
    ];
    return elements
      .filter(isObject)
      .filter(({ type, action_id }) => action_id !== undefined && type !== 'button' && type !== 'overflow')
      .map((element) => ({ block, element }));
  });
}

/** The value that Slack gives a field of this type, as long as nobody has entered anything. */
export function initialOf(element: Json, current?: string): Json {
  const { type } = element;
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: element['initial_option'] ?? null };
    case 'multi_static_select':
    case 'checkboxes':
      return { type, selected_options: element['initial_options'] ?? [] };
    case 'datepicker':
      return { type, selected_date: element['initial_date'] ?? null };
    case 'timepicker':
      return { type, selected_time: element['initial_time'] ?? null };
    case 'conversations_select': {
      const byDefault = element['default_to_current_conversation'] === true ? (current ?? null) : null;
      return { type, selected_conversation: element['initial_conversation'] ?? byDefault };
    }
    default:
      return { type, value: element['initial_value'] ?? null };
  }
}

/** The view as events and responses have it. */
export function wireView(state: State, modal: OpenModal): Json {
  return {
    id: modal.id,
    team_id: state.team.id,
    private_metadata: '',
    callback_id: '',
    ...modal.view,
    blocks: modal.blocks,
    state: { values: modal.values },
    hash: modal.hash,
    root_view_id: modal.id,
    previous_view_id: null,
    app_id: state.appId,
    app_installed_team_id: state.isEnterpriseInstall() ? state.team.enterprise?.id : state.team.id,
    bot_id: state.bot.botId,
  };
}
