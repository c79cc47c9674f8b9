/** A database that version 0.1 wrote (`test/fixtures/README.md`), for tests of what becomes of it. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** `lastWrite`: what the clock of that bot showed at the end. `channelId`: where all cards are. */
export const fixture = { lastWrite: Date.UTC(2026, 10, 21, 9, 8, 1, 760), channelId: 'C00000003' } as const;

/** Copies it to `path`, as it is, and creates the folder. */
export function copyFixture(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(new URL('../fixtures/clapperbot-0.1.db', import.meta.url), path);
}
