/** Messages as text for a terminal. */
import { controlsIn, elementsOf } from './controls.ts';
import { initialOf } from './modals.ts';
import { emojify, emojiOf, type Names, readDate, readMrkdwn, unescapeText } from './mrkdwn.ts';
import type { Block, Ephemeral, Json, Message, Modal } from './types.ts';
import { isObject } from './types.ts';

/** One rendering; its buttons are numbered, so that a person can choose one in a terminal. */
type Page = { names: Names; buttons: number; modal?: Modal };

/**
 * A channel: messages and ephemerals in order, threads below their parents. Buttons are numbered, such as
 * `[1 Float] [2 Grid]`, in the order of `controlsOf`.
 */
export function renderChannel(title: string, items: readonly (Message | Ephemeral)[], names: Names): string {
  const page: Page = { names, buttons: 0 };
  const sorted = items.toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
  const parts = sorted.map((item) => renderItem(item, page).join('\n'));
  return `${[title, ...(parts.length === 0 ? ['  (no messages)'] : parts)].join('\n\n')}\n`;
}

/** One message with its thread, or one ephemeral. */
export function renderMessage(item: Message | Ephemeral, names: Names): string {
  return `${renderItem(item, { names, buttons: 0 }).join('\n')}\n`;
}

/** A modal with what is entered, and with what the bot says is wrong below the field. */
export function renderModal(modal: Modal, names: Names): string {
  const { view, blocks } = modal;
  const title = readText(view['title'], names);
  const page: Page = { names, buttons: 0, modal };
  const ends = [view['close'], view['submit']].filter(isObject).map((text) => `[${readText(text, names)}]`);
  return `${[title, '═'.repeat(width(title)), ...blocks.flatMap((block) => renderBlock(block, page)), ends.join(' ')].join('\n')}\n`;
}

/** An App Home with what is entered. */
export function renderHome(home: Modal, names: Names): string {
  const page: Page = { names, buttons: 0, modal: home };
  return `${home.blocks.flatMap((block) => renderBlock(block, page)).join('\n')}\n`;
}

function renderItem(item: Message | Ephemeral, page: Page): string[] {
  const { names } = page;
  const time = readDate(Number(item.ts), '{time}', names) ?? '';
  const body = renderBody(item, page);
  if ('via' in item) {
    const author = item.via === 'slack' ? 'Slack' : 'clapperbot';
    const where = item.threadTs === undefined ? '' : ', in the thread';
    return [`${time} ${author} (only visible to ${names.user(item.user) ?? item.user}${where})`, ...indent(body, '  ')];
  }
  const also = item.broadcast ? ' (also sent to the channel)' : '';
  const replies = item.replies.flatMap((reply) => {
    const [head = '', ...rest] = renderItem(reply, page);
    return rest.length === 1 ? [`  ↳ ${head}: ${rest[0]?.trim() ?? ''}`] : [`  ↳ ${head}`, ...indent(rest, '    ')];
  });
  return [`${time} ${names.user(item.user) ?? item.user}${also}`, ...indent(body, '  '), ...replies];
}

function renderBody(item: Message | Ephemeral, page: Page): string[] {
  if (item.blocks.length === 0) return lines(readMrkdwn(item.text, page.names));
  return item.blocks.flatMap((block) => renderBlock(block, page));
}

function renderBlock(block: Block, page: Page): string[] {
  const { names } = page;
  switch (block.type) {
    case 'header': {
      const text = readText(block['text'], names);
      return [text, '─'.repeat(width(text))];
    }
    case 'section':
      return [
        ...(block['text'] === undefined ? [] : lines(readText(block['text'], names))),
        ...columns(objects(block['fields']).map((field) => readText(field, names))),
        ...buttonLine(block, page),
      ];
    case 'context':
      return [
        objects(block['elements'])
          .map((element) => (element['type'] === 'image' ? image(element) : readText(element, names)))
          .join('  '),
      ];
    case 'divider':
      return ['────────────────────────'];
    case 'actions':
      return buttonLine(block, page);
    case 'image':
      return [image(block)];
    case 'rich_text':
      return objects(block['elements']).flatMap((element) => renderRich(element, names));
    case 'markdown':
      return lines(String(block['text']));
    case 'input':
      return renderInput(block, page);
    default:
      return [`(${block.type})`];
  }
}

function renderInput(block: Block, page: Page): string[] {
  const { names, modal } = page;
  const head = readText(block['label'], names);
  const element = isObject(block['element']) ? block['element'] : {};
  const value = modal?.values[String(block['block_id'])]?.[String(element['action_id'])] ?? initialOf(element);
  const error = modal?.errors[String(block['block_id'])];
  const text = value['value'];
  const entered =
    typeof text === 'string' ? [`${head}:`, ...indent(lines(text), '  | ')] : [`${head}: ${chosen(value, names)}`];
  return [
    ...entered,
    ...indent(optionLine(block, page), '  '),
    ...(error === undefined ? [] : indent(lines(error), '  ! ')),
  ];
}

/** What a field holds that is no text. */
function chosen(value: Json, names: Names): string {
  const one = value['selected_option'];
  const options = isObject(one) ? [one] : objects(value['selected_options']);
  const texts = options.map((option) => readText(option['text'], names));
  const conversation = value['selected_conversation'];
  if (typeof conversation === 'string') texts.push(`#${names.channel(conversation) ?? conversation}`);
  for (const field of ['selected_date', 'selected_time'])
    if (typeof value[field] === 'string') texts.push(value[field]);
  return texts.length === 0 ? '________' : texts.join(', ');
}

/** The options that can be chosen in a field. */
function optionLine(block: Block, page: Page): string[] {
  return isObject(block['element']) && Array.isArray(block['element']['options']) ? buttonLine(block, page) : [];
}

function buttonLine(block: Block, page: Page): string[] {
  const buttons = elementsOf(block).flatMap((element) => {
    if (element['type'] === 'image') return [image(element)];
    const controls = controlsIn(block, element);
    const mark = element['type'] === 'button' ? '' : '⋯ ';
    if (controls.length === 0) return [`[${String(element['type'])}]`];
    return controls.map(({ text }) => {
      page.buttons += 1;
      return `[${page.buttons} ${mark}${emojify(text)}]`;
    });
  });
  return buttons.length === 0 ? [] : [buttons.join(' ')];
}

function renderRich(element: Json, names: Names): string[] {
  const children = objects(element['elements']);
  switch (element['type']) {
    case 'rich_text_list':
      return children.flatMap((item, index) => {
        const mark = element['style'] === 'ordered' ? `${index + 1}. ` : '• ';
        const [first = '', ...rest] = renderRich(item, names);
        const margin = '  '.repeat(Number(element['indent'] ?? 0));
        return [margin + mark + first, ...indent(rest, margin + ' '.repeat(mark.length))];
      });
    case 'rich_text_quote':
      return indent(lines(children.map((child) => renderInline(child, names)).join('')), '> ');
    case 'rich_text_preformatted':
      return indent(lines(children.map((child) => renderInline(child, names)).join('')), '  ');
    default:
      return lines(children.map((child) => renderInline(child, names)).join(''));
  }
}

function renderInline(element: Json, names: Names): string {
  const word = (field: string) => (typeof element[field] === 'string' ? element[field] : '');
  switch (element['type']) {
    case 'text':
      return word('text');
    case 'link':
      return word('text') === '' || word('text') === word('url') ? word('url') : `${word('text')} (${word('url')})`;
    case 'emoji':
      return emojiOf(word('name'));
    case 'user':
      return `@${names.user(word('user_id')) ?? word('user_id')}`;
    case 'channel':
      return `#${names.channel(word('channel_id')) ?? word('channel_id')}`;
    case 'usergroup':
      return '@group';
    case 'broadcast':
      return `@${word('range')}`;
    case 'color':
      return word('value');
    case 'date':
      return readDate(Number(element['timestamp']), word('format'), names) ?? word('fallback');
    default:
      return '';
  }
}

function readText(text: unknown, names: Names): string {
  if (!isObject(text)) return '';
  const words = String(text['text']);
  return text['type'] === 'mrkdwn' ? readMrkdwn(words, names) : emojify(unescapeText(words));
}

function image(element: Json): string {
  return `[image: ${String(element['alt_text'])}]`;
}

/** Fields in two columns, as in Slack. */
function columns(fields: readonly string[]): string[] {
  const out: string[] = [];
  for (let index = 0; index < fields.length; index += 2) {
    const left = lines(fields[index] ?? '');
    const right = index + 1 < fields.length ? lines(fields[index + 1] ?? '') : [];
    const wide = Math.max(28, ...left.map((line) => width(line) + 2));
    for (let row = 0; row < Math.max(left.length, right.length); row += 1) {
      const one = left[row] ?? '';
      out.push((one + ' '.repeat(wide - width(one)) + (right[row] ?? '')).trimEnd());
    }
  }
  return out;
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function lines(text: string): string[] {
  return text.replace(/\n+$/u, '').split('\n');
}

function indent(text: readonly string[], margin: string): string[] {
  return text.map((line) => (margin + line).trimEnd());
}

// In terminals, emoji and CJK characters are two cells wide.
function width(text: string): number {
  let cells = 0;
  for (const character of text)
    cells += /\p{Extended_Pictographic}|[\u1100-\u115F\u2E80-\uD7A3\uF900-\uFAFF\uFF00-\uFF60]/u.test(character)
      ? 2
      : 1;
  return cells;
}
