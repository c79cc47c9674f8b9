/** What no change of a recording may do, whatever it is kept in. */
import type { Recording } from '../recording/recording.ts';
import { StoreError } from './error.ts';

export function assertSame(old: Recording, next: Recording): void {
  if (next.id !== old.id) throw defect(old.id, 'id can’t change');
  if (next.spec.appId !== old.spec.appId) throw defect(old.id, 'appId can’t change');
  if (next.cname !== old.cname) throw defect(old.id, 'cname can’t change');
  // A recorder that is forgotten may bill for ever.
  if (next.recorders.length < old.recorders.length) throw defect(old.id, 'a recorder can’t be dropped');
}

export function defect(id: string, what: string): StoreError {
  return new StoreError(
    'contradiction',
    `A change of recording ${id} was not made: ${what}. This is a defect of the bot: please report it.`,
  );
}
