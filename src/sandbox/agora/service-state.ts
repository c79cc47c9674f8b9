/** The data of the simulated service. */
import type { Clock } from '../movable-clock.ts';
import type { Channels } from './channels.ts';
import type { RecorderRecord } from './record.ts';
import type { PageFacts } from './recorder.ts';
import { type Snapshot, snapshotOf } from './recorder.ts';
import type { Reservation } from './resources.ts';
import type { Storage } from './rules-storage.ts';
import type { Uploads } from './uploads.ts';

export type ServiceOptions = {
  clock: Clock;
  appId: string;
  channels: Channels;
  /** How many recorders may run at once: Agora's PCW limit. */
  maxRunning: number;
  /** The same for web pages. */
  maxPages: number;
  uploadMs: number;
  /** To storages on this machine. */
  uploads: Uploads;
  /** What Agora checks only after it has answered `start`. */
  accepts: {
    token?: (token: string | undefined, cname: string, uid: string) => boolean;
    storage?: (storage: Storage) => boolean;
  };
};

export type ServiceState = ServiceOptions & {
  /** By resourceId. */
  readonly reservations: Map<string, Reservation>;
  /** By sid. */
  readonly records: Map<string, RecorderRecord>;
  /** Web pages that fail, by their address. */
  readonly pages: Map<string, NonNullable<PageFacts['fails']>>;
  /** Those that may still run, so that a long history costs nothing. */
  readonly live: Set<RecorderRecord>;
};

export function currentSnapshot({ channels, clock }: ServiceState, record: RecorderRecord): Snapshot {
  return snapshotOf(record.facts, channels.presence(record.cname), clock.now());
}

export function runningRecords(state: ServiceState): RecorderRecord[] {
  for (const record of state.live) if (currentSnapshot(state, record).phase === 'gone') state.live.delete(record);
  return [...state.live];
}
