/** What the use cases need of the buckets that Agora uploads to. */
import type { Ms } from '../recording/recording.ts';

/**
 * Where a file can be had. `presigned`: a link that works until `expiresAt`. `public`: a link by STORAGE_PUBLIC_URL. `path`: no link, and
 * why not: the vendor has no S3-compatible signing (`noSigning`), the key may not read (`writeOnly`; a key that is not known looks the same),
 * the file is not there (`missing`), the bucket did not answer (`unreachable`), or the storage is no longer configured (`notConfigured`).
 * `path` is `bucket/folder/name`, without the bucket where that is not known any more.
 */
export type FileLink = Readonly<
  | { kind: 'presigned'; url: string; expiresAt: Ms }
  | { kind: 'public'; url: string }
  | { kind: 'path'; path: string; because: 'noSigning' | 'writeOnly' | 'missing' | 'unreachable' | 'notConfigured' }
>;

/** `names`: without the folders, sorted; at most the number that was asked for. `other`: why there is no list. */
export type Listing = Readonly<
  | { kind: 'listed'; names: readonly string[]; more: boolean }
  | { kind: 'other'; because: 'noSigning' | 'refused' | 'unreachable' | 'notConfigured' }
>;

/** `refused`: the storage rejects the keys, or does not allow this to them. `failed`: anything else. `detail`: the storage's own words. */
export type StepResult = Readonly<{ kind: 'done' } | { kind: 'refused' | 'failed'; detail: string }>;

/**
 * A small object was written, read and deleted, as far as each came to be tried. `unsupported`: the vendor has no S3-compatible
 * interface, so nothing was tried.
 */
export type StorageCheck = Readonly<
  | { kind: 'checked'; write: StepResult; read?: StepResult; remove?: StepResult }
  | { kind: 'unsupported' }
  | { kind: 'notConfigured' }
>;

/** Never rejects. `storage` is a name of the configuration, `folders` those of the recording. */
export interface Buckets {
  link(storage: string, folders: readonly string[], name: string): Promise<FileLink>;
  /** The files whose names begin with `prefix`. */
  list(storage: string, folders: readonly string[], prefix: string, limit: number): Promise<Listing>;
  check(storage: string): Promise<StorageCheck>;
}
