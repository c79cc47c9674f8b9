import { describe, expect, test } from 'vitest';
import type { StepResult, StorageCheck } from '../../../src/service/buckets.ts';
import { judgeClock, readClock } from '../../../src/service/doctor/clock.ts';
import { checkTimeout, examine } from '../../../src/service/doctor/examine.ts';
import type { Check, CheckResult } from '../../../src/service/doctor/finding.ts';
import { storageCheck } from '../../../src/service/doctor/storage.ts';

const fine = (subject: Check['subject'], code: CheckResult['findings'][number]['code']): Check => ({
  subject,
  run: () => Promise.resolve({ findings: [{ subject, code }] }),
});

/** No check throws here. */
const onBroken = (error: unknown): never => {
  throw error;
};

describe('the checks run side by side', () => {
  test('and are reported in the order of their subjects, with the clock between them', async () => {
    const found = await examine([fine('disk', 'disk.fine'), fine('slackBot', 'slack.bot.fine')], { onBroken });
    expect(found.map(({ code }) => code)).toEqual(['slack.bot.fine', 'clock.unknown', 'disk.fine']);
  });

  test('without a service the clock is not reported', async () => {
    expect(await examine([fine('disk', 'disk.fine')], { onBroken })).toHaveLength(1);
  });

  test('one that does not end times out, and its signal aborts', async () => {
    const aborted = Promise.withResolvers<void>();
    const stuck: Check = {
      subject: 'storage',
      of: 'archive',
      run: (signal) => {
        signal.addEventListener('abort', () => aborted.resolve());
        return new Promise(() => undefined);
      },
    };
    const found = await examine([stuck, fine('disk', 'disk.fine')], { timeout: 20, onBroken });
    expect(found[1]).toEqual({ subject: 'storage', of: 'archive', code: 'check.late', values: { seconds: 0.02 } });
    await aborted.promise;
  });

  test('a check does not begin after another one has ended, so that one timeout bounds them all', async () => {
    const both = Promise.withResolvers<void>();
    let started = 0;
    const waiting: Check = {
      subject: 'disk',
      run: async () => {
        started += 1;
        if (started === 2) both.resolve();
        await both.promise;
        return { findings: [{ subject: 'disk', code: 'disk.fine' }] };
      },
    };
    const found = await examine([waiting, waiting], { timeout: 1_000, onBroken });
    expect(found.map(({ code }) => code)).toEqual(['disk.fine', 'disk.fine']);
    expect(checkTimeout).toBeLessThan(15_000);
  });

  test('pending checks are canceled when the bot stops', async () => {
    const stopping = new AbortController();
    const stuck: Check = { subject: 'database', run: () => new Promise(() => undefined) };
    const found = examine([stuck, fine('disk', 'disk.fine')], { signal: stopping.signal, onBroken });
    stopping.abort();
    expect((await found).map(({ code }) => code)).toEqual(['check.canceled', 'disk.fine']);
    const after = await examine([stuck], { signal: stopping.signal, onBroken });
    expect(after.map(({ code }) => code)).toEqual(['check.canceled']);
  });

  test('one that throws is reported as a defect; the others continue', async () => {
    const errors: unknown[] = [];
    const references: string[] = [];
    const broken: Check = { subject: 'database', run: () => Promise.reject(new Error('oops')) };
    const found = await examine([broken, fine('disk', 'disk.fine')], {
      onBroken: (error, reference) => {
        errors.push(error);
        references.push(reference);
      },
    });
    expect(found.map(({ code }) => code)).toEqual(['check.broken', 'disk.fine']);
    expect(found[0]?.values).toEqual({ reference: references[0] });
    expect(errors).toEqual([new Error('oops')]);
  });
});

describe('the clock', () => {
  const at = Date.UTC(2026, 10, 21, 9);
  const ahead = (seconds: number) => readClock('Slack', new Date(at).toUTCString(), at + seconds * 1000);

  test.each([
    [0, 'clock.fine'],
    [-30, 'clock.off'],
    [30, 'clock.fine'],
    [32, 'clock.off'],
    [300, 'clock.off'],
    [301, 'clock.wrong'],
    [-301, 'clock.wrong'],
  ] as const)('%d s from that of Slack: %s', (seconds, code) => {
    expect(judgeClock(ahead(seconds)).code).toBe(code);
  });

  test('the reading that differs most decides', () => {
    const finding = judgeClock([...readClock('Agora', new Date(at).toUTCString(), at + 500), ...ahead(-400)]);
    expect(finding).toMatchObject({ code: 'clock.wrong', values: { service: 'Slack', direction: 'behind' } });
  });

  test('an invalid date is not a reading', () => {
    for (const date of [undefined, null, '', 'soon']) expect(readClock('Agora', date, at)).toEqual([]);
  });
});

describe('a storage', () => {
  const done: StepResult = { kind: 'done' };
  const refused: StepResult = { kind: 'refused', detail: 'AccessDenied' };
  const failed: StepResult = { kind: 'failed', detail: 'ENOTFOUND' };

  test.each<[StorageCheck, string]>([
    [{ kind: 'checked', write: done, read: done, remove: done }, 'storage.fine'],
    [{ kind: 'checked', write: done, read: refused, remove: refused }, 'storage.writeOnly'],
    [{ kind: 'checked', write: done, read: refused, remove: done }, 'storage.writeOnly'],
    [{ kind: 'checked', write: done, read: done, remove: refused }, 'storage.keepsObject'],
    [{ kind: 'checked', write: refused }, 'storage.writeRefused'],
    [{ kind: 'checked', write: failed }, 'storage.writeFailed'],
    [{ kind: 'checked', write: done, read: failed, remove: done }, 'storage.readFailed'],
    [{ kind: 'checked', write: done, read: refused, remove: failed }, 'storage.removeFailed'],
    [{ kind: 'unsupported' }, 'storage.unsupported'],
    [{ kind: 'notConfigured' }, 'storage.notConfigured'],
  ])('%j: %s', async (check, code) => {
    const asked: string[] = [];
    const buckets = {
      check: (name: string) => {
        asked.push(name);
        return Promise.resolve(check);
      },
    };
    const { findings } = await storageCheck('archive', buckets).run(new AbortController().signal);
    expect(findings).toMatchObject([{ subject: 'storage', of: 'archive', code }]);
    expect(asked).toEqual(['archive']);
    const isBad =
      JSON.stringify(check).includes('detail') && code !== 'storage.writeOnly' && code !== 'storage.keepsObject';
    expect(findings[0]?.values !== undefined).toBe(isBad);
  });
});
