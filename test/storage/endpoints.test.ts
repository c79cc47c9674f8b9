/** Where the buckets of each vendor are. */
import { expect, test } from 'vitest';
import { vendors } from '../../src/agora/vendors.ts';
import { encodeKey, endpointOf } from '../../src/storage/endpoints.ts';

test.each<[vendor: string, region: string | undefined, base: string, region: string]>([
  ['s3', 'US_EAST_1', 'https://b.s3.us-east-1.amazonaws.com', 'us-east-1'],
  ['s3', 'CN_NORTHWEST_1', 'https://b.s3.cn-northwest-1.amazonaws.com.cn', 'cn-northwest-1'],
  ['s3', 'US_GOV_WEST_1', 'https://b.s3.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  ['alibaba', 'CN_Hangzhou', 'https://b.s3.oss-cn-hangzhou.aliyuncs.com', 'cn-hangzhou'],
  ['alibaba', 'AP_Southeast_6', 'https://b.s3.oss-ap-southeast-6.aliyuncs.com', 'ap-southeast-6'],
  ['alibaba', 'CN_Southeast_7', 'https://b.s3.oss-ap-southeast-7.aliyuncs.com', 'ap-southeast-7'],
  ['tencent', 'Beijing_1', 'https://b.cos.ap-beijing-1.myqcloud.com', 'ap-beijing-1'],
  ['tencent', 'Shenzhen_FSI', 'https://b.cos.ap-shenzhen-fsi.myqcloud.com', 'ap-shenzhen-fsi'],
  ['tencent', 'Frankfurt', 'https://b.cos.eu-frankfurt.myqcloud.com', 'eu-frankfurt'],
  ['google', undefined, 'https://storage.googleapis.com/b', 'auto'],
  ['huawei', 'CN_North_4', 'https://b.obs.cn-north-4.myhuaweicloud.com', 'cn-north-4'],
  ['baidu', 'Beijing', 'https://b.s3.bj.bcebos.com', 'bj'],
  ['baidu', 'Hongkong', 'https://b.s3.hkg.bcebos.com', 'hkg'],
])('%s %s', (vendor, region, base, signed) => {
  expect(endpointOf({ vendor, bucket: 'b', ...(region !== undefined && { region }) })).toEqual({
    base,
    region: signed,
  });
});

test.each([
  ['s3.example.com', 'https://s3.example.com/b', 'us-east-1'],
  ['s3.eu-central-1.wasabisys.com', 'https://s3.eu-central-1.wasabisys.com/b', 'eu-central-1'],
  ['s3.us-west-004.backblazeb2.com', 'https://s3.us-west-004.backblazeb2.com/b', 'us-west-004'],
  ['x.r2.cloudflarestorage.com', 'https://x.r2.cloudflarestorage.com/b', 'auto'],
  ['127.0.0.1:9000', 'http://127.0.0.1:9000/b', 'us-east-1'],
  ['localhost', 'http://localhost/b', 'us-east-1'],
  ['127.0.0.1.example.com', 'https://127.0.0.1.example.com/b', 'us-east-1'],
  ['localhost.example.com', 'https://localhost.example.com/b', 'us-east-1'],
])('s3-compatible at %s', (endpoint, base, region) => {
  expect(endpointOf({ vendor: 's3-compatible', bucket: 'b', endpoint })).toEqual({ base, region });
});

test('a key in a URL: everything but letters, digits and `-._~` is escaped, and slashes stay', () => {
  expect(encodeKey("lessons/a b+c%'(d)*!~_-.mp4")).toBe('lessons/a%20b%2Bc%25%27%28d%29%2A%21~_-.mp4');
});

test('a dot in the name of an Amazon S3 bucket would be outside its certificate', () => {
  const base = 'https://s3.eu-west-1.amazonaws.com/a.b';
  expect(endpointOf({ vendor: 's3', region: 'EU_WEST_1', bucket: 'a.b' })).toEqual({ base, region: 'eu-west-1' });
});

test('every region of every vendor has a place of its own, but for vendors without such an interface', () => {
  const without = vendors.filter(({ name }) => endpointOf({ vendor: name, bucket: 'b' }) === undefined);
  expect(without.map(({ name }) => name)).toEqual(['qiniu', 'kingsoft', 'azure']);
  for (const { name: vendor, regions } of vendors) {
    const bases = regions.map(({ name: region }) => endpointOf({ vendor, region, bucket: 'b' })?.base);
    for (const base of bases) expect(base ?? 'https://b').toMatch(/^https:\/\/[a-z\d.-]+(?:\/b)?$/u);
    if (!without.some(({ name }) => name === vendor)) expect(new Set(bases).size).toBe(regions.length);
  }
});
