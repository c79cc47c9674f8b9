/** The table of slots: one row for each request that may be sent in a window. All times are by the clock of the server. */
import type { Ms } from '../../recording/recording.ts';
import type { BudgetPriority, Limit } from '../../service/budget.ts';
import type { Query } from './access.ts';

export type Slot = Readonly<{ n: number; holder: string }>;

/** `slots` may be empty: then the next one is free after `wait`, unless one is given back earlier. */
export type Taken = Readonly<{ slots: readonly Slot[]; wait: Ms }>;

/**
 * How long a slot is kept for a replica that says nothing more. A living one renews it, so this is what a killed one costs, and it is
 * more than a request takes to arrive once it has left.
 */
export const holdTime: Ms = 4_000;

/**
 * A slot that has become free is left to more urgent requests of other replicas for so long, for each step of priority: about as long as
 * one of their statements takes, and little of a second.
 */
const delayPerPriority: Ms = 8;

type Row = Readonly<{ taken: readonly number[] | null; rows: number; wait: Ms | null }>;

const statements = {
  create: `INSERT INTO slots (key, n, free_at)
    SELECT @key, n, clock_timestamp() + @wait::float8 * interval '1 ms' FROM generate_series(0, @last::integer) n
    ON CONFLICT DO NOTHING`,

  // A row is looked at again when its lock is held: none is given twice.
  take: `WITH free AS MATERIALIZED (
      SELECT n FROM slots
      WHERE key = @key AND n < @share
        AND free_at + (@delay::float8 - least(allowance, @allowance::integer)) * interval '1 ms' <= clock_timestamp()
      ORDER BY n LIMIT @count::integer FOR UPDATE SKIP LOCKED
    ), taken AS (
      UPDATE slots SET holder = @holder, allowance = 0, free_at = clock_timestamp() + @kept::float8 * interval '1 ms'
      FROM free WHERE slots.key = @key AND slots.n = free.n RETURNING slots.n
    )
    SELECT (SELECT array_agg(n) FROM taken) AS taken, count(*) AS rows,
      extract(epoch FROM min(free_at - least(allowance, @allowance::integer) * interval '1 ms') FILTER (WHERE n < @share)
        - clock_timestamp()) * 1000 + @delay::float8 AS wait
    FROM slots WHERE key = @key`,

  renew: `UPDATE slots SET free_at = clock_timestamp() + @kept::float8 * interval '1 ms'
    FROM unnest(@ns::integer[], @holders::uuid[]) AS held (n, holder)
    WHERE slots.key = @key AND slots.n = held.n AND slots.holder = held.holder RETURNING slots.n, slots.holder`,

  release: `UPDATE slots
    SET holder = NULL, allowance = @allowance::integer, free_at = clock_timestamp() + @window::float8 * interval '1 ms'
    WHERE key = @key AND n = @n AND holder = @holder`,

  giveBack: `UPDATE slots SET holder = NULL, free_at = clock_timestamp()
    WHERE key = @key AND n = @n AND holder = @holder`,

  correct: `UPDATE slots SET free_at = clock_timestamp() + @longest::float8 * interval '1 ms'
    WHERE key = @key AND free_at > clock_timestamp() + @longest::float8 * interval '1 ms'`,
} as const;

export function slotTable(query: Query, key: string, { shares, window, from }: Limit) {
  const rowCount = Math.max(...shares);
  const kept = from === 'answer' ? holdTime : window;
  /** No slot is taken for longer, unless the clock of the server was set back, or the server is another one now. */
  const longest = Math.max(window, kept);
  const latest = longest + 3 * delayPerPriority;
  return {
    /** Takes up to `count` slots. `allowance`: how long a round trip of this replica takes at least. */
    async take(priority: BudgetPriority, count: number, holder: string, allowance: Ms): Promise<Taken> {
      const delay = priority * delayPerPriority;
      const about = { key, share: shares[priority], delay, count, holder, allowance, kept };
      const [row] = await query<Row>(statements.take, about);
      const { taken = null, rows = 0, wait = null } = row ?? {};
      if (taken !== null) return { slots: taken.map((n) => ({ n, holder })), wait: 0 };
      if (rows < rowCount || wait === null) {
        // What was sent before is not known. Where a slot is free a window after the answer, none is free for a window.
        await query(statements.create, { key, last: rowCount - 1, wait: from === 'answer' ? window : 0 });
        return { slots: [], wait: 0 };
      }
      if (wait > latest) await query(statements.correct, { key, longest });
      return { slots: [], wait: Math.max(0, wait) };
    },

    /** Keeps slots whose requests are on their way; resolves with those that are still ours. */
    async renew(held: readonly Slot[]): Promise<Slot[]> {
      const [ns, holders] = [held.map(({ n }) => n), held.map(({ holder }) => holder)];
      return await query<Slot>(statements.renew, { key, ns, holders, kept });
    },

    /** The answer is here: the slot is free after a window. */
    async release({ n, holder }: Slot, allowance: Ms): Promise<void> {
      await query(statements.release, { key, n, holder, allowance, window });
    },

    /** Nothing was sent: the slot is free at once. */
    async giveBack({ n, holder }: Slot): Promise<void> {
      await query(statements.giveBack, { key, n, holder });
    },
  };
}

export type SlotTable = ReturnType<typeof slotTable>;
