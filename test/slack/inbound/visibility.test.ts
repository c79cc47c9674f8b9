/** What a person may not see exists for them in no reply: the same answer as if it were not there. */
import { describe, expect, it } from 'vitest';
import type { Recording } from '../../../src/recording/recording.ts';
import type { HandlerResult } from '../../../src/slack/inbound/handler.ts';
import type { Command } from '../../../src/slack/inbound/verbs/index.ts';
import { cannotRecordHere, notFound } from '../../../src/slack/surfaces/replies.ts';
import { contextOf, createHandlers } from './handlers.ts';
import { aRecording, withOrphan } from './support.ts';

const startedBy = 'UANA';
const unposted = { teamId: 'T1', channelId: 'GSECRET', isPrivate: true };
const card = { ...unposted, ts: '1712345678.000900' };
const outsider = contextOf('UBEN', 'C1');

/** In a private channel, each in another phase. */
const hidden: readonly (readonly [string, Recording])[] = [
  ['records', aRecording({ id: 'rhiddn', cname: 'layoffs', startedBy, card })],
  [
    'is starting, without a card yet',
    aRecording({ id: 'rhiddn', cname: 'layoffs', startedBy, phase: 'starting', card: unposted }),
  ],
  ['is over', aRecording({ id: 'rhiddn', cname: 'layoffs', startedBy, phase: 'finished', card })],
  ['has an orphan', withOrphan({ id: 'rhiddn', cname: 'layoffs', startedBy, card })],
];

const commands: readonly (readonly [string, Command])[] = [
  ['stop by name', { verb: 'stop', target: 'layoffs' }],
  ['stop by id', { verb: 'stop', target: 'rhiddn' }],
  ['stop by a mistyped name', { verb: 'stop', target: 'layofs' }],
  ['stop without a name', { verb: 'stop' }],
  ['status by name', { verb: 'status', target: 'layoffs' }],
  ['status by id', { verb: 'status', target: 'rhiddn' }],
  ['status by a mistyped id', { verb: 'status', target: 'rhidnd' }],
  ['status without a name', { verb: 'status' }],
  ['layout by name', { verb: 'layout', target: 'layoffs', layout: { kind: 'float' } }],
  ['layout by id', { verb: 'layout', target: 'rhiddn', layout: { kind: 'float' } }],
  ['files by name', { verb: 'files', target: 'layoffs' }],
  ['files by id', { verb: 'files', target: 'rhiddn' }],
  ['files without a name', { verb: 'files' }],
  ['list', { verb: 'list' }],
];

const buttons = ['stop', 'refresh', 'layout:float', 'files', 'files:10', 'recordAgain', 'tryAgain'];

/** Where it is, who started it, and what it is called beyond what the person typed. */
function leaks({ reply }: HandlerResult, typed: string): string[] {
  const said = JSON.stringify(reply ?? '');
  return ['rhiddn', startedBy, 'GSECRET', 'p1712345678', 'layoffs'].filter(
    (secret) => said.includes(secret) && !typed.includes(secret),
  );
}

describe.each(hidden)('one that %s in a private channel', (_, r) => {
  it.each(commands)('%s: as if it did not exist', async (_, command) => {
    const { run, service } = createHandlers(r);
    const empty = createHandlers();
    const result = await run(command, outsider);
    expect(result).toEqual(await empty.run(command, outsider));
    expect(leaks(result, JSON.stringify(command))).toEqual([]);
    expect(service.executed).toEqual([]);
  });

  it.each(buttons)('the button %s: as if it did not exist', async (button) => {
    const { press, service, reconciled } = createHandlers(r);
    const result = await press(button, 'rhiddn', outsider, '1700000000.000001');
    expect(result).toEqual({ outcome: 'answered', reply: notFound('rhiddn', []) });
    expect(leaks(result, 'rhiddn')).toEqual([]);
    expect(service.recordings.get('rhiddn')).toEqual(r);
    expect(service.starts).toEqual([]);
    expect(reconciled).toEqual([]);
  });

  it('it exists for people who may view it', async () => {
    const { run, press } = createHandlers(r);
    const member = contextOf('UCAT', 'GSECRET');
    for (const [, command] of commands.filter(([name]) => !name.includes('mistyped') && !name.includes('without'))) {
      const { outcome, reply } = await run(command, member);
      // The card in their channel speaks for itself.
      expect(outcome === 'done' || JSON.stringify(reply).includes('layoffs'), JSON.stringify(command)).toBe(true);
    }
    expect(await press('refresh', 'rhiddn', member)).not.toEqual({
      outcome: 'answered',
      reply: notFound('rhiddn', []),
    });
  });
});

describe('starting a channel that is recorded in a private channel', () => {
  const live = aRecording({ id: 'rhiddn', cname: 'layoffs', startedBy, card });
  const starting = aRecording({ ...live, phase: 'starting', card: unposted });
  const start: Command = { verb: 'start', cname: 'layoffs', wanted: {} };

  it.each([
    ['records', live],
    ['is starting', starting],
  ])('that %s is rejected without revealing it, and without waiting', async (_, r) => {
    const { run, service } = createHandlers(r);
    const result = await run(start, outsider);
    expect(result).toEqual({ outcome: 'answered', reply: cannotRecordHere('layoffs') });
    expect(leaks(result, 'layoffs')).toEqual([]);
    expect(service.listeners('rhiddn')).toBe(0);
  });

  it('again from one’s own card is rejected in the same way', async () => {
    const { press, service } = createHandlers(live);
    const mine = aRecording({ cname: 'layoffs', phase: 'finished', startedBy: 'UBEN' });
    service.recordings.set(mine.id, mine);
    const result = await press('recordAgain', mine.id, outsider);
    expect(result).toEqual({ outcome: 'answered', reply: cannotRecordHere('layoffs') });
    expect(leaks(result, 'layoffs')).toEqual([]);
  });

  it('links to it for its starter, wherever they are', async () => {
    const { run } = createHandlers(live);
    const { reply } = await run(start, contextOf(startedBy, 'C1'));
    expect(JSON.stringify(reply)).toContain('/archives/GSECRET/p1712345678000900');
  });
});

describe('recordings that may be viewed but not managed', () => {
  const r = aRecording({ id: 'rabcde', startedBy, card: { ...card, channelId: 'C9', isPrivate: false } });

  it.each([
    ['stop', { verb: 'stop', target: 'standup' }],
    ['layout', { verb: 'layout', target: 'standup', layout: { kind: 'float' } }],
  ] as const)('%s is rejected with the link', async (_, command) => {
    const { run, service } = createHandlers(r);
    const { outcome, reply } = await run(command, outsider);
    expect(outcome).toBe('answered');
    expect(JSON.stringify(reply)).toContain('/archives/C9/p1712345678000900');
    expect(service.recordings.get('rabcde')?.phase).toBe('recording');
  });

  it('status, list and start show it', async () => {
    const { run } = createHandlers(r);
    const list = await run({ verb: 'list' }, outsider);
    const start = await run({ verb: 'start', cname: 'standup', wanted: {} }, outsider);
    expect(list.reply?.text).toContain('standup');
    expect(JSON.stringify(start.reply)).toContain('/archives/C9/');
  });
});
