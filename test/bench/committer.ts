/**
 * Commits to the database of `DATABASE_URL` or `DATABASE_PATH` without a pause until the time `UNTIL`: applies a transition with one job to
 * each of so many recordings of its own at a time. Says how many commits there were from the time `FROM` on.
 */
import { randomUUID } from 'node:crypto';
import { enqueueAgoraCall, transitionTo } from '../../src/recording/effects.ts';
import { priority } from '../../src/recording/jobs.ts';
import { runningRecording } from '../support/recordings.ts';
import { postgresAt, sqliteAt } from './databases.ts';

const atATime = 10;
const { DATABASE_URL, DATABASE_PATH = '', FROM, UNTIL } = process.env;
const [from, until] = [Number(FROM), Number(UNTIL)];
const store = await (DATABASE_URL === undefined ? sqliteAt(DATABASE_PATH) : postgresAt(DATABASE_URL)).open();
const ids = Array.from({ length: atATime }, () => `r${randomUUID()}`);
for (const id of ids) await store.create(transitionTo(runningRecording({ id, cname: id })), id);
if (Date.now() > from) throw new Error('The measurement began before the recordings were there.');

let count = 0;
async function commitTo(id: string): Promise<void> {
  while (Date.now() < until) {
    const dueAt = Date.now() + 3_600_000;
    await store.apply(id, (r) => transitionTo(r, { jobs: [enqueueAgoraCall(r, 'query', dueAt, priority.watch)] }));
    if (Date.now() >= from) count += 1;
  }
}
await Promise.all(ids.map(commitTo));
await store.close();
process.stdout.write(`${JSON.stringify({ msg: 'committed', count })}\n`);
