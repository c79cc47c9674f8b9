import { expect, test } from 'vitest';
import { auditPress } from '../../../src/slack/inbound/audit-buttons.ts';
import { olderAction, olderValue } from '../../../src/slack/surfaces/audit-reply.ts';

const before = { recordings: 12, schedules: Number.MAX_SAFE_INTEGER, refusals: 0 };

test.each([undefined, 'maths', 'team sync', '1.2.3'])('Older carries its position and filter: %s', (target) => {
  const press = auditPress(olderAction, olderValue(before, target));
  expect(press).toEqual({ before, ...(target !== undefined && { target }) });
});

test.each([
  ['stop', '1.2.3'],
  [olderAction, ''],
  [olderAction, 'rabcde'],
])('%s with %j is no page of the audit', (action, value) => {
  expect(auditPress(action, value)).toBeUndefined();
});
