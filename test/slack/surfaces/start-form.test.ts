import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { viewRejection } from '../../../src/sandbox/slack/modals.ts';
import type { State } from '../../../src/sandbox/slack/state.ts';
import { say } from '../../../src/slack/surfaces/blocks.ts';
import {
  pictureKey,
  refusedStartForm,
  repeats,
  type StartFormMetadata,
  type StartFormState,
  startForm,
} from '../../../src/slack/surfaces/start-form.ts';

const files = new Map([['F1', { isComplete: true }]]) as unknown as State['files'];
const rejectionOf = (view: object) => viewRejection(view, { files } as State);

const text = fc.string({ unit: 'binary', maxLength: 3_000 });
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 75 });
const cname = fc.stringMatching(/^[a-zA-Z0-9 !#$%&()+:;<=.>?@[\]^_{}|~,-]{1,63}$/u);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const state = fc
  .record({
    from: optional(fc.constant({ channelId: 'C1', isPrivate: false })),
    cname: text,
    preset: optional(name),
    mode: fc.constantFrom('mix' as const, 'individual' as const, 'web' as const),
    layout: optional(name),
    url: text,
    duration: text,
    repeat: fc.constantFrom(...repeats),
    date: optional(fc.constant('2026-12-01')),
    time: optional(fc.constant('09:00')),
    days: fc.subarray(['mon', 'tue', 'sun']),
    others: fc.record({ snapshots: fc.constant('10s'), storage: name }, { requiredKeys: [] }),
    recent: optional(fc.uniqueArray(cname, { maxLength: 15 })),
    zone: optional(fc.constant('America/Argentina/Buenos_Aires')),
    fields: fc.constant({ channel: 3, preset: 4 }),
  })
  .map((value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as StartFormState);

it('every form is within Slack’s limits, for any input and configuration', () => {
  fc.assert(
    fc.property(state, fc.uniqueArray(name, { maxLength: 120 }), fc.boolean(), (given, names, withPicture) => {
      const shown = withPicture ? { ...given, picture: { id: 'F1', of: pictureKey(given) } } : given;
      expect(rejectionOf(startForm(shown, { presets: names, layouts: ['grid', ...names] }, { kind: 'grid' }))).toBe(
        undefined,
      );
    }),
    { numRuns: 300 },
  );
  expect(rejectionOf(refusedStartForm(say('No.')))).toBeUndefined();
});

it('a hidden URL is kept as long as it fits', () => {
  const remembered = (url: string) => {
    const given = { cname: '', mode: 'mix', url, duration: '', repeat: 'now', days: [], others: {} } as const;
    const view = startForm(
      { ...given, fields: { channel: 0, preset: 0 } },
      { presets: [], layouts: ['grid'] },
      undefined,
    );
    return (JSON.parse(view.private_metadata ?? '') as StartFormMetadata).url;
  };
  expect(remembered('https://example.com/class')).toBe('https://example.com/class');
  expect(remembered('x'.repeat(3_000))).toBeUndefined();
});
