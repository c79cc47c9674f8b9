/** The lines of a preset for the Slack channel: one when recording begins, one when it ends. */
import { type Env, postToThread, type Transition, withNotified } from '../effects.ts';
import { isLive, type Recording } from '../recording.ts';

/** Adds the line that a transition calls for. Each is posted once: a recording that continues with another recorder is the same one. */
export function withAnnouncement(before: Recording, then: Transition, env: Env): Transition {
  const { next } = then;
  const { announce } = next.spec;
  if (announce === undefined) return then;
  if (next.phase === 'recording' && next.notified.announced !== true) {
    const announced = { ...then, next: withNotified(next, { announced: true }) };
    return announce.begin === undefined ? announced : withLine(announced, 'begin', env);
  }
  const isOver = isLive(before) && !isLive(next) && next.notified.announced === true;
  return isOver && announce.end !== undefined ? withLine(then, 'end', env) : then;
}

function withLine(then: Transition, moment: 'begin' | 'end', env: Env): Transition {
  return { ...then, jobs: [...then.jobs, postToThread(env.now, { type: 'announcement', moment })] };
}
