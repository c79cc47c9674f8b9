/** The table of the modes, and what they have to say of a recording. */

import type { Ms } from '../primitives.ts';
import type { ModeState, Recording } from '../recording.ts';
import type { Setting } from '../setting.ts';
import type { ModeName, ModeOptions, Spec } from '../spec.ts';
import { individual } from './individual/individual.ts';
import { mix } from './mix/mix.ts';
import type { Button, Mode } from './mode.ts';
import { subscriptionRequest } from './rtc.ts';
import { web } from './web/web.ts';

/** Options and state of a recording are of the same mode: `beginMode` makes the one from the other. */
const modes = { mix, individual, web } as unknown as Readonly<Record<ModeName, Mode>>;

type OfMode = Pick<Recording, 'mode' | 'spec'>;

/** The mode by its name; for what no options or state are needed. */
export function modeOf(r: Pick<Recording, 'mode'>): Pick<Mode, 'name' | 'settings' | 'noMediaAfter' | 'read'> {
  return modes[r.mode.kind];
}

export const beginMode = (options: ModeOptions): ModeState => modes[options.mode].begin(options);

export const buttonsOf = (mode: ModeState): readonly Button[] => modes[mode.kind].buttons(mode);

/** The `clientRequest` of `start`, but for token and storage. */
export function startFields({ mode, spec }: OfMode, secretOf: (variable: string) => string): object {
  return modes[mode.kind].request(spec.options, mode, secretOf);
}

export function predictFiles({ cname, spec }: Pick<Recording, 'cname' | 'spec'>, sid: string): string[] {
  return modes[spec.options.mode].predictFiles(sid, cname, spec.options);
}

/** How long after the last participant the recorder leaves by itself; undefined in web mode, where it does not. */
export function maxIdleOf({ options }: Pick<Spec, 'options'>): Ms | undefined {
  return options.mode === 'web' ? undefined : options.maxIdle;
}

/** The `clientRequest` of `update`. */
export function updateRequest(
  { spec }: Pick<Recording, 'spec'>,
  setting: Exclude<Setting, { type: 'layout' }>,
): object {
  if (setting.type === 'hold') return { webRecordingConfig: { onhold: setting.paused } };
  if (spec.options.mode === 'web') throw new TypeError('a page has no subscription');
  return subscriptionRequest(spec.options, setting.subscription);
}
