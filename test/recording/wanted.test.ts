import { expect, test } from 'vitest';
import { accepted, requested, settled, type Wanted, withdrawn } from '../../src/recording/wanted.ts';

const same = (a: string, b: string) => a === b;
const open: Wanted<string> = { desired: 'b', current: 'a', requestedBy: 'UBEN' };
const lost: Wanted<string> = { desired: 'a', current: 'a', uncertain: true };

test.each<[string, Wanted<string>, Wanted<string>]>([
  ['what begins is in force', settled('a'), { desired: 'a', current: 'a' }],
  ['a request leaves in force what is', requested(settled('a'), 'b', 'UBEN'), open],
  [
    'a request takes the place of an open one',
    requested(open, 'c', 'UANA'),
    { ...open, desired: 'c', requestedBy: 'UANA' },
  ],
  ['a request does not make certain what is in force', requested(lost, 'b', 'UBEN'), { ...open, uncertain: true }],
  ['what is accepted is in force', accepted(open, 'b', same), { desired: 'b', current: 'b' }],
  [
    'what is accepted makes it certain',
    accepted({ ...open, uncertain: true }, 'b', same),
    { desired: 'b', current: 'b' },
  ],
  [
    'what is accepted late leaves the newer request open, and is certain',
    accepted({ ...open, desired: 'c', uncertain: true }, 'b', same),
    { desired: 'c', current: 'b', requestedBy: 'UBEN' },
  ],
  ['what is rejected is not desired any more', withdrawn(open, false), { desired: 'a', current: 'a' }],
  ['what got no response may be in force', withdrawn(open, true), lost],
])('%s', (_name, actual, expected) => {
  expect(actual).toEqual(expected);
});
