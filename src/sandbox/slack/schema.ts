/** Composable checks for Block Kit. Messages and pointers follow Slack's `invalid_blocks` errors. */
import type { Json } from './types.ts';
import { isObject } from './types.ts';

/** `pointer` is a JSON pointer from the payload's root, such as `/blocks/0/text/text`. */
export type Problem = { readonly pointer: string; readonly message: string };

export type Check = (value: unknown, pointer: string, problems: Problem[]) => void;

/** A string of `min` to `max` UTF-16 code units. Slack does not document how it counts; this is the strictest way. */
export function string(min: number, max: number): Check {
  return (value, pointer, problems) => {
    if (typeof value !== 'string') problems.push({ pointer, message: 'must be a string' });
    else if (value.length < min) problems.push({ pointer, message: `must be more than ${min - 1} characters` });
    else if (value.length > max) problems.push({ pointer, message: `must be less than ${max + 1} characters` });
  };
}

export function httpUrl(max: number): Check {
  const length = string(1, max);
  return (value, pointer, problems) => {
    const before = problems.length;
    length(value, pointer, problems);
    if (problems.length > before) return;
    if (!/^https?:\/\/[^\s]+$/u.test(value as string)) problems.push({ pointer, message: 'must be a valid URL' });
  };
}

export const bool: Check = (value, pointer, problems) => {
  if (typeof value !== 'boolean') problems.push({ pointer, message: 'must be a boolean' });
};

export function whole(min: number, max: number): Check {
  return (value, pointer, problems) => {
    if (!Number.isInteger(value)) problems.push({ pointer, message: 'must be an integer' });
    else if ((value as number) < min || (value as number) > max) {
      problems.push({ pointer, message: `must be between ${min} and ${max}` });
    }
  };
}

export function oneOf(...allowed: readonly unknown[]): Check {
  return (value, pointer, problems) => {
    if (!allowed.includes(value)) problems.push({ pointer, message: `must be one of: ${allowed.join(', ')}` });
  };
}

export function list(item: Check, min: number, max: number): Check {
  return (value, pointer, problems) => {
    if (!Array.isArray(value)) {
      problems.push({ pointer, message: 'must be an array' });
      return;
    }
    if (value.length < min) problems.push({ pointer, message: `no less than ${min} items allowed` });
    if (value.length > max) problems.push({ pointer, message: `no more than ${max} items allowed` });
    value.forEach((entry, index) => {
      item(entry, `${pointer}/${index}`, problems);
    });
  };
}

/** An object with these fields and no others; `type` is always allowed, because it selects the shape. */
export function object(required: Record<string, Check>, optional: Record<string, Check> = {}, also?: Check): Check {
  return (value, pointer, problems) => {
    if (!isObject(value)) {
      problems.push({ pointer, message: 'must be an object' });
      return;
    }
    for (const field of Object.keys(required)) {
      if (value[field] === undefined) problems.push({ pointer, message: `missing required field: ${field}` });
    }
    for (const [field, content] of Object.entries(value)) {
      const check = required[field] ?? optional[field];
      if (check !== undefined && content !== undefined) check(content, `${pointer}/${field}`, problems);
      else if (field !== 'type' && content !== undefined) {
        problems.push({ pointer, message: `additional property: ${field}` });
      }
    }
    also?.(value, pointer, problems);
  };
}

/** Selects the shape by the value's `type`; other types are errors. */
export function byType(shapes: Record<string, Check>): Check {
  return (value, pointer, problems) => {
    const type = isObject(value) ? value['type'] : undefined;
    const shape = typeof type === 'string' && Object.hasOwn(shapes, type) ? shapes[type] : undefined;
    if (shape !== undefined) shape(value, pointer, problems);
    else if (!isObject(value)) problems.push({ pointer, message: 'must be an object' });
    else if (type === undefined) problems.push({ pointer, message: 'missing required field: type' });
    else problems.push({ pointer: `${pointer}/type`, message: `unsupported type: ${JSON.stringify(type)}` });
  };
}

/** Exactly one of the two fields. */
export function either(one: string, other: string): Check {
  return (value, pointer, problems) => {
    const has = (field: string) => (value as Json)[field] !== undefined;
    if (has(one) === has(other)) problems.push({ pointer, message: `exactly one of ${one} and ${other} is required` });
  };
}
