/** Settings (layout, subscription, hold): the card shows the one that Agora accepted, not the one that was asked for. */
import type { CallOutcome } from '../call-outcome.ts';
import {
  type Env,
  enqueueAgoraCall,
  keyOf,
  keys,
  notifyUser,
  postToThread,
  retryJob,
  type Transition,
  transitionTo,
  unchanged,
  updateCard,
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import { type NewJob, priority, type SettingPayload } from '../jobs.ts';
import { modeOf } from '../modes/index.ts';
import { changeNotFoundInterval, failoverWindow } from '../policy.ts';
import { currentRecorder, type Recording, type UserId } from '../recording.ts';
import { retryAfter } from '../retry.ts';
import { type Setting, sameSetting, wantedOf, withWanted } from '../setting.ts';
import type { ThreadMessage } from '../thread-message.ts';
import { accepted, requested, settled, type Wanted, withdrawn } from '../wanted.ts';

/** Somebody asks for another value. */
export function onSettingRequested(r: Recording, setting: Setting, by: UserId, env: Env): Transition {
  const wanted = wantedOf(r.mode, setting.type);
  if (wanted === undefined) return unchanged(r, { type: 'notInMode', setting: setting.type });
  if (r.phase === 'stopping') return unchanged(r, { type: 'alreadyStopping' });
  const audit = { actor: by, action: `${setting.type} requested`, detail: detailOf(setting) };
  if (r.phase === 'starting') {
    // A start that is in flight carries it already; afterwards it can be changed.
    if (currentRecorder(r).status !== 'planned') return unchanged(r, { type: 'notReady', command: setting.type });
    return transitionTo(withSetting(r, settled(setting)), {
      jobs: [updateCard(env.now, priority.person)],
      reply: { type: 'settingRequested', setting },
      audit,
    });
  }
  if (sameSetting(wanted.desired, setting)) {
    if (!sameSetting(wanted.current, setting)) return unchanged(r, { type: 'settingRequested', setting });
    if (wanted.uncertain !== true) return unchanged(r, { type: 'sameSetting', setting });
  }
  return transitionTo(withSetting(r, requested(wanted, setting, by)), {
    jobs: [call(r, setting, by, env), ...overtaken(wanted, setting, by, env), updateCard(env.now, priority.person)],
    audit,
  });
}

function call(r: Recording, setting: Setting, by: UserId, env: Env): NewJob {
  const { uid } = currentRecorder(r);
  const about = { queue: 'agora', uid, failedAttempts: 0, by } as const;
  const payload: SettingPayload =
    setting.type === 'layout' ? { ...about, call: 'updateLayout', setting } : { ...about, call: 'update', setting };
  return { key: keyOf(payload), dueAt: env.now, priority: priority.person, payload };
}

/** Another person's value that is not applied yet: that person is notified who requested another one. */
function overtaken({ desired, requestedBy }: Wanted<Setting>, instead: Setting, by: UserId, env: Env): NewJob[] {
  if (requestedBy === undefined || requestedBy === by) return [];
  return [notifyUser(env.now, requestedBy, { type: 'settingOvertaken', setting: desired, by, instead })];
}

export function onSettingResponse(r: Recording, payload: SettingPayload, outcome: CallOutcome, env: Env): Transition {
  const { setting, by } = payload;
  const wanted = wantedOf(r.mode, setting.type);
  if (wanted === undefined) return unchanged(r);
  if (outcome.kind === 'updated') {
    // Sent again because an older value may have overwritten it: nothing has changed for anybody.
    const isKnown = sameSetting(wanted.current, setting) && wanted.uncertain !== true;
    if (isKnown && wanted.requestedBy === undefined) return unchanged(r);
    // True even where a stop was asked meanwhile: it is what the files show.
    return transitionTo(withSetting(r, accepted(wanted, setting, sameSetting)), {
      jobs: [postToThread(env.now, { type: 'settingChanged', setting, by }), updateCard(env.now, priority.person)],
      audit: { actor: by, action: setting.type, detail: detailOf(setting) },
    });
  }
  if (r.phase !== 'confirming' && r.phase !== 'recording') return unchanged(r);
  // A newer request has a row of its own: this one need not be retried, nor its rejection reported.
  if (!sameSetting(wanted.desired, setting)) return unchanged(r);
  switch (outcome.kind) {
    case 'notFound':
    case 'exiting':
      return onNotFound(r, payload, wanted, env);
    case 'notSent':
    case 'indeterminate': {
      const wait = retryAfter(payload.call, outcome, payload.failedAttempts, env.jitter);
      if (wait !== undefined) return transitionTo(r, { jobs: [retryJob(payload, env.now + wait, priority.person)] });
      return giveUp(r, payload, wanted, outcome, env);
    }
    case 'rejected':
      return giveUp(r, payload, wanted, outcome, env);
    default:
      return giveUp(r, payload, wanted, { kind: outcome.kind, errorCode: 'agora_strange', detail: outcome.kind }, env);
  }
}

/** The value that is wanted is sent again, unless it is the one that was sent late. */
export function onSettingOverwritten(r: Recording, { setting, by }: SettingPayload, env: Env): Transition {
  const wanted = wantedOf(r.mode, setting.type);
  const isReached = r.phase === 'confirming' || r.phase === 'recording';
  if (wanted === undefined || !isReached || sameSetting(wanted.desired, setting)) return unchanged(r);
  return transitionTo(r, { jobs: [call(r, wanted.desired, by, env)] });
}

/** A fail-over answers 404 for up to 90 s. Ask what is the matter, and try again. */
function onNotFound(r: Recording, payload: SettingPayload, wanted: Wanted<Setting>, env: Env): Transition {
  const { failedAttempts } = payload;
  if (failedAttempts * changeNotFoundInterval >= failoverWindow)
    return giveUp(r, payload, wanted, { kind: 'notFound', errorCode: 'agora_gone' }, env);
  const retry = retryJob(payload, env.now + changeNotFoundInterval, priority.person);
  const query = failedAttempts === 0 ? [enqueueAgoraCall(r, 'query', env.now, priority.confirm)] : [];
  return transitionTo(r, { jobs: [retry, ...query] });
}

/** What was not applied before the end: the people who requested it are notified. `by`: who stopped the recording. */
export function settingsDropped({ mode }: Recording, by: UserId | undefined, env: Env): NewJob[] {
  return modeOf({ mode }).settings.flatMap((type) => {
    const { desired, requestedBy } = wantedOf(mode, type) ?? {};
    if (desired === undefined || requestedBy === undefined) return [];
    const message = { type: 'settingDropped', setting: desired, ...(by === undefined ? {} : { by }) } as const;
    return [notifyUser(env.now, requestedBy, message)];
  });
}

type Failure = Readonly<{ kind: CallOutcome['kind']; errorCode: ErrorCode; detail?: string }>;

function giveUp(
  r: Recording,
  payload: SettingPayload,
  wanted: Wanted<Setting>,
  failure: Failure,
  env: Env,
): Transition {
  const { setting, by } = payload;
  const { errorCode, detail } = failure;
  const isUncertain = failure.kind === 'indeterminate';
  const message: ThreadMessage = {
    type: 'settingFailed',
    setting,
    by,
    errorCode,
    ...(detail === undefined ? {} : { detail }),
    ...(isUncertain ? { uncertain: true as const } : {}),
  };
  return transitionTo(withSetting(r, withdrawn(wanted, isUncertain)), {
    // A later request for the same value would be rejected, too.
    cancel: [keys[setting.type]],
    jobs: [postToThread(env.now, message), updateCard(env.now, priority.person)],
    audit: { actor: by, action: `${setting.type} failed`, detail: errorCode },
  });
}

function withSetting(r: Recording, wanted: Wanted<Setting>): Recording {
  return { ...r, mode: withWanted(r.mode, wanted) };
}

/** For the audit. */
function detailOf(setting: Setting): string {
  switch (setting.type) {
    case 'layout':
      return setting.layout.name ?? setting.layout.kind;
    case 'subscription':
      return JSON.stringify(setting.subscription);
    case 'hold':
      return setting.paused ? 'paused' : 'resumed';
  }
}
