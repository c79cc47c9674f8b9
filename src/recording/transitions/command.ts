/** What people ask, and whether they may. */
import {
  type Env,
  enqueueAgoraCall,
  keys,
  notifyUser,
  postToThread,
  type Transition,
  transitionTo,
  unchanged,
  updateCard,
  withEnding,
  withHealth,
  withNotified,
} from '../effects.ts';
import type { Actor, RecordingCommand } from '../events.ts';
import { type NewJob, priority } from '../jobs.ts';
import { type Layout, sameLayout } from '../layout/layout.ts';
import { canManage, canView } from '../permission.ts';
import { currentRecorder, isLive, orphansOf, type Recording, type UserId } from '../recording.ts';
import { requested, settled } from '../wanted.ts';
import { cancelBeforeStart } from './end.ts';
import { layoutDropped } from './layout.ts';
import { stopOrphans } from './orphan.ts';

export function onCommand(r: Recording, command: RecordingCommand, actor: Actor, env: Env): Transition {
  const isAllowed = command.type === 'refresh' ? canView(r, actor) : canManage(r, actor);
  if (!isAllowed) {
    return transitionTo(r, {
      reply: { type: 'notAllowed' },
      audit: { actor: actor.userId, action: `${command.type} rejected`, detail: actor.channelId },
    });
  }
  if (!isLive(r)) return onCommandAfterEnd(r, command, actor.userId, env);
  switch (command.type) {
    case 'stop':
      return onStop(r, actor.userId, env);
    case 'refresh':
      return onRefresh(r, env);
    case 'layout':
      return onLayout(r, command.layout, actor.userId, env);
  }
}

/** A recorder may still run: it is stopped now, or as soon as a notification brings its sid. */
function onCommandAfterEnd(r: Recording, command: RecordingCommand, by: UserId, env: Env): Transition {
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
        ...(r.ending?.stop?.by === undefined ? layoutDropped(r, by, env) : []),
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
      ...layoutDropped(r, by, env),
      updateCard(env.now, priority.person),
    ],
    // A query sent during a stop leaves the stop’s response without its file list.
    cancel: [keys.query, keys.updateLayout],
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

function onLayout(r: Recording, asked: Layout, by: UserId, env: Env): Transition {
  const wanted = r.mode.layout;
  // A button names the arrangement only; Agora would reset a color that it is not told again.
  const { background } = wanted.desired;
  const layout = asked.background === undefined && background !== undefined ? { ...asked, background } : asked;
  if (r.phase === 'stopping') return unchanged(r, { type: 'alreadyStopping' });
  const audit = { actor: by, action: 'layout requested', detail: layout.kind };
  if (r.phase === 'starting') {
    // A start that is in flight carries a layout already; afterwards the layout can be changed.
    if (currentRecorder(r).status !== 'planned') return unchanged(r, { type: 'notReady', command: 'layout' });
    return transitionTo(
      { ...r, mode: { ...r.mode, layout: settled(layout) } },
      { jobs: [updateCard(env.now, priority.person)], reply: { type: 'layoutRequested', layout }, audit },
    );
  }
  if (sameLayout(wanted.desired, layout)) {
    if (!sameLayout(wanted.current, layout)) return unchanged(r, { type: 'layoutRequested', layout });
    if (wanted.uncertain !== true) return unchanged(r, { type: 'sameLayout', layout });
  }
  return transitionTo(
    { ...r, mode: { ...r.mode, layout: requested(wanted, layout, by) } },
    {
      jobs: [
        {
          key: keys.updateLayout,
          dueAt: env.now,
          priority: priority.person,
          payload: { queue: 'agora', call: 'updateLayout', uid: currentRecorder(r).uid, failedAttempts: 0, layout, by },
        },
        ...layoutOvertaken(r, layout, by, env),
        updateCard(env.now, priority.person),
      ],
      audit,
    },
  );
}

/** Another person's layout that is not applied yet: that person is told who asked for another one. */
function layoutOvertaken({ mode }: Recording, instead: Layout, by: UserId, env: Env): NewJob[] {
  const { desired, requestedBy } = mode.layout;
  if (requestedBy === undefined || requestedBy === by) return [];
  return [notifyUser(env.now, requestedBy, { type: 'layoutOvertaken', layout: desired, by, instead })];
}
