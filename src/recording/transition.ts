/**
 * The one place where a recording changes: (recording, event, environment) → the next recording and the jobs that follow.
 * Pure: no I/O, no clock, no randomness. The store commits the transition whole, and the worker executes the jobs.
 */
import type { CallOutcome } from './call-outcome.ts';
import { cardView, sameView } from './card-view.ts';
import { type Env, keys, type Transition, transitionTo, unchanged, updateCard } from './effects.ts';
import type { Event, EventOf } from './events.ts';
import type { Timer } from './jobs.ts';
import { currentRecorder, isLive, type Recording } from './recording.ts';
import { withAnnouncement } from './transitions/announcement.ts';
import { onCommand } from './transitions/command.ts';
import { onStartRequested } from './transitions/create.ts';
import { onCardOverwritten, onCardPosted, onCardTimeout, onPostFailed } from './transitions/delivery.ts';
import { onLimitNear, onLimitReached } from './transitions/limit.ts';
import { onNotification } from './transitions/notification.ts';
import { onOrphanStopResponse, onOrphansExpired } from './transitions/orphan.ts';
import { onQueryResponse } from './transitions/query.ts';
import { onSettingResponse } from './transitions/setting.ts';
import { onAcquireResponse, onStartResponse, onStartSending } from './transitions/start.ts';
import { onControlExpiring, onTick } from './transitions/status-post.ts';
import { onStopResponse, onStopSending } from './transitions/stop.ts';
import { onStorageResponse } from './transitions/storage.ts';
import { onSidTimeout } from './transitions/unknown-start.ts';
import { onUploadTimeout } from './transitions/upload.ts';
import { onUsageLimitNear } from './transitions/usage-limit.ts';

/** `r` is undefined for `startRequested` alone, which makes a recording. Throws where another event comes without one. */
export function transition(r: Recording | undefined, event: Event, env: Env): Transition {
  if (event.type === 'startRequested') return r === undefined ? onStartRequested(event, env) : unchanged(r);
  if (r === undefined) throw new TypeError(`${event.type} needs a recording`);
  return withCard(r, withAnnouncement(r, react(r, event, env), env), env);
}

function react(r: Recording, event: Exclude<Event, { type: 'startRequested' }>, env: Env): Transition {
  switch (event.type) {
    case 'commandReceived':
      return onCommand(r, event.command, event.actor, env);
    case 'sendStarted':
      return event.call === 'start' ? onStartSending(r, event.uid, env) : onStopSending(r, event.uid);
    case 'responseReceived':
      return onResponse(r, event, env);
    case 'cardPosted':
      return onCardPosted(r, event.ts, env);
    case 'cardOverwritten':
      return onCardOverwritten(r, env);
    case 'postFailed':
      return onPostFailed(r, event, env);
    case 'completed':
      return unchanged(r);
    case 'timerDue':
      return onTimer(r, event.timer, env);
    case 'notificationReceived':
      return onNotification(r, event.notification, env);
    case 'tick':
      return onTick(r, env);
    case 'usageLimitNear':
      return onUsageLimitNear(r, event.use, env);
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
    case 'limitNear':
      return onLimitNear(r, env);
    case 'limitReached':
      return onLimitReached(r, env);
  }
}

function onResponse(r: Recording, { payload, outcome }: EventOf<'responseReceived'>, env: Env): Transition {
  const recorder = r.recorders.find(({ uid }) => uid === payload.uid);
  if (recorder?.status === 'orphan' && payload.call === 'stop')
    return onOrphanStopResponse(r, recorder, payload, outcome, env);
  // For a recorder that a new one has replaced: what became of it was settled then.
  if (recorder !== currentRecorder(r)) return unchanged(r);
  return onOwnResponse(withFileStarts(r, outcome), { type: 'responseReceived', payload, outcome }, env);
}

/** Of the current recorder. */
function onOwnResponse(r: Recording, { payload, outcome }: EventOf<'responseReceived'>, env: Env): Transition {
  switch (payload.call) {
    case 'acquire':
      return onAcquireResponse(r, payload, outcome, env);
    case 'start':
      return onStartResponse(r, payload, outcome, env);
    case 'query':
      return onQueryResponse(r, payload, outcome, env);
    case 'updateLayout':
    case 'update':
      return 'by' in payload
        ? onSettingResponse(r, payload, outcome, env)
        : onStorageResponse(r, payload, outcome, env);
    case 'stop':
      return onStopResponse(r, payload, outcome, env);
  }
}

/** Agora reports when a file begins with its name only: that is kept, whatever else comes of the response. */
function withFileStarts(r: Recording, outcome: CallOutcome): Recording {
  const starts = 'starts' in outcome ? (outcome.starts ?? {}) : {};
  const isKnown = Object.entries(starts).every(([name, at]) => r.fileStarts?.[name] === at);
  return isKnown ? r : { ...r, fileStarts: { ...r.fileStarts, ...starts } };
}

/** Whatever the card shows and has changed is shown at once. */
function withCard(before: Recording, { next, jobs, ...follow }: Transition, env: Env): Transition {
  const isDrawn = jobs.some(({ key }) => key === keys.card);
  // Nobody will see it: Slack rejects it, and all is over.
  const isHopeless = next.card.rejected === true && !isLive(next);
  if (isDrawn || isHopeless || next === before || sameView(cardView(before), cardView(next)))
    return { next, jobs, ...follow };
  return transitionTo(next, { ...follow, jobs: [...jobs, updateCard(env.now)] });
}
