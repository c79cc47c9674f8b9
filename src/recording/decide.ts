/**
 * The one place where a recording changes: (recording, event, environment) → the next recording and the jobs that follow.
 * Pure: no I/O, no clock, no randomness. The store commits the outcome whole, and the worker performs the jobs.
 */
import { onAsked } from './decisions/asked.ts';
import { onCardLate, onCardPosted, onPostRefused } from './decisions/card.ts';
import { onLayoutAnswer } from './decisions/layout.ts';
import { onNoticed } from './decisions/noticed.ts';
import { onOrphanStopAnswer, onOrphansOver } from './decisions/orphan.ts';
import { onQueryAnswer } from './decisions/query.ts';
import { onAcquireAnswer, onSending, onSidLate, onStartAnswer } from './decisions/start.ts';
import { onStopAnswer, onStopSending } from './decisions/stop.ts';
import { onControlEnds, onTick } from './decisions/tick.ts';
import { onUploadLate } from './decisions/upload.ts';
import type { Event } from './events.ts';
import type { Decision } from './ports.ts';
import { current, type Recording } from './recording.ts';
import { type Env, stay } from './step.ts';
import type { Timer } from './work.ts';

export function decide(r: Recording, event: Event, env: Env): Decision {
  switch (event.type) {
    case 'asked':
      return onAsked(r, event.ask, event.by, env);
    case 'sending':
      return event.call === 'start' ? onSending(r, event.uid, env) : onStopSending(r, event.uid);
    case 'answered':
      return onAnswered(r, event, env);
    case 'cardPosted':
      return onCardPosted(r, event.ts, env);
    case 'postRefused':
      return onPostRefused(r, event, env);
    case 'done':
      return stay(r);
    case 'due':
      return onTimer(r, event.timer, env);
    case 'noticed':
      return onNoticed(r, event.notice, env);
    case 'tick':
      return onTick(r, env);
  }
}

function onTimer(r: Recording, timer: Timer, env: Env): Decision {
  switch (timer) {
    case 'cardLate':
      return onCardLate(r, env);
    case 'sidLate':
      return onSidLate(r, env);
    case 'controlEnds':
      return onControlEnds(r, env);
    case 'uploadLate':
      return onUploadLate(r, env);
    case 'orphansOver':
      return onOrphansOver(r, env);
  }
}

function onAnswered(r: Recording, event: Extract<Event, { type: 'answered' }>, env: Env): Decision {
  const { work, answer } = event;
  const attempt = r.attempts.find(({ uid }) => uid === work.uid);
  if (attempt?.fate === 'orphan' && work.call === 'stop') return onOrphanStopAnswer(r, attempt, work, answer, env);
  // The answer to an attempt that a fresh one has replaced: its fate was settled then.
  if (attempt !== current(r)) return stay(r);
  switch (work.call) {
    case 'acquire':
      return onAcquireAnswer(r, work, answer, env);
    case 'start':
      return onStartAnswer(r, work, answer, env);
    case 'query':
      return onQueryAnswer(r, work, answer, env);
    case 'updateLayout':
      return onLayoutAnswer(r, work, answer, env);
    case 'stop':
      return onStopAnswer(r, work, answer, env);
  }
}
