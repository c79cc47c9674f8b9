import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { file, minute, noResponse, notFound, Scenario, second, status } from '../../support/scenario.ts';

describe('status posts', () => {
  test('a tick enqueues a query and posts after its response', () => {
    const scenario = new Scenario().toRecording().apply({ type: 'tick' }, 60 * second);
    expect(scenario.calls()).toEqual(['query+0']);
    expect(scenario.messages()).toEqual([]);
    expect(scenario.apply({ type: 'tick' }).last.jobs).toEqual([]);
    scenario.respond('query', status(5), 1 * second);
    expect(scenario.payloads()).toContainEqual({
      queue: 'thread',
      message: {
        type: 'status',
        elapsed: 66 * second,
        status: 5,
        statusAt: scenario.now,
        files: [file],
        silent: false,
      },
    });
    expect(scenario.respond('query', status(5)).messages()).toEqual([]);
  });

  test('without news nothing is posted; the card is still redrawn', () => {
    const scenario = new Scenario().toRecording();
    const tick = (outcome: CallOutcome, after = 8 * minute) =>
      scenario.apply({ type: 'tick' }, after).respond('query', outcome);
    expect(tick(status(5, [file])).messages()).toEqual(['status']);
    expect(tick(status(5, [file])).messages()).toEqual([]);
    expect(scenario.isCardDrawn()).toBe(true);
    expect(tick(status(5)).messages()).toEqual([]);
    expect(tick(status(5, [file, 'b.mp4'])).messages()).toEqual(['status']);
    expect(tick(status(4, [file, 'b.mp4'])).messages()).toEqual(['status']);
    expect(tick(noResponse).messages()).toEqual(['status']);
    expect(tick(noResponse).messages()).toEqual([]);
  });

  test('three days with news at every tick produce about forty posts', () => {
    const scenario = new Scenario().toRecording();
    let posts = 0;
    for (let n = 1; n <= 3 * 24 * 6 - 6; n++) {
      scenario.apply({ type: 'tick' }, 10 * minute).respond('query', status(5, Array(n).fill(file)));
      posts += scenario.messages().filter((type) => type === 'status').length;
    }
    expect(posts).toBeGreaterThan(20);
    expect(posts).toBeLessThanOrEqual(40);
  });

  test.each<[string, CallOutcome]>([
    ['no response', noResponse],
    ['404', notFound],
  ])('%s: the post is sent with the known state', (_name, outcome) => {
    const scenario = new Scenario().toRecording().apply({ type: 'tick' }).respond('query', outcome);
    expect(scenario.payloads()).toContainEqual(
      expect.objectContaining({ queue: 'thread', message: expect.objectContaining({ type: 'status', silent: true }) }),
    );
  });

  test('a post is due only while it records', () => {
    expect(new Scenario().toConfirming().apply({ type: 'tick' }).last.jobs).toEqual([]);
    expect(new Scenario().toRecording().stop().apply({ type: 'tick' }).last.jobs).toEqual([]);
  });

  test('a status tick does not delay a job that a person waits for', () => {
    const scenario = new Scenario().toRecording().command({ type: 'refresh' }).apply({ type: 'tick' });
    expect(scenario.last.jobs.map(({ priority }) => priority)).toEqual([1]);
    expect(
      new Scenario()
        .toRecording()
        .apply({ type: 'tick' })
        .last.jobs.map(({ priority }) => priority),
    ).toEqual([3]);
  });
});
