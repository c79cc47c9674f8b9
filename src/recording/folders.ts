/** Folders in the bucket. Agora takes letters and digits only, and 128 characters in all. */
import type { Ms } from './primitives.ts';
import { limits } from './validate.ts';

/** What a template may hold. */
export const placeholders = ['channel', 'date', 'preset'] as const;
type Placeholder = (typeof placeholders)[number];

/** The braces of a template that stand for nothing. */
export function unknownPlaceholders(template: string): string[] {
  const known: readonly string[] = placeholders;
  return [...template.matchAll(/\{([^{}]*)\}/gu)].map(([, name = '']) => name).filter((name) => !known.includes(name));
}

/** What a template says besides its placeholders is letters, digits and slashes, none of them at an end or next to another. */
export function isTemplate(template: string): boolean {
  return template.split('/').every((part) => /^(?:[a-z\d]|\{[^{}]*\})+$/iu.test(part));
}

type Filling = Readonly<{ channel: string; preset: string; now: Ms }>;

/**
 * The folders of a template. What Agora does not take is left out, and so is what goes beyond its limit: a long name must not
 * keep a recording from starting.
 * @param above the folders of the storage
 */
export function foldersOf(template: string, above: readonly string[], { channel, preset, now }: Filling): string[] {
  const date = new Date(now).toISOString().slice(0, 10);
  const values: Record<Placeholder, string> = { channel, date, preset };
  const filled = placeholders.reduce((text, name) => text.replaceAll(`{${name}}`, () => plain(values[name])), template);
  const folders = [...above, ...filled.split('/').map(plain)].filter((part) => part !== '');
  return folders
    .join('/')
    .slice(0, limits.folders)
    .split('/')
    .filter((part) => part !== '');
}

function plain(text: string): string {
  return text.replaceAll(/[^a-z\d]/giu, '');
}
