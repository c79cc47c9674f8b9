/** How a command is written. */

export const commandName = '/record';

/** Plain enough that neither Slack nor we take it for anything but a word. */
const plain = /^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u;

/** A name as it is typed so that it is read back as it is. */
export function quoteName(name: string): string {
  return plain.test(name) ? name : `"${name}"`;
}
