/** What people ask, and whether they may. */

import type { Transition } from '../effects.ts';
import { type Env, enqueueAgoraCall, keys, postToThread, transitionTo, unchanged, updateCard } from '../effects.ts';
import type { Actor, RecordingCommand } from '../events.ts';
import { priority } from '../jobs.ts';
import { canManage, canView } from '../permission.ts';
import { currentRecorder, isLive, type Layout, type Recording, sameLayout } from '../recording.ts';
import type { ThreadMessage } from '../thread-message.ts';
import { cancelBeforeStart } from './end.ts';
import { stopOrphans } from './orphan.ts';

export function onCommand(r: Recording, command: RecordingCommand, by: Actor, env: Env): Transition {
  const allowed = command.type === 'refresh' ? canView(r, by) : canManage(r, by);
  if (!allowed) {
    return transitionTo(r, {
      reply: { type: 'notYours' },
      audit: { actor: by.user, action: `${command.type} refused`, detail: by.channel },
    });
  }
  if (!isLive(r)) {
    const isOut = r.errorCode === 'control_expired' || !r.recorders.some(({ status }) => status === 'orphan');
    if (command.type !== 'stop' || isOut) return unchanged(r, { type: 'alreadyOver' });
    // A recorder may still run: it is stopped now, or as soon as a notice brings its sid.
    return transitionTo(
      { ...r, stopping: { by: by.user, at: env.now, ...r.stopping } },
      {
        add: stopOrphans(r, env),
        audit: { actor: by.user, action: 'stop' },
        reply: { type: 'stopsOrphan', known: stopOrphans(r, env).length > 0, notifications: env.notifications },
      },
    );
  }
  switch (command.type) {
    case 'stop':
      return onStop(r, by.user, env);
    case 'refresh':
      return onRefresh(r, env);
    case 'layout':
      return onLayout(r, command.layout, by.user, env);
  }
}

function onStop(r: Recording, by: string, env: Env): Transition {
  if (r.phase === 'stopping') {
    // Where stopping is in trouble, whoever asks again may have mended it: try at once.
    const now =
      r.problemNotified && currentRecorder(r).status === 'running'
        ? [enqueueAgoraCall(r, 'stop', env.now, priority.stop)]
        : [];
    return transitionTo(
      { ...r, stopping: { by, at: env.now, ...r.stopping } },
      { add: now, reply: { type: 'alreadyStopping' } },
    );
  }
  const { status } = currentRecorder(r);
  if (r.phase === 'starting' && status === 'planned') return cancelBeforeStart(r, by, env);
  const next: Recording = {
    ...r,
    phase: 'stopping',
    statusPostPending: false,
    problemNotified: false,
    stopping: { by, at: env.now },
  };
  return transitionTo(next, {
    // Without a sid there is nothing to stop yet: the start that is on its way brings it.
    add: [
      ...(status === 'running' ? [enqueueAgoraCall(next, 'stop', env.now, priority.stop)] : []),
      postToThread(env.now, { type: 'stopAsked', by }),
      updateCard(env.now, priority.person),
    ],
    // A query beside a stop robs the stop of its file list.
    cancel: [keys.query, keys.updateLayout],
    audit: { actor: by, action: 'stop' },
  });
}

function onRefresh(r: Recording, env: Env): Transition {
  if (r.phase === 'starting') return unchanged(r, { type: 'notReady', command: 'refresh' });
  if (r.phase === 'stopping') return unchanged(r, { type: 'alreadyStopping' });
  return transitionTo(
    { ...r, refreshRequested: true },
    { add: [enqueueAgoraCall(r, 'query', env.now, priority.person)] },
  );
}

function onLayout(r: Recording, asked: Layout, by: string, env: Env): Transition {
  // A button names the arrangement only; Agora would reset a colour that it is not told again.
  const { background } = r.layout.wanted;
  const layout = asked.background === undefined && background !== undefined ? { ...asked, background } : asked;
  if (r.phase === 'stopping') return unchanged(r, { type: 'alreadyStopping' });
  const reply: ThreadMessage = { type: 'layoutAsked', layout };
  const audit = { actor: by, action: 'layout asked', detail: layout.name };
  if (r.phase === 'starting') {
    // A start that is on its way carries a layout already; afterwards the layout can be changed.
    if (currentRecorder(r).status !== 'planned') return unchanged(r, { type: 'notReady', command: 'layout' });
    return transitionTo(
      { ...r, layout: { wanted: layout, applied: layout } },
      { add: [updateCard(env.now, priority.person)], reply, audit },
    );
  }
  if (sameLayout(r.layout.wanted, layout)) {
    if (!sameLayout(r.layout.applied, layout)) return unchanged(r, reply);
    if (r.layout.uncertain !== true) return unchanged(r, { type: 'sameLayout', layout });
  }
  const next: Recording = { ...r, layout: { ...r.layout, wanted: layout } };
  return transitionTo(next, {
    add: [
      {
        key: keys.updateLayout,
        dueAt: env.now,
        priority: priority.person,
        payload: { queue: 'agora', call: 'updateLayout', uid: currentRecorder(r).uid, failedAttempts: 0, layout, by },
      },
      updateCard(env.now, priority.person),
    ],
    audit,
  });
}
