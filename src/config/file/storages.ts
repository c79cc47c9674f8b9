/** `storages`: buckets besides the one of the STORAGE_* variables. */
import { z } from 'zod';
import type { Storage, Vendor } from '../../agora/vendors.ts';
import { limits } from '../../recording/validate.ts';
import type { Environment } from '../environment.ts';
import { baseUrl, credential, folders, type Parsed } from '../parse.ts';
import { endpoint, likelyVendor, region, vendor } from '../storage-values.ts';
import type { EntryReader, Together } from './entries.ts';
import { choice, field, span, text, variable } from './fields.ts';
import { missing, valueOf } from './problems.ts';
import type { Partly } from './walk.ts';

export type NamedStorage = Storage & Readonly<{ name: string }>;

/** Names and numbers of Agora. */
const nameOrNumber = () => z.union([z.string().min(1), z.number()]).transform((given) => String(given).trim());

export const storage = z.strictObject({
  vendor: field(nameOrNumber(), {
    meaning: 'the storage service, as in `STORAGE_VENDOR`',
    accepts: 'the name or number of a storage service',
    example: 's3',
  }),
  region: field(nameOrNumber(), {
    meaning: 'its region, as in `STORAGE_REGION`; required for vendors that have regions',
    accepts: 'the name or number of a region',
    example: 'eu-west-1',
  }).exactOptional(),
  bucket: text(credential, { meaning: 'bucket for the files', accepts: 'the name of a bucket', example: 'lessons' }),
  accessKeyEnv: variable({
    meaning: 'access key of the bucket, one that may only write is enough; required without `sts`',
    example: 'ARCHIVE_ACCESS_KEY',
  }).exactOptional(),
  secretKeyEnv: variable({
    meaning: 'secret key that belongs to it; required without `sts`',
    example: 'ARCHIVE_SECRET_KEY',
  }).exactOptional(),
  prefix: text(folders, {
    meaning: 'folders in the bucket',
    accepts: 'folder names of letters and digits, separated by slashes',
    example: 'recordings/2026',
  }).exactOptional(),
  endpoint: field(z.string().trim().min(1), {
    meaning: 'where the storage is; required for `s3-compatible`, and for no other',
    accepts: 'a host name',
    example: 's3.example.com',
  }).exactOptional(),
  publicUrl: text(baseUrl, {
    meaning: 'base of public links to the bucket; without it links are presigned',
    accepts: 'a base URL',
    example: 'https://files.example.com',
  }).exactOptional(),
  linkValidity: span(limits.linkValidity, {
    meaning: 'for how long a presigned link works',
    example: '12h',
    default: '1h',
  }).exactOptional(),
  serverSideEncryption: choice(['kms', 'aes256'], {
    meaning: 'how Amazon S3 encrypts the files',
    example: 'aes256',
  }).exactOptional(),
  tag: field(z.string().trim().min(1).max(256), {
    meaning: 'tag of every file, at Amazon S3 and Alibaba Cloud',
    accepts: 'a text of at most 256 characters',
    example: 'RETENTION_DAYS=30',
  }).exactOptional(),
  sts: field(
    z.union([
      z.strictObject({
        file: field(z.string().min(1), {
          meaning: 'a file that somebody else keeps fresh',
          accepts: 'the path of a file',
          example: '/run/secrets/sts.json',
        }),
      }),
      z.strictObject({
        command: field(z.tuple([z.string().min(1)], z.string()), {
          meaning: 'a program and its arguments',
          accepts: 'a list of texts',
          example: '[/usr/local/bin/sts, --json]',
        }),
      }),
    ]),
    {
      meaning: 'where temporary credentials come from, at Amazon S3, Alibaba Cloud and Tencent Cloud, instead of keys',
      accepts: '{ file: … } or { command: […] }',
      example: '{ file: /run/secrets/sts.json }',
    },
  ).exactOptional(),
});

type Given = Partly<z.output<typeof storage>>;

export function storageReader(env: Environment): EntryReader<typeof storage, NamedStorage> {
  return {
    schema: () => ({ schema: storage }),
    checkTogether,
    build(name, given) {
      const { accessKeyEnv, secretKeyEnv, region: _, endpoint: host, ...rest } = given;
      const place = placeOf(given);
      return {
        ...rest,
        name,
        vendor: place.vendor?.number ?? 0,
        region: valueIn(place.region) ?? 0,
        accessKey: keyOf(env, given, accessKeyEnv),
        secretKey: keyOf(env, given, secretKeyEnv),
        ...(host !== undefined && valueIn(place.endpoint) !== undefined && { endpoint: host }),
      };
    },
  };
}

/** With temporary credentials, keys are not used. */
function keyOf(env: Environment, { sts }: Given, name: string | undefined): string {
  return sts !== undefined || name === undefined ? '' : valueOf(env, name);
}

function valueIn<T>(parsed: Parsed<T>): T | undefined {
  return 'value' in parsed ? parsed.value : undefined;
}

type Place = Readonly<{ vendor: Vendor | undefined; region: Parsed<number>; endpoint: Parsed<string | undefined> }>;

/** A vendor by another name has the regions of the one that is meant. */
function placeOf(given: Given): Place {
  const parsed = given.vendor === undefined ? undefined : vendor(given.vendor);
  const known = parsed === undefined ? undefined : valueIn(parsed);
  const meant = known ?? likelyVendor(given.vendor);
  return { vendor: known, region: region(meant, given.region), endpoint: endpoint(meant, given.endpoint) };
}

function checkTogether(given: Given, { at, entry, report }: Together): void {
  const note = (name: string, parsed: Parsed<unknown>): void => {
    if ('fix' in parsed) report.problem([...at, name], parsed.fix);
    else if (parsed.warning !== undefined) report.warning([...at, name], parsed.warning);
  };
  const place = placeOf(given);
  if (given.vendor !== undefined) note('vendor', vendor(given.vendor));
  note('region', place.region);
  note('endpoint', place.endpoint);
  const only = (name: 'serverSideEncryption' | 'tag' | 'sts', vendors: readonly string[]): void => {
    if (given[name] === undefined || place.vendor === undefined || vendors.includes(place.vendor.name)) return;
    report.problem([...at, name], `is only for ${vendors.join(', ')}: remove it`);
  };
  only('serverSideEncryption', ['s3']);
  only('tag', ['s3', 'alibaba']);
  only('sts', ['s3', 'alibaba', 'tencent']);
  for (const name of ['accessKeyEnv', 'secretKeyEnv'] as const) {
    if (entry['sts'] === undefined && given[name] === undefined)
      report.problem([...at, name], missing(storage.shape[name]));
    if (entry['sts'] !== undefined && given[name] !== undefined)
      report.warning([...at, name], 'is not used beside sts');
  }
}
