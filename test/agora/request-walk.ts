/** Goes through a request body, field by field, and says what does not fit a table of fields. */
import type { Field, FieldMode, FieldType } from './request-fields.ts';

type Json = Record<string, unknown>;
/** A field as it was found; `beside`: the object that holds it. */
type Found = Readonly<{ path: string; value: unknown; beside: Json }>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isListOf = (value: unknown, fits: (item: unknown) => boolean) => Array.isArray(value) && value.every(fits);

const fits: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  integer: Number.isInteger,
  number: Number.isFinite,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  'string[]': (value) => isListOf(value, (item) => typeof item === 'string'),
  object: isObject,
  'object[]': (value) => isListOf(value, isObject),
};

/** All objects of a body by their paths, the body itself by the empty one. */
function objectsOf(body: unknown, path = ''): [string, Json][] {
  if (Array.isArray(body)) return body.flatMap((item: unknown) => objectsOf(item, `${path}[]`));
  if (!isObject(body)) return [];
  const inner = Object.entries(body).flatMap(([key, value]) => objectsOf(value, path === '' ? key : `${path}.${key}`));
  return [[path, body], ...inner];
}

function foundIn(body: unknown): Found[] {
  return objectsOf(body).flatMap(([at, beside]) =>
    Object.entries(beside).map(([key, value]) => ({ path: at === '' ? key : `${at}.${key}`, value, beside })),
  );
}

export const pathsOf = (body: unknown): Set<string> => new Set(['', ...foundIn(body).map(({ path }) => path)]);

export function faultsOf(fields: readonly Field[], mode: FieldMode, body: unknown): string[] {
  const own = fields.filter(({ modes }) => modes.includes(mode));
  const wrong = foundIn(body).flatMap((found) => faultOf(own, found) ?? []);
  const missing = objectsOf(body).flatMap(([at, object]) =>
    own
      .filter(({ path, needed }) => isIn(at, path) && needed?.(object) === true && object[keyOf(path)] === undefined)
      .map(({ path }) => `${path} is missing`),
  );
  return [...wrong, ...missing];
}

function faultOf(own: readonly Field[], { path, value, beside }: Found): string | undefined {
  const field = own.find((one) => one.path === path);
  const shown = `${path} ${JSON.stringify(value)}`;
  if (field === undefined) return `${shown} is no field of this mode`;
  if (!fits[field.type](value)) return `${shown} is no ${field.type}`;
  if (field.allowed?.(value as never) === false) return `${shown} is out of range`;
  return field.only?.(beside) === false ? `${shown} does not go with the others` : undefined;
}

const keyOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
const isIn = (at: string, path: string): boolean => (at === '' ? '' : `${at}.`) + keyOf(path) === path;
