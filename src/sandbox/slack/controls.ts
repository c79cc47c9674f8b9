/** Buttons and menus of a message. */
import type { Block, Ephemeral, Json, Message } from './types.ts';
import { isObject } from './types.ts';

/** A button, or one option of a menu. */
export type Control = {
  /** Its label. */
  readonly text: string;
  readonly type: string;
  readonly blockId: string;
  readonly actionId: string;
  readonly value?: string;
  readonly option?: Json;
  /** The dialog that is shown before the click counts. */
  readonly confirm?: ConfirmDialog;
};

export type ConfirmDialog = { title?: string; text: string; confirm?: string; deny?: string; style?: string };

/** The controls of a message in reading order. */
export function controlsOf(message: Pick<Message | Ephemeral, 'blocks'>): Control[] {
  return message.blocks.flatMap((block) => elementsOf(block).flatMap((element) => controlsIn(block, element)));
}

/** The elements of an `actions` block, a section's accessory, or a field in which options are chosen. */
export function elementsOf(block: Block): Json[] {
  if (block.type === 'input') return isObject(block['element']) ? [block['element']] : [];
  if (block.type === 'actions' && Array.isArray(block['elements'])) return block['elements'].filter(isObject);
  return isObject(block['accessory']) ? [block['accessory']] : [];
}

export function controlsIn(block: Block, element: Json): Control[] {
  const confirm = isObject(element['confirm']) ? dialogOf(element['confirm']) : undefined;
  const base = {
    type: stringOf(element['type']),
    blockId: stringOf(block['block_id']),
    actionId: stringOf(element['action_id']),
    ...(confirm === undefined ? {} : { confirm }),
  };
  if (element['type'] === 'button') {
    const value = element['value'];
    return [{ ...base, text: plain(element['text']), ...(typeof value === 'string' ? { value } : {}) }];
  }
  const options = Array.isArray(element['options']) ? element['options'].filter(isObject) : [];
  const groups = Array.isArray(element['option_groups']) ? element['option_groups'].filter(isObject) : [];
  const grouped = groups.flatMap((group) => (Array.isArray(group['options']) ? group['options'].filter(isObject) : []));
  return [...options, ...grouped].map((option) => ({ ...base, text: plain(option['text']), option }));
}

/** The control with that label or action_id, or the control itself. Throws if there is none, or more than one. */
export function findControl(message: Pick<Message | Ephemeral, 'blocks'>, wanted: string | Control): Control {
  const all = controlsOf(message);
  const fits = (control: Control) =>
    typeof wanted === 'string'
      ? isCalled(control, wanted)
      : control.blockId === wanted.blockId && control.actionId === wanted.actionId && control.text === wanted.text;
  const [found, ...more] = all.filter(fits);
  const label = typeof wanted === 'string' ? wanted : wanted.text;
  const existing = all.length === 0 ? 'it has no buttons' : `it has: ${all.map(({ text }) => text).join(', ')}`;
  if (found === undefined) throw new Error(`The message has no button "${label}"; ${existing}`);
  if (more.length > 0) throw new Error(`The message has more than one button "${label}"; ${existing}`);
  return found;
}

/** A person presses “Grid” whether or not it is marked as the one in force. */
function isCalled({ text, actionId }: Control, wanted: string): boolean {
  return text === wanted || text === `✓ ${wanted}` || actionId === wanted;
}

function dialogOf(confirm: Json): ConfirmDialog {
  const dialog: ConfirmDialog = { text: plain(confirm['text']) };
  for (const field of ['title', 'confirm', 'deny'] as const) {
    if (confirm[field] !== undefined) dialog[field] = plain(confirm[field]);
  }
  if (typeof confirm['style'] === 'string') dialog.style = confirm['style'];
  return dialog;
}

function plain(text: unknown): string {
  return isObject(text) ? stringOf(text['text']) : '';
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
