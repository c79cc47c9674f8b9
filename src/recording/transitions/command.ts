/** What people ask, and whether they may. */
import {
  type Env,
  enqueueAgoraCall,
  keys,
  postToThread,
  settingKeys,
  type Transition,
  transitionTo,
  unchanged,
  updateCard,
  withEnding,
  withHealth,
  withNotified,
} from '../effects.ts';
import type { Actor, ControlCommand, RecordingCommand } from '../events.ts';
import { priority } from '../jobs.ts';
import type { Layout } from '../layout/layout.ts';
import { mayCommand } from '../permission.ts';
import { currentRecorder, isLive, orphansOf, type Recording, type UserId } from '../recording.ts';
import type { Subscription } from '../spec.ts';
import { cancelBeforeStart } from './end.ts';
import { onExtend } from './limit.ts';
import { stopOrphans } from './orphan.ts';
import { onSettingRequested, settingsDropped } from './setting.ts';

/** In the audit, what a workflow did in the name of a person differs from what the person did. */
export function onCommand(r: Recording, command: RecordingCommand, actor: Actor, env: Env): Transition {
  const decided = decide(r, command, actor, env);
  const { audit } = decided;
  if (audit === undefined || actor.via === undefined) return decided;
  return { ...decided, audit: { ...audit, detail: actor.via } };
}

function decide(r: Recording, command: RecordingCommand, actor: Actor, env: Env): Transition {
  if (!mayCommand(r, command.type, actor)) {
    return transitionTo(r, {
      reply: { type: 'notAllowed' },
      audit: { actor: actor.userId, action: `${command.type} rejected`, detail: actor.channelId },
    });
  }
  if (command.type === 'files') {
    return transitionTo(r, { audit: { actor: actor.userId, action: 'files', detail: String(command.links) } });
  }
  if (!isLive(r)) return onCommandAfterEnd(r, command, actor.userId, env);
  switch (command.type) {
    case 'stop':
      return onStop(r, actor.userId, env);
    case 'refresh':
      return onRefresh(r, env);
    case 'layout':
      return onLayout(r, command.layout, actor.userId, env);
    case 'subscribe':
      return onSubscribe(r, command, actor.userId, env);
    case 'hold':
      return onSettingRequested(r, { type: 'hold', paused: command.paused }, actor.userId, env);
    case 'extend':
      return onExtend(r, command.by, actor.userId, env);
  }
}

/** A recorder may still run: it is stopped now, or as soon as a notification brings its sid. */
function onCommandAfterEnd(r: Recording, command: ControlCommand, by: UserId, env: Env): Transition {
  const isOut = r.ending?.errorCode === 'control_expired' || orphansOf(r).length === 0;
  if (command.type !== 'stop' || isOut) return unchanged(r, { type: 'alreadyOver' });
  const stops = stopOrphans(r, env);
  return transitionTo(withEnding(r, { stop: { by, at: env.now, ...r.ending?.stop } }), {
    jobs: stops,
    audit: { actor: by, action: 'stop' },
    reply: { type: 'stopsOrphan', known: stops.length > 0, notifications: env.notifications },
  });
}

function onStop(r: Recording, by: UserId, env: Env): Transition {
  const { status } = currentRecorder(r);
  if (r.phase === 'stopping') {
    // Where stopping fails, a person who asks again may have fixed the cause: try at once.
    const isStuck = r.health.problem !== undefined && status === 'running';
    return transitionTo(withEnding(r, { stop: { by, at: env.now, ...r.ending?.stop } }), {
      jobs: [
        ...(isStuck ? [enqueueAgoraCall(r, 'stop', env.now, priority.stop)] : []),
        // Until now it was the bot that stopped it.
        ...(r.ending?.stop?.by === undefined ? settingsDropped(r, by, env) : []),
      ],
      reply: { type: 'alreadyStopping' },
    });
  }
  if (r.phase === 'starting' && status === 'planned') return cancelBeforeStart(r, by, env);
  const stopping = withEnding({ ...r, phase: 'stopping' }, { stop: { by, at: env.now } });
  const next = withNotified(withHealth(stopping, { problem: undefined }), { statusPostPending: undefined });
  return transitionTo(next, {
    // Without a sid there is nothing to stop yet: the start that is in flight brings it.
    jobs: [
      ...(status === 'running' ? [enqueueAgoraCall(next, 'stop', env.now, priority.stop)] : []),
      postToThread(env.now, { type: 'stopRequested', by }),
      ...settingsDropped(r, by, env),
      updateCard(env.now, priority.person),
    ],
    // A query sent during a stop leaves the stop’s response without its file list.
    cancel: [keys.query, keys.storage, keys.limitNear, keys.limitReached, ...settingKeys],
    audit: { actor: by, action: 'stop' },
  });
}

function onRefresh(r: Recording, env: Env): Transition {
  if (r.phase === 'starting') return unchanged(r, { type: 'notReady', command: 'refresh' });
  if (r.phase === 'stopping') return unchanged(r, { type: 'alreadyStopping' });
  return transitionTo(withNotified(r, { refreshRequested: true }), {
    jobs: [enqueueAgoraCall(r, 'query', env.now, priority.person)],
  });
}

/** What a layout keeps where only another arrangement is requested: Agora would reset a color that is omitted. */
function withFormerLook(layout: Layout, { background, backgroundImage, userImage, userImages }: Layout): Layout {
  if (layout.name !== undefined || layout.kind === 'custom') return layout;
  return {
    ...(background === undefined ? {} : { background }),
    ...(backgroundImage === undefined ? {} : { backgroundImage }),
    ...(userImage === undefined ? {} : { userImage }),
    ...(userImages === undefined ? {} : { userImages }),
    ...layout,
  };
}

function onLayout(r: Recording, asked: Layout, by: UserId, env: Env): Transition {
  const layout = r.mode.kind === 'mix' ? withFormerLook(asked, r.mode.layout.desired) : asked;
  return onSettingRequested(r, { type: 'layout', layout }, by, env);
}

/** What is not mentioned stays as it is. Agora rejects a list for a medium that is not recorded. */
function onSubscribe(r: Recording, { audio, video }: Partial<Subscription>, by: UserId, env: Env): Transition {
  const { mode, spec } = r;
  if (mode.kind === 'web' || spec.options.mode === 'web')
    return unchanged(r, { type: 'notInMode', setting: 'subscription' });
  const { streams } = spec.options;
  if (audio !== undefined && streams === 'video') return unchanged(r, { type: 'notRecorded', medium: 'audio' });
  if (video !== undefined && streams === 'audio') return unchanged(r, { type: 'notRecorded', medium: 'video' });
  const { desired } = mode.subscription;
  const subscription = { audio: audio ?? desired.audio, video: video ?? desired.video };
  return onSettingRequested(r, { type: 'subscription', subscription }, by, env);
}
