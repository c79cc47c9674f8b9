/** Where the files go: what the STORAGE_… variables say together. */
import { regionNames, regionOf, type Vendor, vendorNames, vendorOf } from '../agora/vendors.ts';
import { hostName, type Parse, type Parsed } from './parse.ts';

export const vendor: Parse<Vendor> = (given) => {
  const found = vendorOf(given);
  if (found === undefined) return { fix: `must be one of: ${vendorNames().join(', ')}` };
  const warning = 'names a service that Agora no longer lists: recordings may not be uploaded';
  return found.retired ? { value: found, warning } : { value: found };
};

/** Agora's number of the region. */
export function region(of: Vendor, given: string | undefined): Parsed<number> {
  if (of.regions.length === 0) {
    if (given === undefined) return { value: 0 };
    return { value: 0, warning: `is ignored: ${of.name} has no regions at Agora` };
  }
  const names = regionNames(of);
  const list = `one of: ${names.join(', ')}`;
  if (given === undefined) return { fix: `is missing: set it to the region of the bucket at ${of.name}, ${list}` };
  const value = regionOf(of, given);
  if (value !== undefined) return { value };
  const near = nearest(given, names);
  return { fix: `must be a region of ${of.name}${near === undefined ? '' : ` (did you mean ${near}?)`}, ${list}` };
}

const s3Compatible = 11;

/** The host name of the storage, which only S3-compatible ones have. */
export function endpoint(of: Vendor, given: string | undefined): Parsed<string | undefined> {
  if (of.number !== s3Compatible) {
    if (given === undefined) return { value: undefined };
    return { value: undefined, warning: `is ignored: ${of.name} has no endpoint at Agora` };
  }
  if (given !== undefined) return hostName(given);
  return { fix: `is missing: set it to the host name of the storage, which ${of.name} needs, such as s3.example.com` };
}

/** The name that differs least, if the difference is small enough to be a slip of the hand. */
function nearest(given: string, names: readonly string[]): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replaceAll('-', '_');
  const [best] = names
    .map((name) => ({ name, steps: distance(plain(given), plain(name)) }))
    .sort((a, b) => a.steps - b.steps);
  return best !== undefined && best.steps <= 2 ? best.name : undefined;
}

/** How many letters must be put in, taken out or replaced to turn one text into the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replace = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
