import { useMemo } from 'preact/hooks';
import { usePage } from '../../context.ts';
import { browserTimeZone, type Clock } from './days.ts';

/** The clock of the demo, by the minute: what shows it renders again no more often. */
export function useClock(): Clock {
  const minute = usePage(({ conditions }) => Math.floor((conditions?.now ?? Date.now()) / 60_000));
  return useMemo(() => ({ now: minute * 60_000, timeZone: browserTimeZone }), [minute]);
}
