import { describe, expect, test } from 'vitest';
import { existing, generate } from '../../docs/generate.ts';

describe('generated documents', () => {
  test.each(Object.entries(generate()))('%s is up to date (else run `npm run docs`)', (name, text) => {
    expect(existing(name)).toBe(text);
  });
});
