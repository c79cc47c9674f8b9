/** From what a person asks for to what is recorded. */
import type { Layout } from './layout/layout.ts';
import { defaultMaxIdle } from './policy.ts';
import type { Ms } from './primitives.ts';
import type { ModeName, Preset, Spec } from './spec.ts';

export type StartOptions = Readonly<{
  preset?: string;
  project?: string;
  storage?: string;
  mode?: ModeName;
  layout?: Layout;
  url?: string;
  duration?: Ms;
  snapshots?: Ms;
}>;

export type Catalogue = Readonly<{
  projects: ReadonlyMap<
    string,
    Readonly<{ appId: string; usesTokens: boolean; channelType: 'communication' | 'live' }>
  >;
  storages: ReadonlyMap<string, Readonly<{ folders: readonly string[]; renews: boolean }>>;
  layouts: ReadonlyMap<string, Layout>;
  presets: ReadonlyMap<string, Preset>;
  defaults: Readonly<{ project: string; storage: string }>;
}>;

export type StartProblem = Readonly<{ kind: 'unknownProject' | 'unknownStorage'; name: string }>;

export function resolveSpec(
  { layout = { kind: 'grid' } }: StartOptions & Readonly<{ cname: string }>,
  { projects, storages, defaults }: Catalogue,
  _now: Ms,
): Spec | readonly StartProblem[] {
  const project = projects.get(defaults.project);
  if (project === undefined) return [{ kind: 'unknownProject', name: defaults.project }];
  return {
    project: defaults.project,
    appId: project.appId,
    usesTokens: project.usesTokens,
    storage: defaults.storage,
    folders: storages.get(defaults.storage)?.folders ?? [],
    options: {
      mode: 'mix',
      channelType: project.channelType,
      streams: 'audio+video',
      videoStream: 'high',
      maxIdle: defaultMaxIdle,
      subscription: { audio: 'all', video: 'all' },
      audioProfile: 0,
      video: { width: 1280, height: 720, fps: 15, bitrate: 1130 },
      files: ['hls'],
      layout,
    },
  };
}
