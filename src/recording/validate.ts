/** Agora's rules for the name of an RTC channel. */

const most = 63;
const allowed = /^[a-zA-Z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,]$/;

/** `say`: plain text for the person who typed it: what is wrong, and what to do. It may hold their characters. */
export type NameCheck = Readonly<{ ok: true } | { ok: false; say: string }>;

/** 1 to 63 bytes of Agora's alphabet; everything in it is one byte long. */
export function checkChannelName(name: string): NameCheck {
  if (name === '') return { ok: false, say: 'The channel name is empty. Give it at least one character.' };
  const wrong = [...new Set(name)].filter((character) => !allowed.test(character));
  if (wrong.length > 0) {
    const named = wrong.slice(0, 5).map(shown).join(', ');
    const more = wrong.length > 5 ? ` and ${wrong.length - 5} more` : '';
    return {
      ok: false,
      say:
        `Agora does not allow ${named}${more} in a channel name. Use unaccented letters, digits, spaces and ` +
        '! # $ % & ( ) + - : ; < = . > ? @ [ ] ^ _ { } | ~ , only.',
    };
  }
  const bytes = new TextEncoder().encode(name).length;
  if (bytes <= most) return { ok: true };
  return { ok: false, say: `This channel name has ${bytes} characters, and Agora allows ${most}. Use a shorter one.` };
}

/** What has no shape of its own is named by its code point: spaces, controls, marks that hang on a neighbour. */
function shown(character: string): string {
  if (!/[\p{C}\p{Z}\p{M}]/u.test(character)) return character;
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
