/**
 * The one place where a recording changes: (recording, event, environment) → the next recording and the jobs that follow.
 * Pure: no I/O, no clock, no randomness. The store commits the outcome whole, and the worker performs the jobs.
 */

import type { Transition } from './effects.ts';
import { type Env, unchanged } from './effects.ts';
import type { Event } from './events.ts';
import type { Timer } from './jobs.ts';
import { currentRecorder, type Recording } from './recording.ts';
import { onCommand } from './transitions/command.ts';
import { onCardPosted, onCardTimeout, onPostRefused } from './transitions/delivery.ts';
import { onLayoutAnswer } from './transitions/layout.ts';
import { onNotification } from './transitions/notification.ts';
import { onOrphanStopAnswer, onOrphansExpired } from './transitions/orphan.ts';
import { onQueryAnswer } from './transitions/query.ts';
import { onAcquireAnswer, onSidTimeout, onStartAnswer, onStartSending } from './transitions/start.ts';
import { onControlExpiring, onTick } from './transitions/status-post.ts';
import { onStopAnswer, onStopSending } from './transitions/stop.ts';
import { onUploadTimeout } from './transitions/upload.ts';

export function transition(r: Recording, event: Event, env: Env): Transition {
  switch (event.type) {
    case 'commandReceived':
      return onCommand(r, event.command, event.by, env);
    case 'sendStarted':
      return event.call === 'start' ? onStartSending(r, event.uid, env) : onStopSending(r, event.uid);
    case 'responseReceived':
      return onAnswered(r, event, env);
    case 'cardPosted':
      return onCardPosted(r, event.ts, env);
    case 'postFailed':
      return onPostRefused(r, event, env);
    case 'completed':
      return unchanged(r);
    case 'timerDue':
      return onTimer(r, event.timer, env);
    case 'notificationReceived':
      return onNotification(r, event.notification, env);
    case 'tick':
      return onTick(r, env);
  }
}

function onTimer(r: Recording, timer: Timer, env: Env): Transition {
  switch (timer) {
    case 'cardTimeout':
      return onCardTimeout(r, env);
    case 'sidTimeout':
      return onSidTimeout(r, env);
    case 'controlExpiring':
      return onControlExpiring(r, env);
    case 'uploadTimeout':
      return onUploadTimeout(r, env);
    case 'orphansExpired':
      return onOrphansExpired(r, env);
  }
}

function onAnswered(r: Recording, event: Extract<Event, { type: 'responseReceived' }>, env: Env): Transition {
  const { payload, outcome } = event;
  const recorder = r.recorders.find(({ uid }) => uid === payload.uid);
  if (recorder?.status === 'orphan' && payload.call === 'stop')
    return onOrphanStopAnswer(r, recorder, payload, outcome, env);
  // The answer to an attempt that a fresh one has replaced: its fate was settled then.
  if (recorder !== currentRecorder(r)) return unchanged(r);
  switch (payload.call) {
    case 'acquire':
      return onAcquireAnswer(r, payload, outcome, env);
    case 'start':
      return onStartAnswer(r, payload, outcome, env);
    case 'query':
      return onQueryAnswer(r, payload, outcome, env);
    case 'updateLayout':
      return onLayoutAnswer(r, payload, outcome, env);
    case 'stop':
      return onStopAnswer(r, payload, outcome, env);
  }
}
