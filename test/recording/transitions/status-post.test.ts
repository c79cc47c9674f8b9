import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../../src/recording/call-outcome.ts';
import { file, noResponse, notFound, Scenario, second, status } from '../../support/scenario.ts';

describe('status posts', () => {
  test('a tick asks Agora and posts when it has answered', () => {
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

  test.each<[string, CallOutcome]>([
    ['no response', noResponse],
    ['404', notFound],
  ])('%s: the post goes out with what is known', (_name, outcome) => {
    const scenario = new Scenario().toRecording().apply({ type: 'tick' }).respond('query', outcome);
    expect(scenario.payloads()).toContainEqual(
      expect.objectContaining({ queue: 'thread', message: expect.objectContaining({ type: 'status', silent: true }) }),
    );
  });

  test('a post is due only while it records', () => {
    expect(new Scenario().toConfirming().apply({ type: 'tick' }).last.jobs).toEqual([]);
    expect(new Scenario().toRecording().stop().apply({ type: 'tick' }).last.jobs).toEqual([]);
  });

  test('a place in the queue: a status tick does not push back what a person waits for', () => {
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
