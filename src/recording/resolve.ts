/** From what somebody asked for to a complete spec: the request first, then its preset, then the defaults. */
import { mixBitrate, webBitrate } from './bitrate.ts';
import { foldersOf } from './folders.ts';
import type { Layout } from './layout/layout.ts';
import { defaultMaxIdle } from './policy.ts';
import type { Ms } from './primitives.ts';
import { hour } from './spans.ts';
import type {
  ChannelType,
  IndividualOptions,
  MixOptions,
  ModeName,
  ModeOptions,
  Preset,
  Spec,
  Subscription,
  WebOptions,
} from './spec.ts';
import { isWithin, limits, type Range } from './validate.ts';
import { type AddressProblem, addressProblem } from './web-address.ts';

/** What was asked for. Names are those of the configuration. */
export type SpecRequest = Readonly<{
  cname: string;
  preset?: string;
  project?: string;
  storage?: string;
  mode?: ModeName;
  layout?: Layout;
  url?: string;
  /** It is stopped after so long. */
  duration?: Ms;
  /** One every so often. */
  snapshots?: Ms;
}>;

/** What can be asked for. */
export type Catalogue = Readonly<{
  presets: ReadonlyMap<string, Preset>;
  projects: ReadonlyMap<string, Readonly<{ appId: string; usesTokens: boolean; channelType: ChannelType }>>;
  /** With the folders that all files of the bucket lie in. */
  storages: ReadonlyMap<string, Readonly<{ prefix?: readonly string[]; renews?: boolean }>>;
  defaults: Readonly<{ project: string; storage: string }>;
}>;

export type SpecProblem = Readonly<
  | { kind: 'unknownPreset' | 'unknownProject' | 'unknownStorage'; name: string; known: readonly string[] }
  /** The preset is of another mode than the one that was asked for. */
  | { kind: 'modeNotOfPreset'; preset: string; mode: ModeName }
  | { kind: 'layoutNotInMode'; mode: ModeName }
  | { kind: 'snapshotsOnlyIndividual' }
  /** Audio alone is recorded. */
  | { kind: 'snapshotsWithoutVideo' }
  | { kind: 'urlOnlyWeb' }
  | { kind: 'webWithoutUrl' }
  | AddressProblem
  | { kind: 'badDuration' | 'badSnapshots'; range: Range }
  /** The preset ends every recording earlier. */
  | { kind: 'longerThanMaxHours'; maxHours: number }
>;

export type Resolved = Readonly<{ ok: true; spec: Spec }> | Readonly<{ ok: false; problems: readonly SpecProblem[] }>;

/** The spec, or everything that is wrong with the request. */
export function resolveSpec(request: SpecRequest, catalogue: Catalogue, now: Ms): Resolved {
  const problems: SpecProblem[] = [];
  const preset = request.preset === undefined ? undefined : catalogue.presets.get(request.preset);
  if (request.preset !== undefined && preset === undefined) {
    problems.push({ kind: 'unknownPreset', name: request.preset, known: [...catalogue.presets.keys()] });
  }
  const projectName = request.project ?? preset?.project ?? catalogue.defaults.project;
  const storageName = request.storage ?? preset?.storage ?? catalogue.defaults.storage;
  const project = catalogue.projects.get(projectName);
  const storage = catalogue.storages.get(storageName);
  if (project === undefined) {
    problems.push({ kind: 'unknownProject', name: projectName, known: [...catalogue.projects.keys()] });
  }
  if (storage === undefined) {
    problems.push({ kind: 'unknownStorage', name: storageName, known: [...catalogue.storages.keys()] });
  }
  problems.push(...requestProblems(request, preset));
  if (problems.length > 0 || project === undefined || storage === undefined) return { ok: false, problems };

  const { appId, usesTokens, channelType } = project;
  const mode = request.mode ?? preset?.options.mode ?? 'mix';
  const { area, affinity, announce, folders = '' } = preset ?? {};
  const duration = request.duration ?? preset?.maxDuration;
  const filling = { channel: request.cname, preset: preset?.name ?? '', now };
  const spec: Spec = {
    project: projectName,
    appId,
    // A page is no channel that needs a token.
    usesTokens: usesTokens && mode !== 'web',
    storage: storageName,
    ...(storage.renews === true ? { renewsStorage: true as const } : {}),
    folders: foldersOf(folders, storage.prefix ?? [], filling),
    ...(preset !== undefined && { preset: preset.name }),
    ...(area !== undefined && { area }),
    ...(affinity !== undefined && { affinity }),
    ...(duration !== undefined && { duration }),
    ...(announce !== undefined && { announce }),
    options: optionsOf(request, preset?.options ?? { mode }, channelType, duration),
  };
  return { ok: true, spec };
}

function requestProblems(request: SpecRequest, preset: Preset | undefined): SpecProblem[] {
  const presetMode = request.preset === undefined ? 'mix' : preset?.options.mode;
  const mode = request.mode ?? presetMode;
  const { duration, snapshots } = request;
  const { options } = preset ?? {};
  const problems: SpecProblem[] = [];
  if (preset !== undefined && mode !== undefined && preset.options.mode !== mode) {
    problems.push({ kind: 'modeNotOfPreset', preset: preset.name, mode: preset.options.mode });
  }
  if (snapshots !== undefined && options?.mode === 'individual' && options.streams === 'audio') {
    problems.push({ kind: 'snapshotsWithoutVideo' });
  }
  if (snapshots !== undefined && !isWithin(snapshots, limits.snapshots)) {
    problems.push({ kind: 'badSnapshots', range: limits.snapshots });
  }
  if (duration !== undefined && !isWithin(duration, limits.duration)) {
    problems.push({ kind: 'badDuration', range: limits.duration });
  }
  // The mode of an unknown preset is not known.
  return mode === undefined ? problems : [...problems, ...modeProblems(request, mode, preset)];
}

function modeProblems(request: SpecRequest, mode: ModeName, preset: Preset | undefined): SpecProblem[] {
  return [
    ...(request.layout !== undefined && mode !== 'mix' ? [{ kind: 'layoutNotInMode', mode } as const] : []),
    ...(request.snapshots !== undefined && mode !== 'individual' ? [{ kind: 'snapshotsOnlyIndividual' } as const] : []),
    ...webProblems(request, mode, preset),
  ];
}

function webProblems(request: SpecRequest, mode: ModeName, preset: Preset | undefined): SpecProblem[] {
  if (mode !== 'web') return request.url === undefined ? [] : [{ kind: 'urlOnlyWeb' }];
  const options = preset?.options.mode === 'web' ? preset.options : undefined;
  const { maxHours } = options ?? {};
  const url = request.url ?? options?.url;
  const address =
    url === undefined ? undefined : addressProblem(url, { allowPrivate: preset?.allowPrivateUrl === true });
  return [
    ...(url === undefined ? [{ kind: 'webWithoutUrl' } as const] : []),
    ...(address === undefined ? [] : [address]),
    ...(maxHours !== undefined && (request.duration ?? 0) > maxHours * hour
      ? [{ kind: 'longerThanMaxHours', maxHours } as const]
      : []),
  ];
}

type Given<M extends ModeName> = Extract<Preset['options'], { mode: M }>;

function optionsOf(
  request: SpecRequest,
  given: Preset['options'],
  channelType: ChannelType,
  duration: Ms | undefined,
): ModeOptions {
  switch (given.mode) {
    case 'mix':
      return mixOptions(given, channelType, request.layout);
    case 'individual':
      return individualOptions(given, channelType, request.snapshots);
    case 'web':
      return webOptions(given, request.url ?? given.url ?? '', duration);
  }
}

const picture = { width: 1280, height: 720, fps: 15 };

function mixOptions(given: Given<'mix'>, channelType: ChannelType, layout: Layout | undefined): MixOptions {
  const video = { ...picture, ...given.video };
  return {
    ...channelDefaults,
    audioProfile: 0,
    files: ['hls'],
    ...given,
    channelType,
    subscription: subscriptionOf(given),
    layout: layout ?? given.layout ?? { kind: 'grid' },
    video: { bitrate: mixBitrate(video, channelType), ...video },
  };
}

function individualOptions(
  given: Given<'individual'>,
  channelType: ChannelType,
  every: Ms | undefined,
): IndividualOptions {
  return {
    ...channelDefaults,
    // With an index of audio and video, and for up to 17 users, as many as a mixed recording shows.
    streamMode: 'standard',
    uidGroup: 3,
    ...given,
    channelType,
    subscription: subscriptionOf(given),
    ...(every !== undefined && { snapshots: { every, only: given.snapshots?.only ?? false } }),
  };
}

/** So that a page that nobody stops does not run for days. */
const usualMaxHours = 3;

/** Agora's own limit of a page can't be moved while it runs: it leaves room to extend ours. */
const hoursToExtend = 2;

function webOptions(given: Given<'web'>, url: string, duration: Ms | undefined): WebOptions {
  const video = { ...picture, ...given.video };
  return {
    audioProfile: 0,
    files: ['hls'],
    maxHours: Math.max(usualMaxHours, Math.ceil((duration ?? 0) / hour) + hoursToExtend),
    paused: false,
    ...given,
    url,
    video: { bitrate: webBitrate(video), ...video },
  };
}

const channelDefaults = { streams: 'audio+video', videoStream: 'high', maxIdle: defaultMaxIdle } as const;

function subscriptionOf({ subscription }: Readonly<{ subscription?: Partial<Subscription> }>): Subscription {
  return { audio: 'all', video: 'all', ...subscription };
}

/** What was asked for once before, now: the project and the storage must still be there, and the folders are those of today. */
export function renewSpec(spec: Spec, cname: string, catalogue: Catalogue, now: Ms): Resolved {
  const project = catalogue.projects.get(spec.project);
  const storage = catalogue.storages.get(spec.storage);
  const known = { projects: [...catalogue.projects.keys()], storages: [...catalogue.storages.keys()] };
  if (project === undefined)
    return { ok: false, problems: [{ kind: 'unknownProject', name: spec.project, known: known.projects }] };
  if (storage === undefined)
    return { ok: false, problems: [{ kind: 'unknownStorage', name: spec.storage, known: known.storages }] };
  const preset = spec.preset === undefined ? undefined : catalogue.presets.get(spec.preset);
  const filling = { channel: cname, preset: spec.preset ?? '', now };
  const { appId } = project;
  const usesTokens = project.usesTokens && spec.options.mode !== 'web';
  const folders = foldersOf(preset?.folders ?? '', storage.prefix ?? [], filling);
  return { ok: true, spec: { ...spec, appId, usesTokens, folders } };
}
