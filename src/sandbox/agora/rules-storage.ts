/** Checks of the bucket that a recording is uploaded to. (Agora: Cloud Recording REST API, "start", `storageConfig`) */
import { z } from 'zod';
import { text } from './rules.ts';
import { isLoopback, isVendor } from './storage-vendors.ts';

const AMAZON = 1;
const ALIBABA = 2;
const TENCENT = 3;
const S3_COMPATIBLE = 11;
/** Agora's limit of the prefix includes the slashes between the parts. */
const PREFIX_LENGTH = 128;
const LEAST_STS_SECONDS = 4 * 3_600;

const only = (vendors: readonly number[], what: unknown, vendor: number) =>
  what === undefined || vendors.includes(vendor);

export const storage = z
  .object({
    vendor: z.int().refine(isVendor, 'unknown vendor'),
    region: z.int().min(0),
    bucket: text,
    accessKey: text,
    secretKey: text,
    stsToken: z.string().optional(),
    stsExpiration: z.int().min(LEAST_STS_SECONDS).optional(),
    fileNamePrefix: z
      .array(z.string().regex(/^[a-zA-Z0-9]+$/))
      .refine((parts) => parts.join('/').length <= PREFIX_LENGTH, 'prefix too long')
      .optional(),
    extensionParams: z
      .looseObject({
        // The name of a host alone; Agora itself could not reach this machine, with or without a port.
        endpoint: z
          .string()
          .refine((host) => /^[a-zA-Z0-9.-]+$/.test(host) || isLoopback(host), 'no host name')
          .optional(),
        sse: z.enum(['kms', 'aes256']).optional(),
        tag: z.string().optional(),
      })
      .optional(),
  })
  .refine(
    ({ vendor, extensionParams }) => vendor !== S3_COMPATIBLE || extensionParams?.endpoint !== undefined,
    'vendor 11 needs an endpoint',
  )
  .refine(
    ({ vendor, stsToken }) => only([AMAZON, ALIBABA, TENCENT], stsToken, vendor),
    'stsToken is for vendors 1 to 3',
  )
  .refine(({ vendor, extensionParams }) => only([AMAZON], extensionParams?.sse, vendor), 'sse is for vendor 1')
  .refine(
    ({ vendor, extensionParams }) => only([AMAZON, ALIBABA], extensionParams?.tag, vendor),
    'tag is for vendors 1 and 2',
  );
export type Storage = z.infer<typeof storage>;
