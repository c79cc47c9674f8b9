import { describe, expect, test } from 'vitest';
import { findingLine, findingText, summaryLine, terminalText } from '../../src/messages/doctor.ts';
import { en } from '../../src/messages/en/index.ts';
import { type Finding, type FindingCode, statuses } from '../../src/service/doctor/finding.ts';

const values = Object.fromEntries(
  'address,bot,bytes,count,database,detail,direction,error,fix,folder,line,oldest,path,paths,reference,rows,scopes,seconds,service,services,status,version,workspace'
    .split(',')
    .map((name) => [name, ['bytes', 'count', 'rows', 'seconds'].includes(name) ? 2 : `<${name}>`]),
);
const codes = Object.keys(statuses) as FindingCode[];

describe('findings', () => {
  test.each(codes)('%s is one line, with a fix unless the check passed', (code) => {
    const { status, fix } = findingText({ subject: 'storage', of: 'archive', code, values });
    expect(fix === undefined).toBe(status === 'ok');
    const line = terminalText(findingLine({ subject: 'storage', of: 'archive', code, values }));
    expect(line).toMatch(/^[✓⚠✗] Storage archive: \S[^\n`]*\.$/u);
  });

  test('every text belongs to a finding', () => {
    const known = new Set(codes.flatMap((code) => [`doctor.${code}`, `doctor.${code}.fix`]));
    const others = Object.keys(en).filter(
      (id) => id.startsWith('doctor.') && !/^doctor\.(name|line|summary|direction|checking|more|notAdmin)\b/u.test(id),
    );
    expect(others.filter((id) => !known.has(id))).toEqual([]);
  });

  test('external text can’t move the cursor or break the line', () => {
    const finding: Finding = {
      subject: 'storage',
      code: 'storage.writeFailed',
      values: { detail: 'a\u001b[2J\nb\u202ec' },
    };
    expect(terminalText(findingLine(finding))).toContain('(a [2J b c)');
  });

  test.each([
    [[], 'All checks passed.'],
    [['config.fine'], 'All checks passed.'],
    [['config.fine', 'disk.low'], '1 warning, nothing failed.'],
    [['disk.full', 'disk.low', 'disk.low'], '1 check failed, 2 warnings.'],
  ] as [FindingCode[], string][])('%j: %s', (found, sentence) => {
    expect(terminalText(summaryLine(found.map((code) => ({ subject: 'config', code }))))).toBe(sentence);
  });

  test.each([
    [2_000, '2 kB'],
    [49_900_000, '50 MB'],
    [1_500_000_000, '1.5 GB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(terminalText(findingLine({ subject: 'disk', code: 'disk.fine', values: { bytes, folder: '/x' } }))).toBe(
      `✓ Disk space: ${text} free at /x.`,
    );
  });
});
