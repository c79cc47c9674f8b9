/** The usage of a month as a message and as CSV. */
import { describe, expect, it } from 'vitest';
import { periodOf } from '../../../src/recording/usage/month.ts';
import type { KeyedSum, UsageReport } from '../../../src/recording/usage/report.ts';
import { sumOf } from '../../../src/recording/usage/sums.ts';
import type { Message } from '../../../src/slack/surfaces/blocks.ts';
import { usageCsv } from '../../../src/slack/surfaces/usage-csv.ts';
import { csvMessages, usageReply } from '../../../src/slack/surfaces/usage-reply.ts';
import { cardUsage, limitReached, usageWords } from '../../../src/slack/surfaces/usage-words.ts';
import { runningRecording } from '../../support/recordings.ts';
import { mixOptions, specOf } from '../../support/specs.ts';

const prices = { currency: 'USD', per1000Minutes: { audio: 1.49, hd: 5.99, fullHd: 13.49, '2k': 23.99 } };
const keyed = (key: string, minutes: number): KeyedSum => ({
  key,
  sum: sumOf({ class: 'hd', seconds: minutes * 60, estimated: false }),
});
const report = (channel: readonly KeyedSum[], change: Partial<UsageReport> = {}): UsageReport => ({
  month: '2026-11',
  period: periodOf('2026-11'),
  total: sumOf({ class: 'hd', seconds: 6_000, estimated: false }, 2),
  channel,
  person: [keyed('U0ANA', 100)],
  preset: [keyed('', 100)],
  ...change,
});
const words = (parts: readonly unknown[]) =>
  parts.map((part) => (typeof part === 'string' ? part : String(Object.values(part as object)[0]))).join('');

describe('the message', () => {
  it('names the ten largest, and the number that only the CSV holds', () => {
    const many = Array.from({ length: 1_000 }, (_, n) => keyed(`channel ${'x'.repeat(55)} ${n}`, 1_000 - n));
    const message = usageReply(report(many), prices, 'sent');
    const shown = JSON.stringify(message);
    expect(shown).toContain('and 990 more in the CSV');
    expect(shown).not.toContain('"By preset:"');
    expect(message.blocks.length).toBeLessThan(10);
    expect(message.text.length).toBeLessThan(3_000);
    expect(shown.length).toBeLessThan(10_000);
  });

  it.each([
    [1, 'under $0.01'],
    [25, 'about $0.15'],
    [1_000_000, 'about $5,990.00'],
  ])('%i minutes cost %s', (minutes, cost) => {
    expect(words(usageWords(keyed('', minutes).sum, prices))).toContain(cost);
  });

  it('marks estimates and minimum costs', () => {
    expect(words(usageWords(sumOf({ class: 'above', seconds: 60_000, estimated: true }), prices))).toBe(
      'about 1,000 min, at least $23.99',
    );
    const yen = { ...prices, currency: 'JPY' };
    expect(words(usageWords(keyed('', 10).sum, yen))).toBe('10 min, under ¥1');
  });
});

describe('the card', () => {
  const now = 1_795_250_000_000;
  const running = (seconds: number, streams: 'audio' | 'audio+video' = 'audio+video') =>
    runningRecording({
      health: { mediaSeen: true },
      spec: specOf({ options: { ...mixOptions, streams } }),
      recorders: [{ uid: '4', status: 'running', sendCount: 1, startedAt: now - seconds * 1_000 }],
    });

  it.each([
    [59, ''],
    [119, '1 min so far'],
    [59 * 60, '59 min so far'],
    // From an hour on in steps of five minutes: a card is no clock.
    [64 * 60, '60 min so far'],
    [65 * 60, '65 min so far'],
  ])('reports after %i s: %s', (seconds, told) =>
    expect(words(cardUsage(running(seconds), now, undefined, false))).toBe(told),
  );

  it('shows the cost and the class when prices are configured', () => {
    expect(words(cardUsage(running(1_500), now, prices, true))).toBe('25 min, about $0.15 so far (HD)');
    expect(words(cardUsage(running(1_500, 'audio'), now, prices, true))).toBe('25 min, about $0.04 so far (audio)');
  });

  it('does not repeat the headline', () => expect(cardUsage(running(1_500), now, undefined, true)).toEqual([]));

  it('shows nothing before a recorder runs', () => expect(cardUsage(running(0), now, prices, true)).toEqual([]));
});

describe('a limit that is used up', () => {
  const use = {
    unit: 'cost',
    limit: 50,
    used: 50.2,
    currency: 'USD',
    preset: 'lesson',
    until: 1_796_083_200_000,
  } as const;
  it('shows the amount, until when, and who can change it', () => {
    const { text } = limitReached({ use, admins: ['U0ADMIN', 'U1ADMIN', 'U2ADMIN', 'U3ADMIN'] });
    expect(text).toContain('the monthly limit of the preset `lesson` is used up ($50.20 of $50.00)');
    expect(text).toContain('<!date^1796083200^');
    expect(text).toContain('<@U0ADMIN>, <@U1ADMIN>, <@U2ADMIN> can start recordings or raise the limit.');
    expect(limitReached({ use, admins: [] }).text).toContain('ask your admin');
  });
});

describe('the CSV', () => {
  it('has a row for each sum, and the total', () => {
    expect(usageCsv(report([keyed('maths', 100)]), prices)).toBe(
      [
        'month,by,name,recordings,minutes,minutes_audio,minutes_hd,minutes_fullHd,minutes_2k,minutes_above,time_is,cost,currency,cost_is',
        '2026-11,channel,maths,1,100,0,100,0,0,0,exact,0.5990,USD,about',
        '2026-11,person,U0ANA,1,100,0,100,0,0,0,exact,0.5990,USD,about',
        '2026-11,preset,,1,100,0,100,0,0,0,exact,0.5990,USD,about',
        '2026-11,total,,2,100,0,100,0,0,0,exact,0.5990,USD,about',
        '',
      ].join('\r\n'),
    );
  });

  it('has no cost without prices', () => {
    const [head, row] = usageCsv(report([keyed('maths', 1)]), undefined).split('\r\n');
    expect(head).toMatch(/,time_is$/u);
    expect(row).toMatch(/,exact$/u);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@sum', "'@sum"],
    ['=a,"b"', `"'=a,""b"""`],
    ['a=b', 'a=b'],
    ['team, sync', '"team, sync"'],
    ['say "x"', '"say ""x"""'],
  ])('a name %j is %s', (name, written) => {
    expect(usageCsv(report([keyed(name, 1)]), undefined)).toContain(`\r\n2026-11,channel,${written},1,`);
  });
});

describe('the CSV as text', () => {
  const csv = (lines: number) => Array.from({ length: lines }, (_, n) => `line ${n} ${'x'.repeat(90)}\r\n`).join('');
  // Slack shows the pieces of a block one after another.
  const textOf = (message: Message) => JSON.stringify(message.blocks).replaceAll('"},{"type":"text","text":"', '');
  const linesIn = (shown: string) => [...shown.matchAll(/line \d+ x/gu)].length;

  it('is complete, split at line ends', () => {
    const messages = csvMessages(csv(300));
    expect(messages).toHaveLength(4);
    const shown = messages.map(textOf).join('');
    expect(linesIn(shown)).toBe(300);
    expect(shown).not.toContain('fit here');
  });

  it('shows the number of omitted lines', () => {
    const messages = csvMessages(csv(1_000));
    expect(messages).toHaveLength(4);
    const shown = messages.map(textOf);
    const told = linesIn(shown.join(''));
    expect(shown.at(-1)).toContain(`${1_000 - told} more lines don’t fit here.`);
    for (const { blocks } of messages) expect(JSON.stringify(blocks).length).toBeLessThan(12_000);
  });
});
