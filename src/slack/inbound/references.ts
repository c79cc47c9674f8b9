/** What Slack puts in the place of what was typed: `<#C1|name>`, `<@U1|name>`, `<!here>`, `<https://a.b|a.b>`. */

/** `label`: what was typed, where Slack reports it. */
export type Reference = Readonly<{ kind: 'slackChannel' | 'person' | 'group' | 'email' | 'link'; label?: string }>;

/** `text`: what was typed; Slack's own form where it does not tell. `reference` is absent where the text is a plain number. */
export type FoundReference = Readonly<{ text: string; length: number; reference?: Reference }>;

const pattern = /<([#@!]?)([^<>|]+)(?:\|([^<>]*))?>/uy;

/** The reference at this place of a command's text, if there is one. */
export function referenceAt(source: string, at: number): FoundReference | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(source);
  if (found === null) return undefined;
  const [whole, prefix = '', target = '', escapedLabel = ''] = found;
  const label = unescapeText(escapedLabel);
  const { length } = whole;
  const named = (kind: Reference['kind'], text: string): FoundReference =>
    label === ''
      ? { text: unescapeText(whole), length, reference: { kind } }
      : { text, length, reference: { kind, label: text } };
  if (prefix === '#') return named('slackChannel', `#${label}`);
  if (prefix === '@') return named('person', `@${label}`);
  if (prefix === '!') {
    if (!/^(?:here|channel|everyone)$/u.test(target)) return named('group', label);
    return { text: `@${target}`, length, reference: { kind: 'group', label: `@${target}` } };
  }
  return linkAt(unescapeText(target), label, length);
}

function linkAt(target: string, label: string, length: number): FoundReference | undefined {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/iu.exec(target) ?? [];
  if (scheme === undefined) return undefined;
  const text = label === '' ? target.replace(/^(?:mailto|tel):/u, '') : label;
  // To people, a phone number is not a link.
  if (scheme === 'tel') return { text, length };
  return { text, length, reference: { kind: scheme === 'mailto' ? 'email' : 'link', label: text } };
}

/** Undoes Slack's escapes, once. */
export function unescapeText(text: string): string {
  return text.replace(/&(amp|lt|gt);/gu, (_, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'));
}

/** As Slack sends what a person types, but for its references. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
