/** Our clock against those of the services. */
import type { Ms } from '../../recording/recording.ts';
import type { ClockReading, Finding } from './finding.ts';

/** Slack's signatures and Agora's tokens are refused beyond this. */
const wrongBeyond: Ms = 5 * 60_000;
const offBeyond: Ms = 30_000;

/** `date`: the header of an HTTP response that has just arrived at `now`. It has whole seconds. None where it is no date. */
export function readClock(service: ClockReading['service'], date: string | undefined | null, now: Ms): ClockReading[] {
  const theirs = Date.parse(date ?? '');
  return Number.isNaN(theirs) ? [] : [{ service, ahead: now - (theirs + 500) }];
}

/** The reading that differs most decides. */
export function judgeClock(readings: readonly ClockReading[]): Finding {
  const [worst] = readings.toSorted((a, b) => Math.abs(b.ahead) - Math.abs(a.ahead));
  if (worst === undefined) return { subject: 'clock', code: 'clock.unknown' };
  const distance = Math.abs(worst.ahead);
  const code = distance > wrongBeyond ? 'clock.wrong' : distance > offBeyond ? 'clock.off' : 'clock.fine';
  const services = [...new Set(readings.map(({ service }) => service))].toSorted();
  const direction = worst.ahead < 0 ? 'behind' : 'ahead';
  return {
    subject: 'clock',
    code,
    values: { service: worst.service, seconds: Math.round(distance / 1000), direction, services: services.join(', ') },
  };
}
