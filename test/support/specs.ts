/** What is asked of recordings in tests, by mode: the defaults, with some of them changed. */
import type { Layout } from '../../src/recording/layout/layout.ts';
import type { MixState, ModeState } from '../../src/recording/recording.ts';
import type { Catalogue } from '../../src/recording/resolve.ts';
import type { IndividualOptions, MixOptions, Spec, Subscription, WebOptions } from '../../src/recording/spec.ts';
import { settled } from '../../src/recording/wanted.ts';

export const everyone: Subscription = { audio: 'all', video: 'all' };
const channel = {
  channelType: 'communication',
  streams: 'audio+video',
  videoStream: 'high',
  maxIdle: 300_000,
  subscription: everyone,
} as const;
const video = { width: 1280, height: 720, fps: 15, bitrate: 1130 };

export const mixOptions: MixOptions = {
  mode: 'mix',
  ...channel,
  audioProfile: 0,
  video,
  files: ['hls'],
  layout: { kind: 'grid' },
};
export const individualOptions: IndividualOptions = {
  mode: 'individual',
  ...channel,
  streamMode: 'standard',
  uidGroup: 3,
};
export const webOptions: WebOptions = {
  mode: 'web',
  url: 'https://example.com/class',
  audioProfile: 0,
  video: { ...video, bitrate: 2000 },
  files: ['hls'],
  maxHours: 3,
  paused: false,
};

/** Of a mixed recording, unless `options` say otherwise. */
export function specOf(change: Partial<Spec> = {}): Spec {
  return { project: 'default', appId: 'app', usesTokens: false, storage: 'default', options: mixOptions, ...change };
}

/** Of a mixed recording with this layout. */
export function specWith(layout: Layout, change: Partial<Spec> = {}): Spec {
  return specOf({ options: { ...mixOptions, layout }, ...change });
}

/** `layout`: the current one, or the desired and the current one. */
export function mixState(layout: Layout | MixState['layout'] = { kind: 'grid' }): MixState {
  return { kind: 'mix', layout: 'desired' in layout ? layout : settled(layout), subscription: settled(everyone) };
}

/** The layout of a mixed recording: the desired and the current one. */
export function layoutOf(mode: ModeState): MixState['layout'] {
  if (mode.kind !== 'mix') throw new TypeError(`${mode.kind} has no layout`);
  return mode.layout;
}

/** One project and one storage, as the variables give them. */
export const catalogue: Catalogue = {
  projects: new Map([['default', { appId: 'app', usesTokens: false, channelType: 'communication' }]]),
  storages: new Map([['default', {}]]),
  presets: new Map(),
  defaults: { project: 'default', storage: 'default' },
};
