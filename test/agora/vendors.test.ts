import { describe, expect, test } from 'vitest';
import { regionNames, regionOf, vendorNames, vendorOf, vendors } from '../../src/agora/vendors.ts';

describe('vendors', () => {
  test.each([
    ['s3', 1],
    ['S3', 1],
    ['1', 1],
    [' 1 ', 1],
    ['alibaba', 2],
    ['tencent', 3],
    ['azure', 5],
    ['google', 6],
    ['huawei', 7],
    ['baidu', 8],
    ['s3-compatible', 11],
    ['S3_Compatible', 11],
    ['11', 11],
    ['qiniu', 0],
    ['0', 0],
    ['kingsoft', 4],
  ])('%s is %i', (given, number) => {
    expect(vendorOf(given)?.number).toBe(number);
  });

  test.each(['', '9', '10', '12', '-1', '1.0', 'aws', 'cn_'])('%s is not a vendor', (given) => {
    expect(vendorOf(given)).toBeUndefined();
  });

  test('only retired vendors are not offered', () => {
    expect(vendors.filter(({ retired }) => retired).map(({ name }) => name)).toEqual(['qiniu', 'kingsoft']);
    expect(vendorNames()).toEqual(['s3', 'alibaba', 'tencent', 'azure', 'google', 'huawei', 'baidu', 's3-compatible']);
  });
});

describe('regions', () => {
  test.each([
    ['s3', 'us-east-1', 0],
    ['s3', 'US_EAST_1', 0],
    ['s3', '0', 0],
    ['s3', 'eu-central-1', 7],
    ['s3', 'sa-east-1', 12],
    ['s3', 'cn-northwest-1', 16],
    ['s3', 'us-gov-west-1', 17],
    ['s3', 'me-south-1', 22],
    ['s3', 'eu-south-1', 25],
    ['s3', 'il-central-1', 28],
    ['s3', '28', 28],
    ['alibaba', 'CN_Hangzhou', 0],
    ['alibaba', 'Hangzhou', 0],
    ['alibaba', 'cn-hongkong', 7],
    ['alibaba', 'us-east-1', 9],
    ['alibaba', 'eu-east-1', 18],
    ['alibaba', 'Wulanchabu', 25],
    ['alibaba', 'cn_southeast_7', 27],
    ['tencent', 'beijing', 1],
    ['tencent', 'Shenzhen-FSI', 6],
    ['tencent', 'Moscow', 19],
    ['huawei', 'cn-southwest-2', 5],
    ['huawei', 'SA_Chile_1', 15],
    ['baidu', 'Shanghai', 7],
    ['qiniu', 'North America', undefined],
    ['qiniu', 'north-america', 3],
    ['kingsoft', 'Singapore_1', 9],
    ['azure', 'anything', 0],
    ['s3-compatible', '0', 0],
    ['s3', '26', undefined],
    ['s3', '-', undefined],
    ['s3', '', undefined],
    ['s3', 'us-east-9', undefined],
    ['alibaba', '28', undefined],
  ])('%s %s is %s', (name, given, number) => {
    const vendor = vendorOf(name);
    expect(vendor && regionOf(vendor, given)).toBe(number);
  });

  test('every name and number of every vendor resolves to itself', () => {
    for (const vendor of vendors) {
      expect(regionNames(vendor)).toHaveLength(new Set(vendor.regions.map(({ number }) => number)).size);
      for (const { name, number } of vendor.regions) {
        expect(regionOf(vendor, name), `${vendor.name} ${name}`).toBe(number);
        expect(regionOf(vendor, number)).toBe(number);
      }
    }
  });
});
