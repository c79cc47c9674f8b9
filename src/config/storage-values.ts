/** Where the files go: what the STORAGE_… variables say together. */
import { regionNames, regionOf, type Vendor, vendorNames, vendorOf } from '../agora/vendors.ts';
import { hint, nearest } from './nearest.ts';
import { type Parse, type Parsed, storageHost } from './parse.ts';

export const vendor: Parse<Vendor> = (given) => {
  const found = vendorOf(given);
  if (found === undefined) {
    const near = likelyVendor(given);
    const hint = near === undefined ? '' : ` (did you mean ${near.name}?)`;
    return { fix: `must be one of: ${vendorNames().join(', ')}${hint}` };
  }
  const warning = 'names a service that Agora no longer lists: recordings may not be uploaded';
  return found.retired ? { value: found, warning } : { value: found };
};

/** Other common names of the vendors, without spaces and punctuation. */
const otherNames: Readonly<Record<string, string>> = {
  s3: 'aws awss3 amazon amazons3 amazonaws',
  google: 'gcs gcp googlecloud googlecloudstorage googlestorage',
  azure: 'azureblob azureblobstorage azurestorage blob microsoft',
  alibaba: 'oss aliyun alicloud alibabacloud alibabaoss',
  tencent: 'cos qcloud tencentcloud tencentcos',
  huawei: 'obs huaweicloud huaweiobs',
  baidu: 'bos baiducloud baidubos',
  's3-compatible': 'minio r2 cloudflare cloudflarer2 wasabi b2 backblaze digitalocean spaces ceph garage seaweedfs',
};

/** The vendor that a text most likely stands for that is not the name or number of one; undefined for no text. */
export function likelyVendor(given = ''): Vendor | undefined {
  const plain = given.toLowerCase().replace(/[^a-z\d]/g, '');
  const known = Object.keys(otherNames).find((name) => otherNames[name]?.split(' ').includes(plain) === true);
  const name = known ?? nearest(given, vendorNames());
  return name === undefined ? undefined : vendorOf(name);
}

/** Agora's number of the region. `of`: undefined where the vendor is not known, so that only its absence can be judged. */
export function region(of: Vendor | undefined, given: string | undefined): Parsed<number> {
  if (of === undefined) {
    if (given !== undefined) return { value: 0 };
    return { fix: 'is missing: set it to the region of the bucket, such as us-east-1' };
  }
  if (of.regions.length === 0) {
    if (given === undefined) return { value: 0 };
    return { value: 0, warning: `is ignored: ${of.name} has no regions at Agora` };
  }
  const names = regionNames(of);
  const list = `one of: ${names.join(', ')}`;
  if (given === undefined) return { fix: `is missing: set it to the region of the bucket at ${of.name}, ${list}` };
  const value = regionOf(of, given);
  if (value !== undefined) return { value };
  return { fix: `must be a region of ${of.name}${hint(given, names)}, ${list}` };
}

/** The host name of the storage, which only S3-compatible ones have. */
export function endpoint(of: Vendor | undefined, given: string | undefined): Parsed<string | undefined> {
  if (of === undefined) return { value: undefined };
  if (of.name !== 's3-compatible') {
    if (given === undefined) return { value: undefined };
    return { value: undefined, warning: `is ignored: ${of.name} has no endpoint at Agora` };
  }
  if (given !== undefined) return storageHost(given);
  return { fix: `is missing: set it to the host name of the storage, which ${of.name} needs, such as s3.example.com` };
}
