/** Lists of uids as people write them. */
import { format } from '../../messages/format.ts';
import { isUid, isWithin, limits } from '../../recording/validate.ts';
import { type Rejected, rejected } from './reading.ts';

/** `all`, or uids with commas in between, each once. */
export function readUids(key: string, typed: string): { uids: 'all' | readonly string[] } | { rejected: Rejected } {
  if (typed.toLowerCase() === 'all') return { uids: 'all' };
  const uids = [...new Set(typed.split(',').filter((text) => text !== ''))];
  const wrong = uids.find((uid) => !isUid(uid));
  if (wrong !== undefined) return { rejected: rejected(format('input.uids.invalid', { typed: { code: wrong } })) };
  if (isWithin(uids.length, limits.uids)) return { uids };
  return {
    rejected: rejected(
      format('input.uids.count', { key: { code: key }, least: limits.uids.from, most: limits.uids.to }),
    ),
  };
}
