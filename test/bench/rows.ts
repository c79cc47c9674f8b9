/** Databases with many recordings, written by the product's own store. */
import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { createRecording, generateUid, shortId } from '../../src/recording/create.ts';
import { enqueueAgoraCall, transitionTo } from '../../src/recording/effects.ts';
import { priority } from '../../src/recording/jobs.ts';
import type { Ms, Recording } from '../../src/recording/recording.ts';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import { openStore, type SqliteStore } from '../../src/store/sqlite/open.ts';

/** Where a card is. */
export type Card = { channel: string; ts: string };

const random = (below: number): number => randomBytes(4).readUInt32LE() % below;

function runningRecording(n: number, appId: string, now: Ms, { channel, ts }: Card): Recording {
  const order = {
    cname: `class ${n}`,
    layout: { name: 'grid' },
    by: { user: 'U1', channel },
    isPrivate: false,
  } as const;
  const id = shortId(random);
  const uid = generateUid(random);
  const { recording } = createRecording({
    id,
    order: { ...order, request: `T${n}` },
    appId,
    tokens: false,
    uid,
    now: now - 600_000,
  });
  const resourceId = randomBytes(150).toString('base64url');
  const sid = randomBytes(16).toString('hex');
  return {
    ...recording,
    phase: 'recording',
    acquireEnqueued: true,
    card: { channel, isPrivate: false, ts },
    recorders: [
      { uid, status: 'running', resourceId, acquiredAt: now - 599_000, sendCount: 1, sid, startedAt: now - 598_000 },
    ],
    seen: { at: now - 120_000, status: 5, files: [`${sid}_class ${n}.m3u8`] },
  };
}

/** Messages in a local Slack for so many recordings, spread over channels. */
export function cardsIn(slack: SlackWorkspace, rooms: number, count: number): Card[] {
  const ana = slack.addUser('ana');
  const channels = Array.from({ length: rooms }, (_, n) => slack.addChannel(`room-${n}`));
  return channels.flatMap(({ id }) =>
    Array.from({ length: count / rooms }, (_, n) => ({ channel: id, ts: slack.say(ana, id, `card ${n}`).ts })),
  );
}

/** Adds a live recording for each card, its next question to Agora due by `now`. */
export async function addLive(path: string, appId: string, cards: readonly Card[]): Promise<void> {
  const store = openStore(path);
  const now = Date.now();
  await Promise.all(
    cards.map((card, n) => {
      const recording = runningRecording(n, appId, now, card);
      return create(store, recording, `live ${n}`, () => [
        enqueueAgoraCall(recording, 'query', now - random(120_000), priority.watch),
      ]);
    }),
  );
  await store.close();
}

/** Adds a hundred recordings that are over, in the store's own way, and copies them until there are `count`. */
export async function addFinished(path: string, appId: string, count: number): Promise<void> {
  const store = openStore(path);
  const now = Date.now();
  await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const recording = runningRecording(n, appId, now, { channel: 'C0', ts: '1795000000.000100' });
      await create(store, { ...recording, cname: `over ${n}` }, `over ${n}`, () => []);
      await store.apply(recording.id, (r) =>
        transitionTo({
          ...r,
          phase: 'finished',
          endedAt: now,
          files: { names: r.seen?.files ?? [], predicted: false },
        }),
      );
    }),
  );
  await store.close();
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
      copy('attempts', 'recording', `recording IN ${over}`);
      copy('audit', 'recording', `recording IN ${over}`);
    })();
  }
  db.close();
}

/** Short ids meet among so many: then another one is drawn. */
async function create(
  store: SqliteStore,
  recording: Recording,
  request: string,
  jobs: () => Parameters<SqliteStore['create']>[2],
): Promise<void> {
  const created = await store.create(recording, request, jobs());
  if (created.kind === 'idTaken') await create(store, Object.assign(recording, { id: shortId(random) }), request, jobs);
  else if (created.kind !== 'created') throw new Error(`${recording.cname}: ${created.kind}`);
}
