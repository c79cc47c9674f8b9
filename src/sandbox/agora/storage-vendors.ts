/**
 * Region numbers by storage vendor. 0 (Qiniu) and 4 (Kingsoft) are no longer documented, but older samples use them, so they
 * are accepted.
 * (Agora: Cloud Recording, "Region and vendor".)
 */
const regions: Readonly<Record<number, readonly number[]>> = {
  0: upTo(3),
  1: [...upTo(25), 28],
  2: upTo(27),
  3: upTo(19),
  4: upTo(9),
  7: upTo(15),
  8: upTo(7),
};

/** Azure, Google and S3-compatible storage have no region: Agora ignores the number. */
const withoutRegions: readonly number[] = [5, 6, 11];

export const isVendor = (vendor: number): boolean => vendor in regions || withoutRegions.includes(vendor);

/** Whether the vendor has that region. Agora finds a wrong one only after it has answered `start`. */
export const hasRegion = (vendor: number, region: number): boolean =>
  withoutRegions.includes(vendor) || (regions[vendor] ?? []).includes(region);

/** An endpoint on this machine, with or without a port. */
export function isLoopback(endpoint: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3})(?::\d{1,5})?$/.test(endpoint);
}

function upTo(last: number): readonly number[] {
  return Array.from({ length: last + 1 }, (_, region) => region);
}
