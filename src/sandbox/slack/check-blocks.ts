/** Block Kit's limits for the blocks of a message. */
import { anyText, controls, id, imageObject, inputs, plainText } from './elements.ts';
import { richTextElements } from './richtext.ts';
import { bool, byType, type Check, list, object, type Problem, string } from './schema.ts';
import { isObject } from './types.ts';

export type { Problem } from './schema.ts';

const block_id = id;

const textOrFields: Check = (value, pointer, problems) => {
  if (isObject(value) && value['text'] === undefined && value['fields'] === undefined) {
    problems.push({ pointer, message: 'missing required field: text or fields' });
  }
};

/** The block types of classic messages; newer ones (card, container, table and so on) count as errors. */
const block = byType({
  header: object({ text: plainText(150) }, { block_id }),
  section: object(
    {},
    {
      block_id,
      text: anyText(3_000),
      fields: list(anyText(2_000), 1, 10),
      accessory: byType({ ...controls, image: imageObject() }),
      expand: bool,
    },
    textOrFields,
  ),
  context: object(
    {
      elements: list(
        byType({
          image: imageObject(),
          plain_text: anyText(3_000),
          mrkdwn: anyText(3_000),
        }),
        1,
        10,
      ),
    },
    { block_id },
  ),
  divider: object({}, { block_id }),
  actions: object({ elements: list(byType(controls), 1, 25) }, { block_id }),
  image: imageObject({ block_id, title: plainText(2_000) }),
  rich_text: object({ elements: richTextElements }, { block_id }),
  input: object(
    { label: plainText(2_000), element: byType(inputs) },
    { block_id, hint: plainText(2_000), optional: bool, dispatch_action: bool },
  ),
  markdown: object({ text: string(1, 12_000) }, { block_id }),
});

/**
 * Checks blocks against the published limits of Block Kit: at most `max` blocks, the lengths of all texts, unique ids,
 * 12,000 characters in all `markdown` blocks together. Unknown types and fields are problems. Empty if there are none.
 */
export function checkBlocks(blocks: unknown, max = 50): Problem[] {
  const problems: Problem[] = [];
  list(block, 0, max)(blocks, '/blocks', problems);
  if (!Array.isArray(blocks)) return problems;
  const blockIds = new Set<unknown>();
  let markdown = 0;
  blocks.forEach((entry: unknown, index) => {
    if (!isObject(entry)) return;
    const pointer = `/blocks/${index}`;
    const own = entry['block_id'];
    if (own !== undefined && blockIds.has(own)) {
      problems.push({ pointer: `${pointer}/block_id`, message: `block_id already exists: ${JSON.stringify(own)}` });
    }
    blockIds.add(own);
    if (entry['type'] === 'actions' && Array.isArray(entry['elements']))
      checkActionIds(entry['elements'], pointer, problems);
    if (entry['type'] === 'markdown' && typeof entry['text'] === 'string') markdown += entry['text'].length;
  });
  if (markdown > 12_000) {
    problems.push({ pointer: '/blocks', message: 'must be less than 12001 characters in all markdown blocks' });
  }
  return problems;
}

function checkActionIds(elements: readonly unknown[], pointer: string, problems: Problem[]): void {
  const seen = new Set<unknown>();
  elements.forEach((element, index) => {
    if (!isObject(element) || element['action_id'] === undefined) return;
    if (seen.has(element['action_id'])) {
      const at = `${pointer}/elements/${index}/action_id`;
      problems.push({ pointer: at, message: `action_id already exists: ${JSON.stringify(element['action_id'])}` });
    }
    seen.add(element['action_id']);
  });
}
