/** A database that version 0.1 wrote (`test/fixtures/README.md`), for tests of what becomes of it. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';

/** `lastWrite`: what the clock of that bot showed at the end. `channelId`: where all cards are. */
export const fixture = { lastWrite: Date.UTC(2026, 10, 21, 9, 8, 1, 760), channelId: 'C00000003' } as const;

const file = fileURLToPath(new URL('../fixtures/clapperbot-0.1.db', import.meta.url));

/** Copies it to `path`, as it is, and creates the folder. */
export function copyFixture(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(file, path);
}

/** A recorder that ran at Agora when the bot ended; an orphan has no sid. */
export type FixtureRecorder = Readonly<{
  cname: string;
  uid: string;
  resourceId: string;
  sid: string | null;
  startedAt: number;
}>;
export type FixtureCard = Readonly<{ cname: string; channel: string; ts: string }>;

/** What was left at Agora and in Slack; not for the samples, whose App ID never existed. */
export function readServices(): { recorders: FixtureRecorder[]; cards: FixtureCard[] } {
  const db = new Database(file, { readonly: true });
  const samples = "cname LIKE 'sample %'";
  const recorders = db.prepare<[], FixtureRecorder>(
    `SELECT cname, uid, resource_id AS resourceId, sid, coalesce(started_at, acquired_at) AS startedAt
     FROM attempts JOIN recordings ON id = recording WHERE fate IN ('running', 'orphan') AND NOT ${samples}`,
  );
  const cards = db.prepare<[], FixtureCard>(
    `SELECT cname, card_channel AS channel, card_ts AS ts FROM recordings WHERE NOT ${samples}`,
  );
  const found = { recorders: recorders.all(), cards: cards.all() };
  db.close();
  return found;
}
