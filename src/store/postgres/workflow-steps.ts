/** Which steps of workflows something was committed for: the audit has their requests. */
import type { StepStore, TakenStep } from '../../service/workflow-steps.ts';
import type { Query } from './access.ts';
import type { Reader } from './read.ts';

type Row = { request: string; recording: string; action: string | null };

const columns = 'SELECT request, recording, action FROM audit';

export function stepStore(query: Query, read: Pick<Reader, 'several'>): StepStore {
  const taken = async (rows: readonly Row[]): Promise<TakenStep[]> => {
    const found = new Map((await read.several(rows.map((row) => row.recording))).map((r) => [r.id, r]));
    return rows.flatMap(({ request, recording: id, action }) => {
      const recording = found.get(id);
      return recording === undefined ? [] : [{ request, recording, ...(action !== null && { action }) }];
    });
  };
  return {
    findStep: async (request) => (await taken(await query<Row>(`${columns} WHERE request = @request`, { request })))[0],
    // `!` follows the space: all that begins with `step `.
    listSteps: async (since) =>
      taken(
        await query<Row>(`${columns} WHERE request > 'step ' AND request < 'step!' AND at >= @since ORDER BY at, id`, {
          since,
        }),
      ),
  };
}
