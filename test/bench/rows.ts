/** Databases with many recordings, written by the product's own store. */
import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { enqueueAgoraCall, transitionTo, withEnding } from '../../src/recording/effects.ts';
import { generateUid, shortId } from '../../src/recording/ids.ts';
import { type NewJob, priority } from '../../src/recording/jobs.ts';
import { currentRecorder, type Ms, type Recording } from '../../src/recording/recording.ts';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import type { BotStore } from '../../src/store/bot-store.ts';
import { runningRecording } from '../support/recordings.ts';
import { type BenchDatabase, sqliteAt } from './databases.ts';

/** Where a card is. */
export type Card = { channel: string; ts: string };

const random = (below: number): number => randomBytes(4).readUInt32LE() % below;

function recordingOf(n: number, appId: string, now: Ms, { channel, ts }: Card): Recording {
  const uid = generateUid(random);
  const resourceId = randomBytes(150).toString('base64url');
  const sid = randomBytes(16).toString('hex');
  const cname = `class ${n}`;
  return runningRecording({
    id: shortId(random),
    cname,
    createdAt: now - 600_000,
    spec: { ...runningRecording().spec, appId },
    card: { teamId: 'T1', channelId: channel, isPrivate: false, ts },
    recorders: [
      { uid, status: 'running', resourceId, acquiredAt: now - 599_000, sendCount: 1, sid, startedAt: now - 598_000 },
    ],
    health: { lastStatus: { at: now - 120_000, status: 5, files: [`${sid}_${cname}.m3u8`] }, mediaSeen: true },
  });
}

/** Messages in a local Slack for so many recordings, spread over channels. */
export function cardsIn(slack: SlackWorkspace, rooms: number, count: number): Card[] {
  const ana = slack.addUser('ana');
  const channels = Array.from({ length: rooms }, (_, n) => slack.addChannel(`room-${n}`));
  return channels.flatMap(({ id }) =>
    Array.from({ length: count / rooms }, (_, n) => ({ channel: id, ts: slack.say(ana, id, `card ${n}`).ts })),
  );
}

/** So many are written at a time, in any order. */
export const atOnce = 100;

/**
 * Adds a live recording for each card, its next question to Agora due by now: in the order of the cards, over the last two minutes.
 * Resolves with the sids in that order.
 */
export async function addLive({ open }: BenchDatabase, appId: string, cards: readonly Card[]): Promise<string[]> {
  const store = await open();
  const now = Date.now();
  const add = async (card: Card, n: number) => {
    const recording = recordingOf(n, appId, now, card);
    const dueAt = now - 120_000 * (1 - n / cards.length);
    await create(store, recording, `live ${n}`, [enqueueAgoraCall(recording, 'query', dueAt, priority.watch)]);
    return currentRecorder(recording).sid ?? '';
  };
  const sids: string[] = [];
  for (let n = 0; n < cards.length; n += atOnce) {
    sids.push(...(await Promise.all(cards.slice(n, n + atOnce).map((card, i) => add(card, n + i)))));
  }
  await store.close();
  return sids;
}

/** Adds a hundred recordings that are over, in the store's own way. */
export async function addHundredFinished({ open }: BenchDatabase, appId: string, teamId = 'T1'): Promise<void> {
  const store = await open();
  const now = Date.now();
  await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const recording = recordingOf(n, appId, now, { channel: 'C0', ts: '1795000000.000100' });
      const card = { ...recording.card, teamId };
      await create(store, { ...recording, card, cname: `over ${n}` }, `over ${n}`, []);
      await store.apply(recording.id, (r) =>
        transitionTo(
          withEnding(
            { ...r, phase: 'finished' },
            { endedAt: now, files: { names: r.health.lastStatus?.files ?? [], predicted: false } },
          ),
        ),
      );
    }),
  );
  await store.close();
}

/** Adds a hundred recordings that are over, and copies them until there are `count`. */
export async function addFinished(path: string, appId: string, count: number, teamId = 'T1'): Promise<void> {
  await addHundredFinished(sqliteAt(path), appId, teamId);
  const db = new Database(path);
  const copy = (table: string, column: string, where: string) => {
    const columns = db.pragma(`table_info(${table})`) as { name: string }[];
    const names = columns
      .map(({ name }) => name)
      .filter((name) => name !== 'request' && (table !== 'audit' || name !== 'id'));
    const values = names.map((name) => (name === column ? `'c' || copy || ${name}` : name));
    db.prepare(`
      WITH RECURSIVE copies (copy) AS (SELECT 1 UNION ALL SELECT copy + 1 FROM copies WHERE copy < ?)
      INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${table}, copies WHERE ${where}`).run(
      count / 100 - 1,
    );
  };
  if (count > 100) {
    const over = `(SELECT id FROM recordings WHERE phase = 'finished' AND id LIKE 'r%')`;
    db.transaction(() => {
      copy('recordings', 'id', `id IN ${over}`);
      copy('recorders', 'recording', `recording IN ${over}`);
      copy('audit', 'recording', `recording IN ${over}`);
    })();
  }
  db.close();
}

/** Short ids meet among so many: then another one is generated. */
async function create(store: BotStore, recording: Recording, request: string, jobs: readonly NewJob[]): Promise<void> {
  const created = await store.create(transitionTo(recording, { jobs }), request);
  if (created.kind === 'idTaken') await create(store, Object.assign(recording, { id: shortId(random) }), request, jobs);
  else if (created.kind !== 'created') throw new Error(`${recording.cname}: ${created.kind}`);
}
