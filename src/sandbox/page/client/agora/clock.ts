/** The clock of the demo between two messages of the server: it runs with real time. */
import { useEffect, useState } from 'preact/hooks';
import type { Conditions } from '../../protocol.ts';

const tick = 1_000;

export function useNow(conditions: Conditions | undefined): number {
  const [now, setNow] = useState(conditions?.now ?? 0);
  useEffect(() => {
    if (conditions === undefined) return undefined;
    const receivedAt = performance.now();
    setNow(conditions.now);
    // A clock that moves by hours is shown as the server says.
    if (conditions.movingUntil !== undefined) return undefined;
    const timer = setInterval(() => setNow(conditions.now + performance.now() - receivedAt), tick);
    return () => clearInterval(timer);
  }, [conditions]);
  return now;
}
