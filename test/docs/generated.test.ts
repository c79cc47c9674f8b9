import { describe, expect, test } from 'vitest';
import { existing, existingBytes, generate, picture } from '../../docs/generate.ts';
import { examplePicture } from '../../docs/layout-example.ts';

describe('generated documents', () => {
  test('the picture of a layout is what the form shows (else run `npm run docs`)', async () => {
    expect(existingBytes(picture).equals(await examplePicture())).toBe(true);
    expect(existing('README.md')).toContain(`](${picture})`);
  });

  test.each(Object.entries(generate()))('%s is up to date (else run `npm run docs`)', (name, text) => {
    expect(existing(name)).toBe(text);
  });
});
