/** Rules for what people type, for every way in. What is wrong comes back as data; the words are chosen where it is shown. */

/** Agora's rules for the name of an RTC channel: 1 to 63 bytes of this alphabet, in which every character is one byte. */
export const maxNameBytes = 63;
const allowed = /^[a-zA-Z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,]$/;

/** `characters`: those that are not allowed, each once, in their order. */
export type NameProblem = Readonly<
  { kind: 'empty' } | { kind: 'characters'; characters: readonly string[] } | { kind: 'tooLong'; bytes: number }
>;

/** What is wrong with a channel name; undefined where nothing is. */
export function channelNameProblem(name: string): NameProblem | undefined {
  if (name === '') return { kind: 'empty' };
  const characters = [...new Set(name)].filter((character) => !allowed.test(character));
  if (characters.length > 0) return { kind: 'characters', characters };
  return name.length > maxNameBytes ? { kind: 'tooLong', bytes: name.length } : undefined;
}

export const maxUid = 4_294_967_295;

/** A uid of Agora: a decimal number from 1 to 4294967295 without leading zeros. */
export function isUid(text: string): boolean {
  return /^[1-9]\d{0,9}$/u.test(text) && Number(text) <= maxUid;
}

/** A color as Agora takes it: `#RRGGBB`. */
export function isColor(text: string): boolean {
  return /^#[0-9a-f]{6}$/iu.test(text);
}
