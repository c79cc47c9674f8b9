/** Texts that PostgreSQL takes: neither U+0000 nor half of a surrogate pair. Names of files may hold what others have put there. */

/** With U+FFFD in their places. */
export function storable(text: string): string {
  return text.isWellFormed() && !text.includes('\0') ? text : text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Of JSON: a text, or the names of an object. What these hold comes after it, for `JSON.stringify` goes through all of it. */
export function storableValue(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [storable(key), one])) : value;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
