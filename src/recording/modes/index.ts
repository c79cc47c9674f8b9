import type { ModeState, Recording } from '../recording.ts';
import { mix } from './mix/mix.ts';
import type { Mode } from './mode.ts';

const modes: Readonly<Record<ModeState['kind'], Mode>> = { mix };

export function modeOf(r: Pick<Recording, 'mode'>): Mode {
  return modes[r.mode.kind];
}
