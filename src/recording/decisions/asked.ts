/** What people ask, and whether they may. */
import type { Ask, Asker } from '../events.ts';
import type { Line } from '../lines.ts';
import { maySee, maySteer } from '../permission.ts';
import type { Decision } from '../ports.ts';
import { current, isLive, type Layout, type Recording, sameLayout } from '../recording.ts';
import { call, card, type Env, keys, say, stay, step } from '../step.ts';
import { priority } from '../work.ts';
import { cancelUnsent } from './end.ts';
import { stopOrphans } from './orphan.ts';

export function onAsked(r: Recording, ask: Ask, by: Asker, env: Env): Decision {
  const allowed = ask.type === 'refresh' ? maySee(r, by) : maySteer(r, by);
  if (!allowed) {
    return step(r, {
      reply: { type: 'notYours' },
      audit: { actor: by.user, action: `${ask.type} refused`, detail: by.channel },
    });
  }
  if (!isLive(r)) {
    const isOut = r.problem === 'control_expired' || !r.attempts.some(({ fate }) => fate === 'orphan');
    if (ask.type !== 'stop' || isOut) return stay(r, { type: 'alreadyOver' });
    // A recorder may still run: it is stopped now, or as soon as a notice brings its sid.
    return step(
      { ...r, stopping: { by: by.user, at: env.now, ...r.stopping } },
      {
        add: stopOrphans(r, env),
        audit: { actor: by.user, action: 'stop' },
        reply: { type: 'stopsOrphan', known: stopOrphans(r, env).length > 0, notices: env.notices },
      },
    );
  }
  switch (ask.type) {
    case 'stop':
      return onStop(r, by.user, env);
    case 'refresh':
      return onRefresh(r, env);
    case 'layout':
      return onLayout(r, ask.layout, by.user, env);
  }
}

function onStop(r: Recording, by: string, env: Env): Decision {
  if (r.phase === 'stopping') {
    // Where stopping is in trouble, whoever asks again may have mended it: try at once.
    const now = r.troubleTold && current(r).fate === 'running' ? [call(r, 'stop', env.now, priority.stop)] : [];
    return step(
      { ...r, stopping: { by, at: env.now, ...r.stopping } },
      { add: now, reply: { type: 'alreadyStopping' } },
    );
  }
  const { fate } = current(r);
  if (r.phase === 'starting' && fate === 'intended') return cancelUnsent(r, by, env);
  const next: Recording = {
    ...r,
    phase: 'stopping',
    reportDue: false,
    troubleTold: false,
    stopping: { by, at: env.now },
  };
  return step(next, {
    // Without a sid there is nothing to stop yet: the start that is on its way brings it.
    add: [
      ...(fate === 'running' ? [call(next, 'stop', env.now, priority.stop)] : []),
      say(env.now, { type: 'stopAsked', by }),
      card(env.now, priority.person),
    ],
    // A query beside a stop robs the stop of its file list.
    cancel: [keys.query, keys.updateLayout],
    audit: { actor: by, action: 'stop' },
  });
}

function onRefresh(r: Recording, env: Env): Decision {
  if (r.phase === 'starting') return stay(r, { type: 'notReady', ask: 'refresh' });
  if (r.phase === 'stopping') return stay(r, { type: 'alreadyStopping' });
  return step({ ...r, refreshAsked: true }, { add: [call(r, 'query', env.now, priority.person)] });
}

function onLayout(r: Recording, asked: Layout, by: string, env: Env): Decision {
  // A button names the arrangement only; Agora would reset a colour that it is not told again.
  const { background } = r.layout.wanted;
  const layout = asked.background === undefined && background !== undefined ? { ...asked, background } : asked;
  if (r.phase === 'stopping') return stay(r, { type: 'alreadyStopping' });
  const reply: Line = { type: 'layoutAsked', layout };
  const audit = { actor: by, action: 'layout asked', detail: layout.name };
  if (r.phase === 'starting') {
    // A start that is on its way carries a layout already; afterwards the layout can be changed.
    if (current(r).fate !== 'intended') return stay(r, { type: 'notReady', ask: 'layout' });
    return step(
      { ...r, layout: { wanted: layout, applied: layout } },
      { add: [card(env.now, priority.person)], reply, audit },
    );
  }
  if (sameLayout(r.layout.wanted, layout)) {
    if (!sameLayout(r.layout.applied, layout)) return stay(r, reply);
    if (r.layout.uncertain !== true) return stay(r, { type: 'sameLayout', layout });
  }
  const next: Recording = { ...r, layout: { ...r.layout, wanted: layout } };
  return step(next, {
    add: [
      {
        key: keys.updateLayout,
        dueAt: env.now,
        priority: priority.person,
        work: { lane: 'agora', call: 'updateLayout', uid: current(r).uid, tries: 0, layout, by },
      },
      card(env.now, priority.person),
    ],
    audit,
  });
}
