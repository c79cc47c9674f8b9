/** What the service keeps of a recorder. */
import type { Call } from './gateway.ts';
import type { Facts } from './recorder.ts';
import type { Layout } from './rules.ts';
import type { Start } from './rules-start.ts';
import type { Update } from './rules-update.ts';

/** Everything that the service keeps of one recorder; not the storage keys. */
export type RecorderRecord = {
  sid: string;
  resourceId: string;
  appId: string;
  cname: string;
  start: Omit<Start, 'storage'>;
  reserved: Reserved;
  storage: { vendor: number; region: number; bucket: string; fileNamePrefix: readonly string[] };
  facts: Facts;
  layouts: LayoutEntry[];
  subscriptions: { at: number; streamSubscribe: NonNullable<Update['clientRequest']['streamSubscribe']> }[];
  /** Whether a page was paused, from the start on. */
  holds: { at: number; onhold: boolean }[];
  /** Fresh credentials of the bucket. */
  storageUpdates: { at: number; stsExpiration?: number }[];
  /** A `query` arrived while a `stop` was waiting for the upload. */
  queriedWhileStopping: boolean;
};

/** The location that `acquire` was given. */
export type Reserved = { region?: string | undefined; regionAffinity?: number | undefined };

/** An accepted layout, with defaults for what the request left out. */
export type LayoutEntry = { at: number; call: Extract<Call, 'start' | 'updateLayout'>; layout: Layout };
