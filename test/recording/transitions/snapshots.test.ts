import { expect, test } from 'vitest';
import { Scenario, second, status } from '../../support/scenario.ts';
import { individualOptions, specOf } from '../../support/specs.ts';

test('screenshots are counted, and the latest reported in the next status post, once', () => {
  const options = { ...individualOptions, snapshots: { every: 10_000, only: false } };
  const scenario = new Scenario({ spec: specOf({ options }), notifications: true }).toRecording();
  for (let n = 1; n <= 7; n++) scenario.notify({ kind: 'snapshot', name: `${n}.jpg` });
  expect(scenario.last.jobs).toEqual([]);
  const post = () => {
    scenario.apply({ type: 'tick' }, 60 * second).respond('query', status(5));
    return scenario.payloads().find(({ queue }) => queue === 'thread');
  };
  const names = ['3.jpg', '4.jpg', '5.jpg', '6.jpg', '7.jpg'];
  expect(post()).toMatchObject({ message: { type: 'status', snapshots: { count: 7, names } } });
  expect(post()).toBeUndefined();
  scenario.notify({ kind: 'snapshot', name: '8.jpg' });
  expect(post()).toMatchObject({ message: { type: 'status', snapshots: { count: 8, names: ['8.jpg'] } } });
});
