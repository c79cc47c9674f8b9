/** A SQLite database that holds something of everything, and what is in one. */
import Database from 'better-sqlite3';
import { timers } from '../../../src/recording/jobs.ts';
import { endPhases, livePhases, type Phase, type Recording } from '../../../src/recording/recording.ts';
import { homeStart } from '../../../src/service/home.ts';
import type { BotStore } from '../../../src/store/bot-store.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { fullSchedule, messageJob, scheduleOf, scheduleTo, timerJob } from '../../support/schedules.ts';
import { everyone, specWith } from '../../support/specs.ts';
import {
  asked,
  card,
  first,
  fullIndividual,
  fullPage,
  fullRecorder,
  fullRecording,
  message,
  query,
  recordingOf,
  t0,
} from '../fixtures.ts';

/** What a database, JSON or a statement could take amiss. */
export const oddTexts = [
  '',
  ' ',
  '\n\r\t\\',
  `'"\`;--`,
  '{"a":[1,null]}',
  '{NULL,"x"}',
  '\\N',
  'NULL',
  '$1 @id %s',
  '\u0001\u001F\u007F\u0080',
  'Größe \u{1F3AC} 中文 عربى',
  'e\u0301\u200D\u202E\uFEFF',
  '\uFFFD\uFFFE\u{10FFFF}',
] as const;

const phases: readonly Phase[] = [...livePhases, 'uploading', ...endPhases];

function recordingsOfAllKinds(): Recording[] {
  const ending = { endedAt: t0 + 9_000, result: 'stopped' } as const;
  const recorder = { ...fullRecorder, uid: '4000000009', startedAt: t0, endedAt: t0 + 8_000 };
  const inPhases = phases.map((phase) =>
    recordingOf(`r${phase.slice(0, 5)}`, {
      phase,
      cname: `phase ${phase}`,
      recorders: [recorder],
      ...(!livePhases.some((live) => live === phase) && { ending }),
    }),
  );
  const odd = oddTexts.map((text, n) =>
    recordingOf(`rodd${n}`, {
      cname: `odd ${text}`,
      startedBy: text,
      recorders: [
        { uid: '1', status: 'orphan', sendCount: 2, acquiredAt: t0 },
        { uid: '2', status: 'sent', sendCount: 1, resourceId: text },
      ],
      card: { teamId: text, channelId: text, isPrivate: n % 2 === 0, ts: text },
      earlier: { count: 1, files: [text] },
    }),
  );
  return [
    { ...fullRecording, spec: { ...fullRecording.spec, ...asked } },
    ...inPhases,
    ...odd,
    recordingOf('rindiv', {
      spec: { ...specWith({ kind: 'grid' }, { appId: 'app2', ...asked }), options: fullIndividual },
      mode: { kind: 'individual', subscription: { desired: everyone, current: everyone } },
    }),
    recordingOf('rpages', {
      spec: { ...specWith({ kind: 'grid' }, { appId: 'app2' }), options: fullPage },
      mode: { kind: 'web', hold: { desired: true, current: false, uncertain: true } },
    }),
  ];
}

/** Writes through the bot's own store. */
export async function fill(path: string): Promise<void> {
  const store = openStore(path, { clock: { now: () => t0 }, flushAfterMs: 0 });
  for (const [n, recording] of recordingsOfAllKinds().entries()) {
    const timer = timers.map((one, i) => ({
      key: one,
      dueAt: t0 + i,
      priority: 2 as const,
      payload: { queue: 'timer', timer: one } as const,
    }));
    const posts = (['contactLost', 'contactRestored', 'contactLost', 'confirmed'] as const).map((type, i) =>
      message(t0 + i, type),
    );
    const files = oddTexts.map((text) => ({
      dueAt: t0,
      priority: 1 as const,
      payload: {
        queue: 'person',
        to: text,
        message: { type: 'moreFiles', names: [text], first: 1, total: 2 },
      } as const,
    }));
    const jobs = [query(t0 + n, { key: 'query' }), query(t0, { key: 'stop', priority: 0 }), ...posts, card(t0)];
    await store.create(first(recording, n % 3 === 0 ? [...jobs, ...timer, ...files] : jobs), `request ${n}`);
  }
  await addHistory(store);
  await addSchedules(store);
  await store.close();
}

async function addHistory(store: BotStore): Promise<void> {
  const actor = { teamId: 'T1', channelId: 'C1', userId: 'U1' };
  for (const [n, text] of oddTexts.entries()) {
    const { id } = recordingOf(`rodd${n}`);
    const audit = { actor: text, action: 'stop', detail: text };
    await store.apply(id, (r) => ({ ...first(r), audit }), { request: `step ${text} ${n}` });
    await store.addRefusal({ actor, action: 'start', target: text }, `refusal ${n}`);
    await store.noteHome(
      { teamId: 'T1', user: `U${text}`, openedAt: t0 + n, position: { ...homeStart, search: text } },
      0,
    );
    await store.noteTeam(`T${n}`, text);
    await store.saveInstallation({
      id: `T${n}`,
      enterpriseId: text,
      isEnterprise: n % 2 === 0,
      sealed: `v1.${n}.bm9uY2U=`,
    });
  }
  await store.endInstallation('T1', 'uninstalled', t0);
}

async function addSchedules(store: BotStore): Promise<void> {
  const jobs = [timerJob('run', t0 + 1), timerJob('check', t0), messageJob(t0 + 3), messageJob(t0 + 2), messageJob(t0)];
  const all = [
    fullSchedule,
    ...oddTexts.map((text, n) => scheduleOf(`sodd${n}`, { cname: text, createdBy: text })),
    scheduleOf('sended', { ended: { at: t0, because: 'canceled', by: 'U2' } }),
  ];
  for (const one of all) await store.createSchedule(scheduleTo(one, { jobs }), `schedule ${one.id}`);
  for (const one of all) {
    await store.applySchedule(
      one.id,
      {
        reads: () => ({}),
        decide: (s) =>
          scheduleTo(s, {
            occurrences: [
              { at: t0, outcome: 'covered', recordingId: 'rfull2' },
              { at: t0 + 1, outcome: 'missed' },
            ],
          }),
      },
      () => first(recordingOf('rnever')),
    );
  }
}

/** Every row of every table, read without the code that is tested. Ids of jobs are the database's own; their order is not. */
export function contents(path: string): Record<string, unknown[]> {
  const db = new Database(path, { readonly: true });
  const tables = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`,
    )
    .pluck()
    .all()
    .filter((name) => name !== 'migrations');
  const rows = tables.map((name) => {
    if (name === 'jobs' || name === 'schedule_jobs') return [name, jobsIn(db, name)];
    return [name, db.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).all()];
  });
  db.close();
  return Object.fromEntries(rows) as Record<string, unknown[]>;
}

function jobsIn(db: Database.Database, table: 'jobs' | 'schedule_jobs'): unknown[] {
  const order = table === 'jobs' ? 'recording, queue, id' : 'schedule, id';
  const rows = db.prepare<[], { payload: string }>(`SELECT * FROM ${table} ORDER BY ${order}`).all();
  return rows.map((row) => {
    const { id: _, revision: __, postponed: ___, ...rest } = { id: 0, revision: 0, postponed: 0, ...row };
    return { ...rest, payload: JSON.parse(row.payload) as unknown };
  });
}
