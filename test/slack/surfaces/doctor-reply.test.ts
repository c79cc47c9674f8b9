import { expect, test } from 'vitest';
import type { Finding } from '../../../src/service/doctor/finding.ts';
import { doctorReply } from '../../../src/slack/surfaces/doctor-reply.ts';

const storages = (count: number): Finding[] =>
  Array.from({ length: count }, (_, n) => ({
    subject: 'storage',
    of: `bucket-${n}`,
    code: 'storage.writeFailed',
    values: { detail: 'x'.repeat(400) },
  }));

test.each([
  [1, 1, 2],
  [39, 1, 40],
  [40, 2, 41],
  [118, 3, 119],
  [119, 3, 120],
  [500, 3, 120],
])('%d findings are %d messages with %d lines, each within Slack’s limits', (count, messages, lines) => {
  const reply = doctorReply(storages(count));
  expect(reply).toHaveLength(messages);
  expect(reply.flatMap(({ blocks }) => blocks)).toHaveLength(lines);
  for (const { text, blocks } of reply) {
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(text.length).toBeLessThanOrEqual(3_000);
  }
  const left = count - (lines - 1) + 1;
  const isCut = count > 118;
  expect(JSON.stringify(reply).includes(`… and ${left} more.`)).toBe(isCut);
});
