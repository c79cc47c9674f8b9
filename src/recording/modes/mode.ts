/** What differs by mode. Everything else of a recording is the same for all of them. */
import type { RecordingCommand } from '../events.ts';
import type { SelectableLayout } from '../layout/layout.ts';
import type { ModeState, Recording } from '../recording.ts';

/** A button of the card. */
export type Button = 'stop' | 'refresh' | `layout:${SelectableLayout}` | 'recordAgain' | 'tryAgain';

/** What Agora's status means: on its way, there and waiting for media, recording, or over. */
export type Evidence = 'beginning' | 'waiting' | 'recording' | 'ended' | 'endedAbnormally';

export interface Mode {
  /** Agora's name for it, part of every path. */
  readonly name: ModeState['kind'];
  /** The commands that it takes. */
  readonly commands: readonly RecordingCommand['type'][];
  /** The buttons of the card while it runs, in order. */
  readonly buttons: readonly Button[];
  /** What Agora's `status` means for it. */
  read(status: number): Evidence;
  /** `recordingConfig` of `start`, but for the channel type. */
  recordingConfig(r: Recording): object;
  /** The names by Agora's naming rule where it gave none. */
  predictFiles(sid: string, cname: string): string[];
}
