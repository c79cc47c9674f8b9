import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/recording/error-codes.ts';
import type { Ending, Health, MixState, Phase, RecorderInstance, Recording } from '../../../src/recording/recording.ts';
import { renderCard, renderStaleCard } from '../../../src/slack/surfaces/card.ts';
import { mixState } from '../../support/specs.ts';
import { buttons, createdAt, faults, fileNames, link, minute, recording, seen } from './support.ts';

const words = ['Starting', 'Recording', 'Stopping', 'Uploading', 'Finished', 'Failed', 'Lost', 'Canceled'];
const now = createdAt + 18 * minute;

const card = (over: Partial<Recording> = {}) => {
  const message = renderCard(recording(over), now);
  expect(faults(message)).toEqual([]);
  return message;
};
const actions = (over: Partial<Recording> = {}) => buttons(card(over)).map((button) => button['action_id']);
const labels = (over: Partial<Recording> = {}) =>
  buttons(card(over)).map((button) => (button['text'] as { text: string }).text);

describe('the card in every phase', () => {
  it.each<[Phase, string, string[]]>([
    ['starting', 'Starting', ['stop', 'layout:float', 'layout:grid', 'layout:vertical', 'customLayout', 'refresh']],
    ['confirming', 'Starting', ['stop', 'layout:float', 'layout:grid', 'layout:vertical', 'customLayout', 'refresh']],
    ['recording', 'Recording', ['stop', 'layout:float', 'layout:grid', 'layout:vertical', 'customLayout', 'refresh']],
    ['stopping', 'Stopping', []],
    ['uploading', 'Uploading', []],
    ['finished', 'Finished', ['files', 'recordAgain']],
    ['failed', 'Failed', ['tryAgain']],
    ['lost', 'Lost', ['recordAgain']],
    ['canceled', 'Canceled', ['recordAgain']],
  ])('%s', (phase, word, expected) => {
    const over = { phase, ending: { errorCode: 'not_confirmed' } } as const;
    const message = card(over);
    for (const shown of [message.text, seen(message)]) {
      // The buttons have words of their own.
      const said = buttons(message).reduce(
        (rest, button) => rest.replace((button['text'] as { text: string }).text, ''),
        shown,
      );
      expect(words.filter((other) => new RegExp(`\\b${other}\\b`, 'u').test(said))).toEqual([word]);
      expect(shown).toContain('standup');
    }
    for (const fact of ['r7k2m9', '<@U1ANA>', '<!date^1700000000^']) expect(seen(message)).toContain(fact);
    expect(actions(over)).toEqual(expected);
    expect(buttons(message).every((button) => button['value'] === 'r7k2m9')).toBe(true);
  });
});

describe('the buttons', () => {
  it('start with Stop and mark the current layout', () =>
    expect(labels()).toEqual(['Stop', 'Float', '✓ Grid', 'Vertical', 'Custom…', 'Refresh']));

  it('mark no layout when the current one is uncertain', () =>
    expect(
      labels({
        mode: mixState({ current: { kind: 'grid' }, desired: { kind: 'grid' }, uncertain: true }),
      }),
    ).toEqual(['Stop', 'Float', 'Grid', 'Vertical', 'Custom…', 'Refresh']));

  it('confirm a stop, with the name of the recording', () => {
    expect(buttons(card())[0]).toMatchObject({
      style: 'danger',
      confirm: {
        style: 'danger',
        text: { text: 'standup stops for everyone. You can start a new one afterwards.' },
        deny: { text: 'Cancel' },
      },
    });
  });

  it('keep Stop while a stop fails', () =>
    expect(actions({ phase: 'stopping', health: { problem: { errorCode: 'agora_unauthorized', since: 0 } } })).toEqual([
      'stop',
    ]));
});

describe('the status line while it records', () => {
  const shown = (health: Health, phase: Phase = 'recording') => seen(card({ health, phase }));

  it.each<[string, Health, string[]]>([
    ['nothing is known yet', {}, ['Recording standup · 18 min']],
    [
      'media arrive',
      { mediaSeen: true, lastStatus: { at: now, status: 5, files: [] } },
      ['Recording standup · 18 min', 'Sound and video arrive · checked '],
    ],
    [
      'it waits for media',
      { lastStatus: { at: now, status: 4, files: [] } },
      ['Recording standup · 18 min', 'Connected, waiting for sound or video · checked '],
    ],
    [
      'nothing arrives',
      { noMedia: { since: createdAt, notified: true } },
      ['⚠️ Recording standup, but nothing arrives', 'Turn on a camera or microphone', 'capitals count'],
    ],
    [
      'Agora can’t find it',
      { notFound: { since: createdAt, lastResponseAt: now, notified: true } },
      ['⚠️ Recording standup · no contact', 'No contact since 2023-11-14 22:13 UTC', '90 seconds'],
    ],
    [
      'Agora can’t be asked',
      { problem: { errorCode: 'agora_unreachable', since: createdAt } },
      ['⚠️ Recording standup · can’t be checked', 'Agora can’t be reached. No action needed; retrying.'],
    ],
  ])('%s', (_, health, expected) => {
    for (const part of expected) expect(shown(health)).toContain(part);
  });

  it('takes at most eight lines without a problem', () => {
    const { blocks } = card({ health: { mediaSeen: true, lastStatus: { at: now, status: 5, files: [] } } });
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'rich_text', 'actions', 'context']);
  });

  it('shows why a start is waiting', () =>
    expect(shown({ problem: { errorCode: 'agora_no_worker', since: 0 } }, 'starting')).toContain(
      'Starting standup takes longer than usualNo recorders available.',
    ));

  it('shows why a stop fails, and the remedy', () =>
    expect(shown({ problem: { errorCode: 'agora_unauthorized', since: 0 } }, 'stopping')).toMatch(
      /Stopping standup is not possible yet.*your admin must fix them.*Still trying\./su,
    ));

  it('shows who stopped it, or why the bot did', () => {
    expect(seen(card({ phase: 'stopping', ending: { stop: { by: 'U2BEN', at: now } } }))).toContain('U2BEN');
    expect(seen(card({ phase: 'stopping', ending: { stop: { because: 'not_confirmed', at: now } } }))).toContain(
      'never appeared',
    );
  });

  it('shows the progress of the upload', () =>
    expect(seen(card({ phase: 'uploading', ending: { upload: { share: 0.649 } } }))).toContain(
      'Uploading standup · 64 %',
    ));

  it('is in the text, too, when there is a problem', () =>
    expect(card({ health: { noMedia: { since: createdAt, notified: true } } }).text).toBe(
      'Recording standup, but nothing arrives. Turn on a camera or microphone, or check the channel name (capitals count).',
    ));
});

it('mentions another layout only when one is requested or uncertain', () => {
  const current = { kind: 'grid' } as const;
  const desired = { kind: 'vertical', largeUid: '42', background: '#112233' } as const;
  const context = (layout: MixState['layout']) => seen(card({ mode: mixState(layout) }));
  expect(context({ current, desired })).toContain(
    'Changing the layout to Vertical (large window: `42`, background `#112233`)…',
  );
  expect(context({ current, desired: current, uncertain: true })).toContain('Couldn’t confirm the current layout.');
  expect(context({ current, desired: current })).not.toContain('layout');
});

describe('orphans', () => {
  const orphan: RecorderInstance = { uid: '77', status: 'orphan', sendCount: 2 };
  const known: RecorderInstance = { ...orphan, sid: 's-1' };
  const [running] = recording().recorders;

  it('are shown beside the active recorder', () =>
    expect(seen(card({ recorders: [orphan, running] }))).toContain(
      'A second recorder may be running (uid 77). It stops 5 minutes after everyone has left.',
    ));
  it('can’t be stopped separately from the active recorder', () =>
    expect(seen(card({ recorders: [known, running] }))).not.toContain('/record stop'));
  it('are shown after the end, with the command to stop them', () => {
    const lost = { phase: 'lost', ending: { errorCode: 'start_unknown' } } as const;
    expect(seen(card({ ...lost, recorders: [known] }))).toMatch(
      /A recorder may still be running.*To stop it now: \/record stop r7k2m9/u,
    );
  });
  it('end when their token expires', () =>
    expect(
      seen(
        card({
          recorders: [{ ...orphan, acquiredAt: createdAt }, running],
          spec: { ...recording().spec, usesTokens: true },
        }),
      ),
    ).toContain('at the latest 2023-11-15'));
});

describe('the card at the end', () => {
  const ended = (ending: Ending, phase: Phase = 'finished') =>
    card({ phase, ending: { endedAt: createdAt + 52 * minute, ...ending } });
  const given = (names: readonly string[], uploading: NonNullable<Ending['uploading']> = 'uploaded') =>
    ended({ result: 'stopped', files: { names, predicted: false }, uploading });

  it('has the duration and the files unchanged', () => {
    const names = ['s_a&b<c>.m3u8', 's_team sync_0.mp4'];
    const message = given(names);
    expect(fileNames(message)).toEqual(names);
    expect(seen(message)).toContain('✅ Finished standup · 52 min2 files:');
    expect(message.text).toBe('Finished standup · 52 min');
  });

  it.each<[NonNullable<Ending['uploading']>, string]>([
    ['uploaded', 'All files are in the bucket.'],
    ['backuped', 'Some files are delayed; check again in an hour.'],
    ['unknown', 'Files should arrive within 20 minutes.'],
  ])('says what %s means', (uploading, sentence) => expect(seen(given(['a'], uploading))).toContain(sentence));

  it('marks an expected file name', () =>
    expect(
      seen(ended({ result: 'stopped', files: { names: ['abc_standup.m3u8'], predicted: true }, uploading: 'unknown' })),
    ).toContain('Expected file:abc_standup.m3u8'));

  it('says that no file was reported', () =>
    expect(seen(ended({ result: 'stopped', files: { names: [], predicted: false }, uploading: 'unknown' }))).toContain(
      'Agora reported no files.Files should arrive within 20 minutes.',
    ));

  it.each([
    { names: [], predicted: false },
    { names: ['abc_standup.m3u8'], predicted: true },
  ])('points to the bucket when the upload is complete and Agora reported no files (%j)', (files) => {
    const message = seen(ended({ result: 'stopped', files, uploading: 'uploaded' }));
    expect(message).toContain('Agora reported no files.');
    expect(message).toContain('The upload is complete; look in the bucket.');
    expect(message).not.toContain('All files');
  });

  it('shows the number of files that do not fit', () => {
    const message = given(Array.from({ length: 2_000 }, (_, n) => `${'s'.repeat(32)}_standup_${n}.mp4`));
    expect(seen(message)).toContain(`… and ${2_000 - fileNames(message).length} more; the thread names them all.`);
  });

  it('shows when and why it ended early, in the text, too', () => {
    const why = 'Most likely everyone had left. Start it again if the session goes on.';
    const message = ended({ result: 'endedEarly' });
    expect(seen(message)).toContain(`⚠️ Finished standup earlyEnded 2023-11-14 23:05 UTC. ${why}`);
    expect(message.text).toMatch(/^Finished standup early\. Ended <.*left\./u);
  });

  const predicted = { names: ['abc_standup.m3u8'], predicted: true };
  it('names no file where nothing was recorded', () => {
    const message = ended({ result: 'nothingRecorded', files: predicted });
    expect(seen(message)).toContain('Finished standup: nothing was recordedNobody had a camera or microphone on');
    expect(fileNames(message)).toEqual([]);
  });
  it('does not mention cameras when it was stopped at once', () => {
    const stop = { by: 'U2BEN', at: createdAt + 5_000 };
    const text = seen(ended({ result: 'nothingRecorded', stop, files: predicted }));
    expect(text).toContain('It was stopped right after the start.');
    expect(text).not.toContain('camera');
  });

  it('shows why it failed and the remedy, without a promise to retry', () => {
    const failed = (errorCode: ErrorCode) => ended({ errorCode }, 'failed').text;
    expect(failed('storage_refused')).toBe(
      'Failed: standup was not recorded. The storage keys were refused. Ask your admin to correct the storage settings, then start again.',
    );
    expect(failed('agora_timeout')).not.toContain('retrying');
  });

  it('shows that it may still record, and until when', () =>
    expect(ended({ errorCode: 'control_expired' }, 'lost').text).toBe(
      'Lost: standup may still be recording. Agora allows control for 72 hours, and they are over. If it still runs, it stops some minutes after everyone has left. Its files are in the bucket.',
    ));
});

it('an older copy links to the current card', () => {
  const stale = renderStaleCard(recording(), link);
  expect(faults(stale)).toEqual([]);
  expect(stale.text).toBe(`This card of standup is outdated. Open <${link}|the latest card>.`);
  expect(buttons(stale)).toEqual([]);
  expect(faults(renderStaleCard(recording()))).toEqual([]);
});
