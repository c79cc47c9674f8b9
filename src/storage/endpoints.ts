/** Where each vendor's S3-compatible interface is. Signatures are AWS Signature Version 4 everywhere. */

/** A bucket as the configuration has it. `vendor` and `region` are names, e.g. `s3` and `US_EAST_1`; `endpoint`: of `s3-compatible`. */
export type BucketLocation = Readonly<{ vendor: string; region?: string; bucket: string; endpoint?: string }>;

/** `base`: URL of the bucket, without a slash at the end. `region`: as the signature names it. */
export type Endpoint = Readonly<{ base: string; region: string }>;

type Host = Readonly<{
  /** Without the bucket. */
  host: string;
  region: string;
  /** The bucket is the first part of the path (`path`) or of the host name (`host`). */
  style: 'host' | 'path';
  scheme?: 'http';
}>;

/** By vendor name. Azure, Qiniu and Kingsoft are missing: none of them accepts these signatures. */
const hosts: Readonly<Record<string, (location: BucketLocation) => Host>> = {
  // AWS General Reference, "Amazon Simple Storage Service endpoints". A certificate covers one label: dots in a bucket need the path.
  s3({ region: name = '', bucket }) {
    const region = codeOf(name);
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    return { host: `s3.${region}.${domain}`, region, style: bucket.includes('.') ? 'path' : 'host' };
  },
  // Object Storage Service, "Use AWS SDKs to access OSS": the path style is rejected.
  alibaba({ region: name = '' }) {
    const region = alibabaRegions[name] ?? codeOf(name);
    return { host: `s3.oss-${region}.aliyuncs.com`, region, style: 'host' };
  },
  // Cloud Object Storage, "Regions and access endpoints" and "Using AWS S3 SDKs to access COS".
  tencent({ region: name = '' }) {
    const region = tencentRegions[name] ?? `ap-${codeOf(name)}`;
    return { host: `cos.${region}.myqcloud.com`, region, style: 'host' };
  },
  // Cloud Storage, "Simple migration from Amazon S3": HMAC keys, and any region.
  google: () => ({ host: 'storage.googleapis.com', region: 'auto', style: 'path' }),
  // "Regions and endpoints", Object Storage Service (OBS).
  huawei({ region: name = '' }) {
    const region = codeOf(name);
    return { host: `obs.${region}.myhuaweicloud.com`, region, style: 'host' };
  },
  // Object Storage (BOS), "Compatible Signature Authentication": its short codes are the regions.
  baidu({ region: name = '' }) {
    const region = baiduRegions[name] ?? codeOf(name);
    return { host: `s3.${region}.bcebos.com`, region, style: 'host' };
  },
  // MinIO and its likes serve the path style without any setting of theirs. Most ignore the region or call it so.
  's3-compatible': ({ endpoint = '' }) => ({
    host: endpoint,
    region: regionIn(endpoint) ?? 'us-east-1',
    style: 'path',
    ...(isLoopback(endpoint) && { scheme: 'http' }),
  }),
};

/** Those that Agora calls by another name than Alibaba Cloud does; that of EU_East_1 follows from its place in the list. */
const alibabaRegions: Readonly<Record<string, string>> = {
  EU_East_1: 'me-east-1',
  CN_Northeast_2: 'ap-northeast-2',
  CN_Southeast_7: 'ap-southeast-7',
};

/** Those that do not begin with `ap-`, or have a number. */
const tencentRegions: Readonly<Record<string, string>> = {
  Siliconvalley: 'na-siliconvalley',
  Ashburn: 'na-ashburn',
  Toronto: 'na-toronto',
  Frankfurt: 'eu-frankfurt',
  Moscow: 'eu-moscow',
};

const baiduRegions: Readonly<Record<string, string>> = {
  Beijing: 'bj',
  Baoding: 'bd',
  Suzhou: 'su',
  Guangzhou: 'gz',
  Hongkong: 'hkg',
  Singapore: 'sin',
  Wuhan: 'fwh',
  Shanghai: 'fsh',
};

/** Undefined for a vendor without an S3-compatible interface. */
export function endpointOf(location: BucketLocation): Endpoint | undefined {
  const found = hosts[location.vendor]?.(location);
  if (found === undefined) return undefined;
  const { host, region, style, scheme = 'https' } = found;
  const { bucket } = location;
  const base = style === 'host' ? `${scheme}://${bucket}.${host}` : `${scheme}://${host}/${encodePart(bucket)}`;
  return { base, region };
}

/** For a URL and for a signature alike: everything but letters, digits and `-._~` is escaped. */
export function encodePart(part: string): string {
  const escaped = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(part.toWellFormed()).replaceAll(/[!'()*]/gu, escaped);
}

/** The key of an object in a URL: its slashes separate folders. */
export const encodeKey = (key: string): string => key.split('/').map(encodePart).join('/');

const codeOf = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/** Services that check the region have it in their host name: `s3.eu-central-1.wasabisys.com`, `s3.us-west-004.backblazeb2.com`. */
function regionIn(endpoint: string): string | undefined {
  if (endpoint.endsWith('.r2.cloudflarestorage.com')) return 'auto';
  return /(?:^|\.)s3\.([a-z]{2}-[a-z]+-\d+)\./u.exec(endpoint)?.[1];
}

/** With or without a port. */
function isLoopback(endpoint: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3})(?::\d{1,5})?$/iu.test(endpoint);
}
