import { describe, expect, it } from 'vitest';
import { explain } from '../../src/messages/errors.ts';
import { plainText } from '../../src/messages/format.ts';
import { type ErrorCode, errorCodes } from '../../src/recording/error-codes.ts';

const words = (code: ErrorCode, when: 'trying' | 'givenUp') => {
  const { summary, remedy } = explain(code, when);
  return { summary: plainText(summary), remedy: plainText(remedy) };
};

describe.each(errorCodes)('%s', (code) => {
  it.each(['trying', 'givenUp'] as const)('says what happened and what to do: %s', (when) => {
    const { summary, remedy } = words(code, when);
    expect(summary).toMatch(/^\p{Lu}.*\.$/u);
    expect(remedy).toMatch(/^\p{Lu}.*\.$/u);
    expect(`${summary} ${remedy}`).not.toMatch(/[{}]|undefined|NaN/u);
  });

  it('promises no retry once the bot has given up', () =>
    expect(words(code, 'givenUp').remedy).not.toMatch(/retrying|No action needed|asking for another/u));
});

it('has numbers from the policy', () => {
  expect(words('control_expired', 'givenUp').summary).toContain('72 hours');
  expect(words('token_expired', 'givenUp').summary).toContain('24-hour');
  expect(words('too_late', 'givenUp').summary).toContain('15 minutes');
});

it.each(['from another version', ''])('has a general text for an unknown code: %j', (code) =>
  expect(words(code as ErrorCode, 'trying')).toEqual({
    summary: 'Something went wrong.',
    remedy: 'Ask your admin to check the log.',
  }),
);

it.each(['start_unknown', 'control_data_missing', 'control_data_refused', 'control_expired'] as const)(
  'of a page, %s never mentions people who leave',
  (code) => {
    const { summary, remedy } = explain(code, 'givenUp', true);
    const text = plainText([...summary, ' ', ...remedy]);
    expect(text).toContain('at its time limit');
    expect(text).not.toContain('left');
    expect(plainText(explain(code, 'givenUp').remedy)).toContain('left');
  },
);
