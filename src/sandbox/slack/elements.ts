/** Block elements and the texts in them. */
import { bool, byType, type Check, either, httpUrl, list, object, oneOf, string, whole } from './schema.ts';

/** Ids of blocks and actions. */
export const id = string(0, 255);

export function plainText(max: number, min = 1): Check {
  return byType({ plain_text: object({ text: string(min, max) }, { emoji: bool }) });
}

export function anyText(max: number): Check {
  return byType({
    plain_text: object({ text: string(1, max) }, { emoji: bool }),
    mrkdwn: object({ text: string(1, max) }, { verbatim: bool }),
  });
}

const slackFile = object({}, { id: string(1, 255), url: httpUrl(3_000) }, either('id', 'url'));
const imageSource = { image_url: httpUrl(3_000), slack_file: slackFile };

export function imageObject(more: Record<string, Check> = {}): Check {
  return object({ alt_text: string(1, 2_000) }, { ...imageSource, ...more }, either('image_url', 'slack_file'));
}

const confirm = object(
  { text: anyText(300) },
  { title: plainText(100), confirm: plainText(30), deny: plainText(30), style: oneOf('primary', 'danger') },
);

// Slack's documentation gives 75 or 150 characters for an option's value: the smaller limit is safe.
const option = object({ text: anyText(75), value: string(1, 75) }, { description: anyText(75) });
const overflowOption = object(
  { text: plainText(75) },
  { value: string(1, 75), description: plainText(75), url: string(1, 3_000) },
);
const optionGroup = object({ label: plainText(75), options: list(option, 1, 100) });

const acting = { action_id: id, confirm };
const placeholder = plainText(150);
const entering = {
  action_id: id,
  focus_on_load: bool,
  placeholder,
  dispatch_action_config: object(
    {},
    { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 1, 2) },
  ),
};
const choosing = { ...acting, focus_on_load: bool, placeholder };
const several = { max_selected_items: whole(1, 100) };

const button = object(
  { text: plainText(75) },
  {
    ...acting,
    value: string(0, 2_000),
    url: string(1, 3_000),
    style: oneOf('primary', 'danger'),
    accessibility_label: string(1, 75),
  },
);

const choices = { options: list(option, 1, 100), option_groups: list(optionGroup, 1, 100) };
const chooseOne = either('options', 'option_groups');

/** Interactive elements of an `actions` block or a section's accessory. */
export const controls: Record<string, Check> = {
  button,
  overflow: object({ options: list(overflowOption, 1, 5) }, acting),
  static_select: object({}, { ...choosing, ...choices, initial_option: option }, chooseOne),
  multi_static_select: object(
    {},
    { ...choosing, ...several, ...choices, initial_options: list(option, 1, 100) },
    chooseOne,
  ),
  users_select: object({}, { ...choosing, initial_user: string(1, 255) }),
  conversations_select: object(
    {},
    {
      ...choosing,
      initial_conversation: string(1, 255),
      default_to_current_conversation: bool,
      response_url_enabled: bool,
    },
  ),
  channels_select: object({}, { ...choosing, initial_channel: string(1, 255), response_url_enabled: bool }),
  radio_buttons: object({ options: list(option, 1, 10) }, { ...acting, focus_on_load: bool, initial_option: option }),
  checkboxes: object(
    { options: list(option, 1, 10) },
    { ...acting, focus_on_load: bool, initial_options: list(option, 1, 10) },
  ),
  datepicker: object({}, { ...choosing, initial_date: string(10, 10) }),
  timepicker: object({}, { ...choosing, initial_time: string(5, 5), timezone: string(1, 255) }),
};

/** Elements of an `input` block. */
export const inputs: Record<string, Check> = {
  plain_text_input: object(
    {},
    {
      ...entering,
      initial_value: string(0, 3_000),
      multiline: bool,
      min_length: whole(0, 3_000),
      max_length: whole(1, 3_000),
    },
  ),
  number_input: object(
    { is_decimal_allowed: bool },
    { ...entering, initial_value: string(1, 255), min_value: string(1, 255), max_value: string(1, 255) },
  ),
  url_text_input: object({}, { ...entering, initial_value: string(0, 3_000) }),
};
for (const type of [
  'static_select',
  'multi_static_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'radio_buttons',
  'checkboxes',
  'datepicker',
  'timepicker',
]) {
  const shape = controls[type];
  if (shape !== undefined) inputs[type] = shape;
}
