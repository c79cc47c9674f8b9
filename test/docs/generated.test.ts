import { describe, expect, test } from 'vitest';
import { existing, existingBytes, generate, picture } from '../../docs/generate.ts';
import { examplePicture } from '../../docs/layout-example.ts';
import { drawMessages, messagePictures } from '../../docs/readme-pictures.ts';

describe('generated documents', () => {
  test('the picture of a layout is what the form shows (else run `npm run docs`)', async () => {
    expect(existingBytes(picture).equals(await examplePicture())).toBe(true);
    expect(existing('README.md')).toContain(`](${picture})`);
  });

  test.each(messagePictures)('%s shows what the bot says (else run `npm run docs`)', async (name) => {
    const bytes = existingBytes(name);
    expect(bytes.equals(await drawMessages(name))).toBe(true);
    expect(bytes.length).toBeLessThan(150_000);
  });

  test.each(Object.entries(generate()))('%s is up to date (else run `npm run docs`)', (name, text) => {
    expect(existing(name)).toBe(text);
  });
});
