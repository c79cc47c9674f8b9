/** What differs by mode. Everything else of a recording is the same for all of them. */

import type { SelectableLayout } from '../layout/layout.ts';
import type { extensions } from '../policy.ts';
import type { Ms } from '../primitives.ts';
import type { ModeState } from '../recording.ts';
import type { Setting } from '../setting.ts';
import type { ModeName, ModeOptions } from '../spec.ts';

/** A button of the card. */
export type Button =
  | 'stop'
  | 'refresh'
  | `layout:${SelectableLayout}`
  | 'customLayout'
  | 'pause'
  | 'resume'
  | 'files'
  | `extend:${keyof typeof extensions}`
  | 'recordAgain'
  | 'tryAgain';

/** What Agora's status means: on its way, there and waiting for media, recording, or over. */
export type Evidence = 'beginning' | 'waiting' | 'recording' | 'ended' | 'endedAbnormally';

/** `Options` and `State`: those of the mode itself. */
export interface Mode<Options extends ModeOptions = ModeOptions, State extends ModeState = ModeState> {
  /** Agora's name for it, part of every path. */
  readonly name: ModeName;
  /** What of it can be changed while it runs. */
  readonly settings: readonly Setting['type'][];
  /** People are notified that nothing is received after this long; undefined where nobody is waited for. */
  readonly noMediaAfter: Ms | undefined;
  /** What it keeps from the start on. */
  begin(options: Options): State;
  /** The buttons of the card while it runs, in order. */
  buttons(state: State): readonly Button[];
  /** What Agora's `status` means for it. */
  readonly read: (status: number) => Evidence;
  /**
   * The `clientRequest` of `start` but for token and storage. `secretOf`: the value of a variable.
   * The settings that count are those of `state`, taken as in force from the moment of sending.
   */
  request(options: Options, state: State, secretOf: (variable: string) => string): object;
  /** The names by Agora's naming rule where it gave none. */
  predictFiles(sid: string, cname: string, options: Options): string[];
}
