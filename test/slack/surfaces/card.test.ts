import { describe, expect, it } from 'vitest';
import { type ErrorInfo, problems } from '../../../src/recording/error-codes.ts';
import type { Phase, Recording } from '../../../src/recording/recording.ts';
import { renderCard, renderStaleCard } from '../../../src/slack/surfaces/card.ts';
import { buttons, faults, fileNames, link, recording, seen } from './support.ts';

const words = ['Starting', 'Recording', 'Stopping', 'Uploading', 'Finished', 'Failed', 'Lost'];

describe('the card in every phase', () => {
  it.each<[Phase, string, boolean]>([
    ['starting', 'Starting', true],
    ['confirming', 'Starting', true],
    ['recording', 'Recording', true],
    ['stopping', 'Stopping', false],
    ['uploading', 'Uploading', false],
    ['finished', 'Finished', false],
    ['failed', 'Failed', false],
    ['lost', 'Lost', false],
  ])('%s', (phase, word, steered) => {
    const r = recording({ phase, errorCode: 'not_confirmed', seen: { at: 1_700_000_050_000, status: 5, files: [] } });
    const card = renderCard(r);
    expect(faults(card)).toEqual([]);
    for (const shown of [card.text, seen(card)]) {
      expect(words.filter((other) => new RegExp(`\\b${other}\\b`, 'u').test(shown))).toEqual([word]);
      for (const fact of ['standup', 'r7k2m9', '<@U1ANA>', 'grid', '<!date^1700000000^']) expect(shown).toContain(fact);
    }
    expect(buttons(card).length > 0).toBe(steered);
  });
});

it('has the buttons by their text, with the recording as their value', () => {
  const all = buttons(renderCard(recording()));
  expect(all.map((b) => [(b['text'] as { text: string }).text, b['action_id'], b['value']])).toEqual([
    ['Float', 'layout:float', 'r7k2m9'],
    ['Grid', 'layout:grid', 'r7k2m9'],
    ['Vertical', 'layout:vertical', 'r7k2m9'],
    ['Refresh', 'refresh', 'r7k2m9'],
    ['Stop', 'stop', 'r7k2m9'],
  ]);
  expect(all[4]).toMatchObject({
    style: 'danger',
    confirm: { style: 'danger', text: { text: expect.stringContaining('“standup”') as string } },
  });
});

describe('what the card tells', () => {
  const shown = (over: Partial<Recording>) => {
    const card = renderCard(recording(over));
    expect(faults(card)).toEqual([]);
    return seen(card);
  };

  it('the layout in force, and the one that is on its way', () => {
    const layout = {
      applied: { name: 'grid' },
      wanted: { name: 'vertical', uid: '42', background: '#112233' },
    } as const;
    expect(shown({ layout })).toContain(
      'grid – switching to vertical, uid `42` in the large window, background `#112233`',
    );
    expect(shown({ layout, phase: 'finished' })).not.toContain('switching');
  });

  it('Agora’s latest word', () => {
    const text = shown({ seen: { at: 1_700_000_060_000, status: 4, files: ['a', 'b'] } });
    expect(text).toContain(
      'Agora: the recorder is ready and in the channel (status 4), 2 files so far, as of 2023-11-14 22:14 UTC',
    );
    expect(shown({ seen: { at: 0, status: 99, files: [] } })).toContain('(status 99)');
  });

  it('that Agora is looking for the recorder', () => {
    expect(shown({ missing: { since: 1_700_000_000_000, lastResponseAt: 1_700_000_000_000, told: true } })).toContain(
      'looking for the recorder since',
    );
  });

  it('who asked to stop', () => {
    expect(shown({ phase: 'stopping', stopping: { by: 'U2BEN', at: 0, outcomeUnknown: true } })).toContain('<@U2BEN>');
    expect(shown({ phase: 'stopping', stopping: { because: 'not_confirmed', at: 0, outcomeUnknown: true } })).toContain(
      'did not appear',
    );
  });

  it('recorders that nobody controls', () => {
    const orphan = { uid: '77', status: 'orphan', sendCount: 2 } as const;
    const [running] = recording().recorders;
    expect(shown({ recorders: [orphan, running] })).toContain(
      'A recorder beside this one may be running out of control (uid 77)',
    );
    expect(shown({ recorders: [orphan], phase: 'lost' })).toContain('A recorder may be running');
    const known = { ...orphan, sid: 's-1' } as const;
    expect(shown({ recorders: [known], phase: 'lost' })).toContain('/record stop');
    // It would stop the one that records.
    expect(shown({ recorders: [known, running], phase: 'recording' })).not.toContain('/record stop');
  });

  it.each(Object.keys(problems) as (keyof typeof problems)[])('why it failed: %s', (errorCode) => {
    const text = shown({ phase: 'failed', errorCode });
    const { what, todo, afterwards = todo }: ErrorInfo = problems[errorCode];
    expect(text).toContain(`What to do: ${afterwards.replaceAll('`', '')}`);
    expect(text).toContain(what);
    // Nobody is to wait for a bot that has given up.
    expect(text).not.toMatch(/Nothing yet|tries again|keeps trying/u);
  });

  it('the files at the end, exactly, and Agora’s word on the upload', () => {
    const names = ['s_a&b<c>.m3u8', 's_team sync_0.mp4'];
    const r = recording({ phase: 'finished', files: { names, predicted: false }, uploading: 'backuped' });
    expect(fileNames(renderCard(r))).toEqual(names);
    expect(shown(r)).toContain('backuped');
    expect(shown({ ...r, files: { names: ['abc_standup.m3u8'], predicted: true }, uploading: 'unknown' })).toContain(
      'naming rule',
    );
    expect(shown({ ...r, files: { names: [], predicted: false }, uploading: 'unknown' })).toContain(
      'There are no files.',
    );
  });

  it('how many files have no room', () => {
    const names = Array.from({ length: 2_000 }, (_, n) => `${'s'.repeat(32)}_standup_${n}.mp4`);
    expect(shown({ phase: 'finished', files: { names, predicted: false } })).toMatch(
      /… and \d+ more; the thread names them all/u,
    );
  });
});

it('an older twin points to the card that counts', () => {
  const twin = renderStaleCard(recording(), link);
  expect(faults(twin)).toEqual([]);
  expect(twin.text).toContain(`<${link}|its newer card>`);
  expect(buttons(twin)).toEqual([]);
});
