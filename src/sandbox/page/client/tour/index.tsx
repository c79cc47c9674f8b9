import type { Act } from '../connection.ts';
import type { PageState } from '../state.ts';

type Props = Readonly<{ state: PageState; act: Act }>;

/** The guided tour of the first visit. */
export function Tour({ state }: Props) {
  return state.workspace === undefined ? null : <aside aria-label="Tour" hidden />;
}
