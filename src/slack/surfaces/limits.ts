/**
 * What Slack takes at most (https://docs.slack.dev/reference/block-kit, and `chat.update` for a text that is changed). Lengths are UTF-16
 * units, the strictest way to count. Where Slack's pages differ, the smaller figure.
 */
export const slackLimits = {
  /** Of a message, and of a modal or Home tab. */
  blocks: { message: 50, view: 100 },
  /** Of one text object. */
  text: 3_000,
  headerText: 150,
  contextElements: 10,
  buttons: { count: 25, text: 75, value: 2_000 },
  confirm: { title: 100, text: 300, button: 30 },
  options: { count: 100, text: 75, value: 75, placeholder: 150 },
  input: { label: 2_000, hint: 2_000, text: 3_000 },
  modal: { title: 24, button: 24, privateMetadata: 3_000 },
} as const;
