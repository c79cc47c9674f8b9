type Props = Readonly<{ id: string; name: string; isBot?: boolean; isSmall?: boolean }>;

/** Dark enough for white letters. */
const colors = ['#8a3b12', '#0f6b57', '#8b1e5b', '#1f5fa8', '#5b3fa6', '#7a5200', '#a3293d', '#2f6b2f'];

/** Initials on a color of one's own; the name stands beside it. */
export function Avatar({ id, name, isBot = false, isSmall = false }: Props) {
  const sum = Array.from(id).reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  const style = { background: isBot ? '#4b2a63' : colors[sum % colors.length] };
  return (
    <span class={isSmall ? 'avatar avatar-small' : 'avatar'} style={style} aria-hidden="true">
      {isBot ? '🎬' : initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => word !== '');
  return words
    .slice(0, 2)
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? 0).toUpperCase())
    .join('');
}
