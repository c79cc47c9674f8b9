import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { format, label, money, monthName, plainText } from '../../src/messages/format.ts';
import { currentLocale, inLocale, localeOf } from '../../src/messages/locale.ts';

const stop = () => label('card.button.stop');

describe('the language of a message', () => {
  it('is English by default', () => expect([currentLocale(), stop()]).toEqual(['en', 'Stop']));

  it('is that of its scope, and only there', () => {
    expect(inLocale('zh', stop)).toBe('停止');
    expect(stop()).toBe('Stop');
  });

  it('is the inner one of nested scopes', () =>
    expect(inLocale('zh', () => [stop(), inLocale('en', stop), stop()])).toEqual(['停止', 'Stop', '停止']));

  it('is the previous one again after an error', () => {
    const fail = () => {
      throw new Error('not rendered');
    };
    expect(() => inLocale('zh', fail)).toThrow('not rendered');
    expect(stop()).toBe('Stop');
  });

  it('is kept across awaits of a handler, while others use another one', async () => {
    const afterTurns = async () => {
      await turn();
      const first = stop();
      await turn();
      return [first, stop()];
    };
    const both = [inLocale('zh', afterTurns), inLocale('en', afterTurns), afterTurns()];
    expect(await Promise.all(both)).toEqual([
      ['停止', '停止'],
      ['Stop', 'Stop'],
      ['Stop', 'Stop'],
    ]);
  });
});

describe('numbers, money and months are those of the language', () => {
  it.each([
    ['en', '1,234 files', '$1,234.50', 'November 2026'],
    ['zh', '1,234 个文件', 'US$1,234.50', '2026年11月'],
  ] as const)('%s', (locale, files, amount, month) =>
    inLocale(locale, () => {
      expect(plainText(format('files.count', { count: 1_234 }))).toBe(files);
      expect(money(1_234.5, 'USD')).toBe(amount);
      expect(monthName(Date.UTC(2026, 10))).toBe(month);
    }),
  );
});

it.each([
  ['zh-CN', 'zh'],
  ['zh-TW', 'zh'],
  ['zh', 'zh'],
  ['ZH_cn', 'zh'],
  ['en-US', 'en'],
  ['en-GB', 'en'],
  ['de-DE', undefined],
  ['zhx', undefined],
  ['', undefined],
])('%j is %s', (tag, locale) => expect(localeOf(tag)).toBe(locale));
