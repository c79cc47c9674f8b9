import { assert, constantFrom, jsonValue, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStorable, valueOf } from '../../../src/store/transfer/values.ts';

/** With U+0000 and halves of surrogate pairs more often than chance would have it. */
const text = string({
  unit: oneof(string({ unit: 'binary', maxLength: 1 }), constantFrom('\0', '\uD800', '\uDFFF', '\\', '"')),
});
const json = jsonValue({ maxDepth: 3 }).chain((value) => text.map((odd) => ({ value, [odd]: [odd, { odd }] })));

describe('values that both databases can hold', () => {
  it('a text loses nothing but what PostgreSQL can’t store', () => {
    assert(
      property(text, (one) => {
        const value = String(valueOf(one, 'text'));
        expect(value).toBe(one.replaceAll(/\0|\p{Surrogate}/gu, '\uFFFD'));
        expect(isStorable(one, 'text')).toBe(value === one);
      }),
    );
  });

  it('JSON that PostgreSQL can store stays as it was written, and other JSON is changed in its texts alone', () => {
    assert(
      property(json, constantFrom(undefined, 2), (one, space) => {
        const written = JSON.stringify(one, undefined, space);
        const value = String(valueOf(written, 'json'));
        if (isStorable(written, 'json')) expect(value).toBe(written);
        expect(isStorable(value, 'json')).toBe(true);
        expect(JSON.parse(value)).toEqual(JSON.parse(written.replaceAll(/\\u(?:0000|d[89a-f]..)/giu, '\uFFFD')));
      }),
    );
  });

  it('a payload is the same one in whichever order its fields were written', () => {
    expect(valueOf('{"b": [{"y":1,"x":2}], "a":null}', 'payload')).toBe('{"a":null,"b":[{"x":2,"y":1}]}');
  });

  it('JSON that can’t be read stays as it is', () => {
    expect(valueOf('{"a":', 'payload')).toBe('{"a":');
    expect(valueOf('{"a":\\u0000', 'json')).toBe('{"a":\\u0000');
  });
});
