import { describe, expect, test } from 'vitest';
import type { RecordingCommand } from '../../../src/recording/events.ts';
import { ana, ben, Scenario, stranger } from '../../support/scenario.ts';

describe('who may', () => {
  test.each<[string, RecordingCommand]>([
    ['stop', { type: 'stop' }],
    ['a layout', { type: 'layout', layout: { kind: 'float' } }],
  ])('%s is for the channel of the card, and for the starter anywhere', (_name, command) => {
    expect(new Scenario().toRecording().command(command, ben).last.reply?.type).not.toBe('notAllowed');
    expect(new Scenario().toRecording().command(command, { ...ana, channelId: 'COTHER' }).last.reply?.type).not.toBe(
      'notAllowed',
    );
    const rejected = new Scenario().toRecording().command(command, stranger);
    expect(rejected.last.reply?.type).toBe('notAllowed');
    expect(rejected.last.jobs).toEqual([]);
    expect(rejected.last.audit?.action).toContain('rejected');
  });

  test('anybody may ask how a recording does, unless its card is private', () => {
    const scenario = new Scenario().toRecording();
    expect(scenario.command({ type: 'refresh' }, stranger).calls()).toEqual(['query+0']);
    scenario.r = { ...scenario.r, card: { ...scenario.r.card, isPrivate: true } };
    expect(scenario.command({ type: 'refresh' }, stranger).last.reply?.type).toBe('notAllowed');
  });
});
