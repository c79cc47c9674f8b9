import { describe, expect, test } from 'vitest';
import { Play, resourceId, second } from '../../support/scenario.ts';

const minute = 60 * second;

/** A recorder runs that gave no sid, and a fresh one is asked for. */
const uncontrolled = (play: Play) => play.acquired().sending().answers('start', { kind: 'alreadyStarted' });
const timers = (play: Play) =>
  play.last.add.flatMap(({ payload, dueAt }) =>
    payload.queue === 'timer' ? [`${payload.timer}+${dueAt - play.now}`] : [],
  );

describe('orphans are shown until they must be over', () => {
  test('with tokens: until the token has run out', () => {
    const play = uncontrolled(new Play('standup', { tokens: true }));
    const [timer = ''] = timers(play);
    const wait = Number(timer.split('+')[1]);
    expect(wait / minute).toBeCloseTo(24 * 60 + 10, 0);
    play.happens({ type: 'timerDue', timer: 'orphansExpired' }, wait - 1);
    expect(play.r.recorders[0].status).toBe('orphan');
    play.happens({ type: 'timerDue', timer: 'orphansExpired' }, 1);
    expect(play.r.recorders[0].status).toBe('ended');
    expect(timers(play)).toEqual([]);
  });

  test('without tokens: twice as long as Agora answers for it', () => {
    const [timer = ''] = timers(uncontrolled(new Play()));
    expect(Number(timer.split('+')[1]) / minute).toBeCloseTo(2 * 72 * 60 + 10, 0);
  });

  test('one after the other, each at its time', () => {
    const play = uncontrolled(new Play())
      .answers('acquire', { kind: 'acquired', resourceId }, 5 * minute)
      .sending();
    play.answers('start', { kind: 'alreadyStarted' });
    const [timer = ''] = timers(play);
    play.happens({ type: 'timerDue', timer: 'orphansExpired' }, Number(timer.split('+')[1]));
    expect(play.r.recorders.map(({ status }) => status)).toEqual(['ended', 'orphan', 'planned']);
    expect(timers(play)).toEqual([`orphansExpired+${5 * minute}`]);
  });
});
