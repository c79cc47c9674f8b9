/** How Slack escapes what people type. */
import type { State } from './state.ts';

// In this order: a link, an email address, a bare host name, a channel or a person. A name such as "team.standup.io" is a host
// name, and so arrives as a link.
const special = new RegExp(
  [
    String.raw`(?<url>https?:\/\/[^\s<>]+)`,
    String.raw`(?<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)`,
    String.raw`(?<![\p{L}\p{N}_@.#-])(?<host>(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|ai|app|co)(?:\/[^\s<>]*)?)(?![\p{L}\p{N}_.-])`,
    String.raw`(?<![\p{L}\p{N}_])(?<name>[#@][\p{L}\p{N}._-]+)`,
  ].join('|'),
  'giu',
);

/**
 * The text that a slash command with `should_escape` receives: `& < >` escaped, existing channels and users as `<#C…|name>` and
 * `<@U…|name>` (private channels without the name), links in angle brackets.
 */
export function escapeCommand(state: State, typed: string): string {
  let out = '';
  let done = 0;
  for (const match of typed.matchAll(special)) {
    const { url, mail, host, name } = match.groups ?? {};
    const [whole] = match;
    out += escapeText(typed.slice(done, match.index));
    done = match.index + whole.length;
    if (url !== undefined) out += `<${escapeText(url)}>`;
    else if (mail !== undefined) out += `<mailto:${mail}|${mail}>`;
    else if (host !== undefined) out += `<http://${escapeText(host)}|${escapeText(host)}>`;
    else out += mention(state, name ?? whole);
  }
  return out + escapeText(typed.slice(done));
}

/** As Slack stores what is typed: nothing in it is a link or a mention. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function mention(state: State, word: string): string {
  // In "see #general." the period is not part of the name, unless there is such a channel.
  const trimmed = word.replace(/[._-]+$/u, '');
  for (const candidate of word === trimmed ? [word] : [word, trimmed]) {
    const found = lookUp(state, candidate);
    if (found !== undefined) return found + escapeText(word.slice(candidate.length));
  }
  return escapeText(word);
}

function lookUp(state: State, word: string): string | undefined {
  const name = word.slice(1).toLowerCase();
  if (word.startsWith('@')) {
    if (name === state.bot.name) return `<@${state.bot.userId}|${name}>`;
    for (const user of state.users.values()) if (user.name === name) return `<@${user.id}|${user.name}>`;
    return undefined;
  }
  for (const { channel } of state.rooms.values()) {
    if (channel.kind !== 'direct' && channel.name === name) {
      return `<#${channel.id}|${channel.kind === 'public' ? channel.name : ''}>`;
    }
  }
  return undefined;
}
