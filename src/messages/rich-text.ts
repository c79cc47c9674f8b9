/** Sentences as parts. Text from people travels as data to the end, so that it can never become markup. */

/** Milliseconds since 1970 (UTC). */
type Ms = number;

/**
 * A bit of a sentence. A string is our own words, where backticks enclose code. Everything else may come from anywhere:
 * `code` untrusted text (the only form that is no markup in mrkdwn either), `plain` untrusted text as it is, `user`, `group` and `channel` Slack's ids,
 * `at` a moment, `link` an address of ours under the text `as`, `emoji` its name.
 */
export type Part =
  | string
  | Readonly<{ bold: string }>
  | Readonly<{ code: string }>
  | Readonly<{ plain: string }>
  | Readonly<{ user: string }>
  | Readonly<{ group: string }>
  | Readonly<{ channel: string }>
  | Readonly<{ at: Ms }>
  | Readonly<{ link: string; as: string }>
  | Readonly<{ emoji: string }>;
