/** Unused variables whose names look like a misspelling. */
import { distance } from 'fastest-levenshtein';
import type { Environment } from './environment.ts';
import { names } from './variables.ts';

/** Names that begin so are most likely meant for the bot, whatever follows. */
const ourPrefix = /^(?:SLACK|AGORA|STORAGE)_/;

/**
 * One warning for each unknown name that resembles one of ours. Names only: a value may be a secret in the wrong place.
 * @param named variables that the configuration file names
 */
export function unknownNames(env: Environment, named: readonly string[] = []): string[] {
  const known = new Set<string>([...names, ...named]);
  return Object.entries(env).flatMap(([name, value]) => {
    // Names of other forms come from shells and tools.
    if (known.has(name) || (value ?? '').trim() === '' || !/^[a-z][\w.-]{3,63}$/i.test(name)) return [];
    const plain = name.toUpperCase().replace(/[.-]/g, '_');
    const similar = similarTo(plain);
    if (similar.length > 0) return [`${name} is not a variable of the bot: did you mean ${similar.join(' or ')}?`];
    if (ourPrefix.test(plain)) return [`${name} is not a variable of the bot: .env.example lists the names`];
    return [];
  });
}

/** The nearest of our names; more than one where they are equally near. */
function similarTo(plain: string): string[] {
  const edits = names.map((name) => ({ name, edits: distance(plain, name) }));
  const fewest = Math.min(...edits.map((found) => found.edits));
  if (fewest <= allowedEdits(plain)) return edits.filter((found) => found.edits === fewest).map(({ name }) => name);
  // A word left out: SLACK_TOKEN, AGORA_CERTIFICATE.
  const words = plain.split('_');
  return ourPrefix.test(plain) ? names.filter((name) => words.every((word) => name.split('_').includes(word))) : [];
}

/** Two neighbors swapped, the commonest slip, are two edits. Short names must be nearer, or everything would match. */
function allowedEdits(plain: string): number {
  if (ourPrefix.test(plain)) return 3;
  return plain.length < 8 ? 1 : 2;
}
