/** Rows that the bot can't read: they are named before anything is written. */
import { StoreError } from '../error.ts';
import { DamagedRow, parse, type RecorderRow, type RecordingRow, recordingFrom } from '../rows.ts';
import { type ScheduleRow, scheduleFrom } from '../schedule-rows.ts';
import { payload } from '../schema/payload.ts';
import { scheduleJobPayload } from '../schema/schedule.ts';
import {
  homes,
  jobs,
  type Row,
  recorders,
  recordings,
  scheduleJobs,
  schedules,
  type Table,
  type Value,
} from './tables.ts';
import type { Source } from './transfer.ts';

/** So many are named. */
const mostNamed = 20;

type Fields = Readonly<Record<string, Value | undefined>>;

/** Throws a `StoreError` of the code `corrupt` that names the damaged rows of the source. */
export async function assertReadable(source: Source): Promise<void> {
  const named: string[] = [];
  let count = 0;
  for await (const name of damagedRows(source)) {
    count += 1;
    if (named.length < mostNamed) named.push(name);
  }
  if (count === 0) return;
  const more = count > named.length ? ` and ${count - named.length} more` : '';
  throw new StoreError(
    'corrupt',
    `${count === 1 ? 'A row' : `${count} rows`} of the database ${source.name} can’t be read, and nothing was copied: ${named.join('; ')}${more}. ` +
      'Keep a copy of the database and report it.',
  );
}

async function* damagedRows(source: Source): AsyncGenerator<string> {
  yield* damagedRecordings(source);
  const checks: readonly (readonly [Table, (row: Fields) => string, (row: Fields) => unknown])[] = [
    [schedules, ({ id }) => `schedule ${id}`, (row) => scheduleFrom(row as ScheduleRow)],
    [homes, ({ person }) => `home of ${person}`, ({ position }) => JSON.parse(String(position))],
    [jobs, ({ recording, queue }) => `job of recording ${recording} (${queue})`, (row) => parse(payload, textOf(row))],
    [scheduleJobs, ({ schedule }) => `job of schedule ${schedule}`, (row) => parse(scheduleJobPayload, textOf(row))],
  ];
  for (const [table, nameOf, read] of checks) {
    for await (const row of fields(source, table)) {
      const reason = reasonOf(() => read(row));
      if (reason !== undefined) yield `${nameOf(row)}: ${reason}`;
    }
  }
}

/** Recordings and their recorders lie in the same order, so that both are read once and side by side. */
async function* damagedRecordings(source: Source): AsyncGenerator<string> {
  const all = fields(source, recorders);
  let recorder = await all.next();
  for await (const row of fields(source, recordings)) {
    const own: RecorderRow[] = [];
    while (recorder.done !== true && recorder.value['recording'] === row['id']) {
      own.push(recorder.value as RecorderRow);
      recorder = await all.next();
    }
    const reason = reasonOf(() => recordingFrom(row as RecordingRow, own));
    if (reason !== undefined) yield `recording ${row['id']}: ${reason}`;
  }
  if (recorder.done !== true) yield `recorder of ${recorder.value['recording']}: there is no such recording`;
  await all.return(undefined);
}

async function* fields(source: Source, table: Table): AsyncGenerator<Fields> {
  const names = Object.keys(table.columns);
  const valueOf = (row: Row, i: number) => (typeof row[i] === 'boolean' ? Number(row[i]) : row[i]);
  for await (const rows of source.rows(table)) {
    for (const row of rows) yield Object.fromEntries(names.map((name, i) => [name, valueOf(row, i)]));
  }
}

function textOf({ payload: json }: Fields): string {
  return String(json);
}

function reasonOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof DamagedRow) return error.message;
    if (error instanceof SyntaxError) return 'its JSON can’t be read';
    throw error;
  }
}
