/**
 * Storage vendors and the highest region number of each; where the numbers have a gap or don't start at 0, a list.
 * 0 (Qiniu) and 4 (Kingsoft) have left Agora's pages, but older samples still name them, so they are accepted.
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

/** Whether the vendor has that region. A wrong one is found only after start has answered, when the upload fails. */
export const hasRegion = (vendor: number, region: number): boolean =>
  withoutRegions.includes(vendor) || (regions[vendor] ?? []).includes(region);

function upTo(last: number): readonly number[] {
  return Array.from({ length: last + 1 }, (_, region) => region);
}
