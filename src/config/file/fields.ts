/** The fields of the configuration file, each with the text that the reference and its error messages share. */
import { z } from 'zod';
import type { Ms } from '../../recording/primitives.ts';
import { formatSpan, parseSpan } from '../../recording/spans.ts';
import { isColor, isUid, isWithin, limits, type Range } from '../../recording/validate.ts';
import { isImageAddress } from '../../recording/web-address.ts';
import { credential, type Parse } from '../parse.ts';

export type About = Readonly<{
  /** For the reference. */
  meaning: string;
  /** As it follows "must be ". */
  accepts: string;
  /** As it stands in the file. */
  example: string;
  /** As it stands in the file, or in words. */
  default?: string;
  /** The field names a variable, whose value is read so. */
  variable?: Parse<string>;
}>;

const about = new WeakMap<z.ZodType, About>();

export function field<S extends z.ZodType>(schema: S, says: About): S {
  about.set(schema, says);
  return schema;
}

export const aboutOf = (schema: z.ZodType): About | undefined => about.get(schema);

/** What most fields have to say; the rest follows from their kind. */
type Said = Readonly<{ meaning: string; example: string; default?: string }>;

/** A text that is read as a variable of the environment would be. */
export function text<T = string>(read: Parse<T>, says: Said & { accepts: string }) {
  return field(z.string().trim().min(1).transform(parsedBy(read)), says);
}

/** For `transform`: the value, or an issue with the fix of `read`. */
export function parsedBy<T>(read: Parse<T>) {
  return (given: string, context: z.RefinementCtx): T => {
    const parsed = read(given);
    if (!('fix' in parsed)) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.fix });
    return z.NEVER;
  };
}

export function choice<const T extends readonly string[]>(values: T, says: Said) {
  return field(z.enum(values), { ...says, accepts: oneOf(values) });
}

export function numberOf<const T extends readonly number[]>(values: T, says: Said) {
  return field(z.literal(values), { ...says, accepts: oneOf(values) });
}

export const oneOf = (values: readonly (string | number)[]): string => `one of ${values.join(', ')}`;

export function whole(range: Range, says: Said) {
  const accepts = `a whole number from ${range.from} to ${range.to}`;
  return field(z.int().min(range.from).max(range.to), { ...says, accepts });
}

export function fraction(says: Said) {
  return field(z.number().min(0).max(1), { ...says, accepts: 'a number from 0 to 1' });
}

export function flag(says: Omit<Said, 'example'>) {
  return field(z.boolean(), { ...says, example: 'true', accepts: 'true or false' });
}

/** In whole seconds. */
export function span(range: Range, says: Said) {
  const read = (given: string): Ms | undefined => (range.from === 0 && /^0s?$/u.test(given) ? 0 : parseSpan(given));
  const schema = z
    .string()
    .transform((given) => read(given) ?? Number.NaN)
    .refine((value) => isWithin(value, range));
  return field(schema, { ...says, accepts: `a span from ${formatSpan(range.from)} to ${formatSpan(range.to)}` });
}

/** As people write it, with or without quotes. */
const uidSchema = () => z.union([z.string(), z.number()]).transform(String).refine(isUid);

export function uid(says: Omit<Said, 'example'>) {
  return field(uidSchema(), { ...says, example: '527841', accepts: 'a uid from 1 to 4294967295' });
}

/** Whose audio or video. */
export function uidList(says: Omit<Said, 'example' | 'default'>) {
  const list = () => z.array(uidSchema()).min(limits.uids.from).max(limits.uids.to);
  const schema = z.union([
    z.literal('all'),
    list().transform((only) => ({ only })),
    z.strictObject({
      except: field(list(), {
        meaning: 'all but these',
        accepts: `a list of 1 to ${limits.uids.to} uids`,
        example: '[527841]',
      }),
    }),
  ]);
  return field(schema, {
    ...says,
    default: 'all',
    accepts: `all, a list of 1 to ${limits.uids.to} uids, or { except: [a list of uids] }`,
    example: '[527841, 527842]',
  });
}

export function color(says: Omit<Said, 'example'>) {
  return field(z.string().refine(isColor), { ...says, example: "'#101010'", accepts: 'a color #RRGGBB in quotes' });
}

export function imageUrl(says: Omit<Said, 'example'>) {
  return field(z.string().refine(isImageAddress), {
    ...says,
    example: 'https://example.com/image.jpg',
    accepts: 'the https:// address of a JPG, PNG or BMP file',
  });
}

/** The name of a variable that holds a secret. */
export function variable(says: Omit<Said, 'default'>, read: Parse<string> = credential) {
  const schema = z.string().regex(/^[a-z_]\w{0,127}$/iu);
  return field(schema, { ...says, variable: read, accepts: 'the name of a variable that holds it, and not the value' });
}

/** A group of fields. */
export function group<S extends z.ZodRawShape>(shape: S, says: Said) {
  return field(z.strictObject(shape), { ...says, accepts: 'a group of fields' });
}

export function listOf<S extends z.ZodType>(item: S, range: Range, says: Said) {
  const accepts = `a list of ${range.from} to ${range.to}`;
  return field(z.array(item).min(range.from).max(range.to), { ...says, accepts });
}
