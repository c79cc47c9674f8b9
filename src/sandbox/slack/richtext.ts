/** The elements of rich text. */
import { bool, byType, type Check, httpUrl, list, object, oneOf, string, whole } from './schema.ts';

const maxElements = 1_000;
const maxLength = 12_000;

const style = object(
  {},
  {
    bold: bool,
    italic: bool,
    strike: bool,
    code: bool,
    underline: bool,
    highlight: bool,
    client_highlight: bool,
    unlink: bool,
  },
);

const text = object({ text: string(1, maxLength) }, { style });
const link = object({ url: string(1, 3_000) }, { text: string(1, maxLength), unsafe: bool, style });

const inline = byType({
  text,
  link,
  emoji: object(
    { name: string(1, 255) },
    { unicode: string(1, 255), url: httpUrl(3_000), skin_tone: whole(1, 6), style },
  ),
  user: object({ user_id: string(1, 255) }, { style }),
  usergroup: object({ usergroup_id: string(1, 255) }, { style }),
  channel: object({ channel_id: string(1, 255) }, { style }),
  team: object({ team_id: string(1, 255) }, { style }),
  broadcast: object({ range: oneOf('here', 'channel', 'everyone') }, { style }),
  color: object({ value: string(1, 255) }, { style }),
  date: object(
    { timestamp: whole(0, 4_102_444_800), format: string(1, 255) },
    { url: httpUrl(3_000), fallback: string(1, maxLength), style },
  ),
});

const section = object({ elements: list(inline, 0, maxElements) });
const border = oneOf(0, 1);

/** The `elements` of a `rich_text` block. Slack publishes no limits for them; those here are generous. */
export const richTextElements: Check = list(
  byType({
    rich_text_section: section,
    rich_text_list: object(
      { elements: list(byType({ rich_text_section: section }), 1, maxElements), style: oneOf('bullet', 'ordered') },
      { indent: whole(0, 8), offset: whole(0, 10_000), border },
    ),
    rich_text_quote: object({ elements: list(inline, 0, maxElements) }, { border }),
    rich_text_preformatted: object(
      { elements: list(byType({ text, link }), 0, maxElements) },
      { border, language: string(1, 255) },
    ),
  }),
  1,
  maxElements,
);
