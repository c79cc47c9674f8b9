/** Writes, reads and deletes a small object, as far as the keys may. */
import type { StepResult, StorageCheck } from '../service/buckets.ts';
import type { BucketRequest, BucketResponse } from './request.ts';
import { errorOf } from './xml.ts';

/** Rejects where there is no response. */
export type Send = (request: BucketRequest) => Promise<BucketResponse>;

/** Codes of 400 that are about the keys. (Amazon S3 API Reference, "Error responses") */
const refusals = [
  'ExpiredToken',
  'InvalidToken',
  'InvalidAccessKeyId',
  'TokenRefreshRequired',
  'AuthorizationHeaderMalformed',
];

/**
 * Never rejects. `path`: of the object in the bucket, encoded.
 * @param wording makes what the storage says fit to be shown
 */
export async function checkBucket(send: Send, path: string, wording: (text: string) => string): Promise<StorageCheck> {
  const content = `Written by clapperbot to check this storage; it can be deleted.\n`;
  const step = async (request: BucketRequest, differs?: (response: BucketResponse) => boolean): Promise<StepResult> => {
    try {
      const response = await send(request);
      const result = resultOf(response, wording);
      if (result.kind !== 'done' || differs?.(response) !== true) return result;
      return { kind: 'failed', detail: 'the object that was read is not the one that was written' };
    } catch (error) {
      return { kind: 'failed', detail: wording(reasonOf(error)) };
    }
  };
  const write = await step({ method: 'PUT', path, body: content });
  if (write.kind !== 'done') return { kind: 'checked', write };
  const read = await step({ method: 'GET', path }, ({ body }) => body !== content);
  const remove = await step({ method: 'DELETE', path });
  return { kind: 'checked', write, read, remove };
}

function resultOf({ status, body }: BucketResponse, wording: (text: string) => string): StepResult {
  if (status >= 200 && status < 300) return { kind: 'done' };
  const error = errorOf(body);
  const detail = wording(
    error === undefined ? `HTTP ${status}` : [error.code, error.message].filter(Boolean).join(': '),
  );
  const isRefused = status === 401 || status === 403 || (status === 400 && refusals.includes(error?.code ?? ''));
  return { kind: isRefused ? 'refused' : 'failed', detail };
}

/** What went wrong on the way: `fetch` keeps it in the cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if (error.name === 'TimeoutError') return 'no response in time';
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const { code } = cause as NodeJS.ErrnoException;
  return code ?? cause.message;
}
