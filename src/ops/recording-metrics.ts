/** What a change of phase says of a recording: how long its start took, how it ended, how long its upload took. */
import { Counter, Histogram, type Registry } from 'prom-client';
import { errorCodes } from '../recording/error-codes.ts';
import { outcomeOf } from '../recording/outcome.ts';
import type { Ms, Phase, Recording } from '../recording/recording.ts';

/** Called with every change of phase. */
export type PhaseChanged = (r: Recording, before: Phase, now: Ms) => void;

export function createRecordingMetrics(registry: Registry): PhaseChanged {
  const ended = endedCounter([registry]);
  const start = startHistogram([registry]);
  const uploads = uploadHistogram([registry]);
  return (r, before, now) => {
    // A scheduled recording that had a recorder before waited for people in between.
    if (r.phase === 'recording' && r.earlier === undefined) start.observe((now - r.createdAt) / 1000);
    const outcome = r.phase === 'uploading' ? undefined : outcomeOf(r);
    if (outcome === undefined) return;
    ended.inc({ outcome: outcome.kind, reason: 'errorCode' in outcome ? (outcome.errorCode ?? '') : '' });
    const { endedAt = now, uploading: status = 'unknown' } = r.ending ?? {};
    // Without notifications nobody learns when the upload ended.
    if (r.phase === 'finished' && (status !== 'unknown' || before === 'uploading'))
      uploads.observe({ status }, (now - endedAt) / 1000);
  };
}

/** All failures are there from the start: `increase` does not see how a series that is new came to its first value. */
function endedCounter(registers: Registry[]) {
  const counter = new Counter({
    name: 'clapperbot_recordings_ended_total',
    help: 'Recordings that ended, by outcome and reason.',
    labelNames: ['outcome', 'reason'],
    registers,
  });
  for (const outcome of ['finished', 'endedEarly', 'nothingRecorded', 'canceled'])
    counter.inc({ outcome, reason: '' }, 0);
  for (const outcome of ['failed', 'lost']) for (const reason of errorCodes) counter.inc({ outcome, reason }, 0);
  return counter;
}

function startHistogram(registers: Registry[]) {
  return new Histogram({
    name: 'clapperbot_start_seconds',
    help: 'Time from a command to start until Agora confirmed the recording. Usually 10 s; given up after 90 s.',
    buckets: [1, 2.5, 5, 7.5, 10, 15, 20, 30, 45, 60, 90, 120],
    registers,
  });
}

function uploadHistogram(registers: Registry[]) {
  const histogram = new Histogram({
    name: 'clapperbot_upload_seconds',
    help: 'Time from the end of a recording until the result of its upload was known, by result. `unknown` was given up after a day.',
    labelNames: ['status'],
    buckets: [1, 5, 15, 60, 300, 600, 1200, 3600, 14_400, 86_400],
    registers,
  });
  for (const status of ['uploaded', 'backuped', 'unknown']) histogram.zero({ status });
  return histogram;
}
