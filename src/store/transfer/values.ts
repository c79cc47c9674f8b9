/** Values as both databases can hold them. */
import { isObject, storable, storableValue } from '../storable.ts';
import type { Kind, Value } from './tables.ts';

/** In JSON, what PostgreSQL does not take may also be escaped. */
const escaped = /\\u(?:0000|d[89a-f])/iu;

/** A value as SQLite or PostgreSQL gives it. */
export function valueOf(raw: Value | undefined, kind: Kind): Value {
  if (raw === null || raw === undefined) return null;
  switch (kind) {
    case 'text':
      return storable(String(raw));
    case 'number':
      return Number(raw);
    case 'boolean':
      return raw === true || raw === 1;
    case 'json':
      return isStorable(String(raw), kind) ? String(raw) : rewritten(String(raw), storableValue);
    case 'payload':
      return rewritten(String(raw), (value) => storableValue(sorted(value)));
  }
}

/** PostgreSQL takes neither U+0000 nor half of a surrogate pair. */
export function isStorable(text: string, kind: Kind): boolean {
  return storable(text) === text && (kind === 'text' || !escaped.test(text));
}

/** JSON that can't be read is returned as it is: it is reported as damaged elsewhere. */
function rewritten(json: string, change: (value: unknown) => unknown): string {
  try {
    return JSON.stringify(JSON.parse(json), (_, value) => change(value));
  } catch (error) {
    if (error instanceof SyntaxError) return json;
    throw error;
  }
}

function sorted(value: unknown): unknown {
  return isObject(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value;
}
