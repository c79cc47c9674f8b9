import { expect, test } from 'vitest';
import { diskCheck } from '../../../src/ops/doctor/disk.ts';

const signal = new AbortController().signal;

test.each([
  [49.9e6, 'disk.full'],
  [50e6, 'disk.low'],
  [499e6, 'disk.low'],
  [500e6, 'disk.fine'],
])('%d bytes free: %s', async (free, code) => {
  const check = diskCheck('/tmp/no-such-folder/x/bot.db', () => Promise.resolve({ bavail: free / 1000, bsize: 1000 }));
  expect((await check.run(signal)).findings).toEqual([
    { subject: 'disk', code, values: { folder: '/tmp', bytes: free } },
  ]);
});

test('a disk that can’t be measured is not a failure', async () => {
  const check = diskCheck('/tmp/bot.db', () => Promise.reject(new Error('ENOSYS')));
  expect((await check.run(signal)).findings[0]?.code).toBe('disk.unknown');
});

test('the disk of this machine can be measured', async () => {
  expect((await diskCheck('/tmp/bot.db').run(signal)).findings[0]?.values?.['bytes']).toBeGreaterThan(0);
});
