/** Runs the checks side by side, each with a limit. */
import type { Ms } from '../../recording/recording.ts';
import { newReference } from '../reference.ts';
import { judgeClock } from './clock.ts';
import { type Check, type CheckResult, type Finding, subjects } from './finding.ts';

/** All checks together must take less than 15 s. */
export const checkTimeout: Ms = 12_000;

/**
 * `signal`: ends the waiting for what is not found yet. `onBroken`: a check has thrown, which is a defect of it; `reference` is what the
 * finding calls it.
 */
export type ExamineOptions = Readonly<{
  timeout?: Ms;
  signal?: AbortSignal;
  onBroken: (error: unknown, reference: string) => void;
}>;

/** The findings in the order of their subjects. Never rejects. */
export async function examine(checks: readonly Check[], options: ExamineOptions): Promise<Finding[]> {
  const results = await Promise.all(checks.map((check) => runCheck(check, options)));
  const asksServices = checks.some(({ subject }) => subject.startsWith('slack') || subject.startsWith('agora'));
  const clock = asksServices ? [judgeClock(results.flatMap(({ clocks = [] }) => clocks))] : [];
  const all = [...results.flatMap(({ findings }) => findings), ...clock];
  return all.toSorted((a, b) => subjects.indexOf(a.subject) - subjects.indexOf(b.subject));
}

async function runCheck(
  check: Check,
  { timeout = checkTimeout, signal, onBroken }: ExamineOptions,
): Promise<CheckResult> {
  const { subject, of } = check;
  const about = { subject, ...(of !== undefined && { of }) };
  const end = new AbortController();
  const late = Promise.withResolvers<CheckResult>();
  // The check may ignore the signal: it is not awaited then.
  const giveUp = (finding: Pick<Finding, 'code' | 'values'>) => {
    end.abort();
    late.resolve({ findings: [{ ...about, ...finding }] });
  };
  const timer = setTimeout(() => giveUp({ code: 'check.late', values: { seconds: timeout / 1000 } }), timeout);
  const cancel = () => giveUp({ code: 'check.canceled' });
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted === true) cancel();
  try {
    return await Promise.race([check.run(end.signal), late.promise]);
  } catch (error) {
    if (end.signal.aborted) return await late.promise;
    const reference = newReference();
    onBroken(error, reference);
    return { findings: [{ ...about, code: 'check.broken', values: { reference } }] };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}
