/** Ways through a schema: to the field at a path, to all fields, and through a value beside it. */
import { z } from 'zod';
import { type About, aboutOf } from './fields.ts';

export type Path = readonly (string | number)[];

/** The schema of a value that is there. */
function required(schema: z.ZodType): z.ZodType {
  if (aboutOf(schema) !== undefined) return schema;
  return schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault
    ? required(schema.unwrap() as z.ZodType)
    : schema;
}

/** The schema's fields by their names; undefined where it has none. */
export function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> | undefined {
  const plain = required(schema);
  return plain instanceof z.ZodObject ? (plain.shape as Record<string, z.ZodType>) : undefined;
}

function child(schema: z.ZodType, key: string | number): z.ZodType | undefined {
  const plain = required(schema);
  if (plain instanceof z.ZodArray) return plain.element as z.ZodType;
  return shapeOf(plain)?.[key];
}

/** The schema at the path. */
export function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  return path.reduce<z.ZodType | undefined>((at, key) => (at === undefined ? undefined : child(at, key)), schema);
}

/** What the field at the path says, or the nearest one around it that says anything. */
export function aboutAt(schema: z.ZodType, path: Path): About | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const found = schemaAt(schema, path.slice(0, length));
    const about = found === undefined ? undefined : aboutOf(required(found));
    if (about !== undefined) return about;
  }
  return undefined;
}

export type Field = Readonly<{ path: readonly string[]; about: About; optional: boolean }>;

/** Every field, those of groups after them; `[]` stands for the place in a list. */
export function fieldsOf(schema: z.ZodType, above: readonly string[] = []): Field[] {
  const plain = required(schema);
  const about = aboutOf(plain);
  const own = about === undefined || above.length === 0 ? [] : [{ path: above, about, optional: plain !== schema }];
  return [...own, ...inner(plain, above)];
}

function inner(plain: z.ZodType, above: readonly string[]): Field[] {
  if (plain instanceof z.ZodArray) return fieldsOf(plain.element as z.ZodType, [...above, '[]']);
  if (plain instanceof z.ZodUnion) return plain.options.flatMap((option) => inner(option as z.ZodType, above));
  return Object.entries(shapeOf(plain) ?? {}).flatMap(([key, schema]) => fieldsOf(schema, [...above, key]));
}

/** The places of a value that name variables. */
export function variablesIn(
  schema: z.ZodType,
  value: unknown,
  at: Path = [],
): { at: Path; name: string; about: About }[] {
  const plain = required(schema);
  const about = aboutOf(plain);
  if (about?.variable !== undefined) {
    return plain.safeParse(value).success ? [{ at, name: value as string, about }] : [];
  }
  if (!isGroup(value)) return [];
  return Object.entries(shapeOf(plain) ?? {}).flatMap(([key, schema]) => variablesIn(schema, value[key], [...at, key]));
}

export type Partly<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Partly<T[K]> }
    : T;

/** What is right of a value, so that the rest of it can be checked too where one field is wrong. */
export function partly<S extends z.ZodType>(schema: S, value: unknown): Partly<z.output<S>> | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data as Partly<z.output<S>>;
  const shape = shapeOf(schema);
  if (shape === undefined || !isGroup(value)) return undefined;
  const fields = Object.entries(shape).flatMap(([key, schema]) => {
    const found = Object.hasOwn(value, key) ? partly(schema, value[key]) : undefined;
    return found === undefined ? [] : [[key, found]];
  });
  return Object.fromEntries(fields) as Partly<z.output<S>>;
}

export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
