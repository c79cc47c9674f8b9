/** Where in the App Home a person is, as the metadata of the view says. */
import { z } from 'zod';
import { type HomePosition, homeStart } from '../../service/home.ts';
import { longestSearch } from '../surfaces/home.ts';

const offset = z.int().nonnegative().catch(0);
const metadataSchema = z
  .object({ search: z.string().max(longestSearch).catch(''), live: offset, scheduled: offset, ended: offset })
  .catch(homeStart);

/** What can't be read, such as the metadata of another version, is the beginning. */
export function positionIn(metadata: string | undefined): HomePosition {
  let value: unknown;
  try {
    value = JSON.parse(metadata ?? '');
  } catch {
    return homeStart;
  }
  return metadataSchema.parse(value);
}
