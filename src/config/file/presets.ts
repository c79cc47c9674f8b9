/** `presets`: what a recording is started with, by one name. */
import type { z } from 'zod';
import { type Layout, selectableLayouts } from '../../recording/layout/layout.ts';
import { hour } from '../../recording/spans.ts';
import { type ModeName, modeNames, type Preset } from '../../recording/spec.ts';
import { hasTooManyPixels } from '../../recording/validate.ts';
import { addressProblem } from '../../recording/web-address.ts';
import { hint, nearest } from '../nearest.ts';
import type { EntryReader, Together } from './entries.ts';
import { oneOf } from './fields.ts';
import {
  type common,
  encryption as encryptionGroup,
  type individual,
  type mix,
  presetSchemas,
  refusedIn,
  type web,
} from './preset-fields.ts';
import { missing } from './problems.ts';
import type { Partly } from './walk.ts';

/** The names that presets may refer to. */
export type Names = Readonly<Record<'projects' | 'storages' | 'layouts', readonly string[]>>;

type AnyPreset = (typeof presetSchemas)[ModeName];
type Given<S extends AnyPreset> = z.output<S>;

/** The one that is probably meant where what is said is no mode, so that its fields are judged by that one. */
function modeOf({ mode }: Readonly<Record<string, unknown>>): ModeName {
  const near = typeof mode === 'string' ? nearest(mode, modeNames) : undefined;
  return modeNames.find((name) => name === near) ?? 'mix';
}

export function presetReader(names: Names, layouts: ReadonlyMap<string, Layout>): EntryReader<AnyPreset, Preset> {
  return {
    schema(entry) {
      const mode = modeOf(entry);
      return { schema: presetSchemas[mode], refused: refusedIn(mode) };
    },
    checkTogether(given, together) {
      checkNames(given as Partly<Given<typeof mix>>, names, together);
      switch (modeOf(together.entry)) {
        case 'mix':
          checkChannel(given as Partly<Given<typeof mix>>, together);
          checkVideo(given as Partly<Given<typeof mix>>, together);
          break;
        case 'individual':
          checkChannel(given as Partly<Given<typeof individual>>, together);
          checkIndividual(given as Partly<Given<typeof individual>>, together);
          break;
        case 'web':
          checkVideo(given as Partly<Given<typeof web>>, together);
          checkWeb(given as Partly<Given<typeof web>>, together);
          break;
      }
    },
    build: (name, given) => build(name, given, layouts),
  };
}

function checkNames(given: Partly<Given<typeof mix>>, names: Names, { at, report }: Together): void {
  const known = (field: 'project' | 'storage' | 'layout', options: readonly string[]): void => {
    const name = given[field];
    if (name === undefined || options.includes(name)) return;
    const fix = options.length === 0 ? `names a ${field}, but there is none` : `must be ${oneOf(options)}`;
    report.problem([...at, field], fix + hint(name, options));
  };
  known('project', names.projects);
  known('storage', names.storages);
  known('layout', [...selectableLayouts, ...names.layouts]);
}

type Channel = Partly<Given<typeof mix> | Given<typeof individual>>;

function checkChannel({ streams, subscribe, encryption }: Channel, { at, report }: Together): void {
  const other = streams === 'audio' ? 'video' : 'audio';
  if ((streams === 'audio' || streams === 'video') && subscribe?.[other] !== undefined) {
    report.problem([...at, 'subscribe', other], `goes not with streams: ${streams}: remove one of them`);
  }
  if (encryption?.mode?.endsWith('gcm2') === true && encryption.saltEnv === undefined) {
    report.problem([...at, 'encryption', 'saltEnv'], missing(encryptionGroup.shape.saltEnv));
  }
}

const usual = { width: 1280, height: 720 };

function checkVideo({ video }: Partly<Given<typeof mix> | Given<typeof web>>, { at, report }: Together): void {
  if (video !== undefined && hasTooManyPixels({ ...usual, ...video })) {
    report.problem([...at, 'video'], 'must have at most 1920 × 1080 pixels in all: make width or height smaller');
  }
}

function checkIndividual(given: Partly<Given<typeof individual>>, { at, report }: Together): void {
  const { streams, streamMode, snapshots, subscribe } = given;
  if (streamMode === 'original' && streams !== 'audio') {
    report.problem([...at, 'streamMode'], 'original goes only with streams: audio: add that, or choose standard');
  }
  if (snapshots === undefined) return;
  if (streams === 'audio') {
    report.problem([...at, 'snapshots'], 'needs video: remove it, or set streams to audio+video');
  }
  if (subscribe?.audio !== undefined && subscribe.video === undefined) {
    report.problem([...at, 'subscribe'], 'must say video too where there are snapshots: for example video: all');
  }
}

function checkWeb(
  { url, allowPrivateUrl, maxDuration, maxHours }: Partly<Given<typeof web>>,
  { at, report }: Together,
): void {
  if (url !== undefined && addressProblem(url, { allowPrivate: allowPrivateUrl === true })?.kind === 'privateUrl') {
    report.problem([...at, 'url'], 'is in a private network: add allowPrivateUrl: true if Agora can open it');
  }
  if (maxDuration !== undefined && maxHours !== undefined && maxDuration > maxHours * hour) {
    report.problem([...at, 'maxDuration'], `must not be longer than maxHours, which is ${maxHours}`);
  }
}

function build(name: string, given: Given<AnyPreset>, layouts: ReadonlyMap<string, Layout>): Preset {
  const { mode = 'mix', project, storage, prefix, region, affinity, maxDuration, announce, ...rest } = given;
  const { monthlyMinutes: minutes, monthlyCost: cost, ...own } = rest;
  const monthly = { ...(minutes !== undefined && { minutes }), ...(cost !== undefined && { cost }) };
  return {
    name,
    ...(project !== undefined && { project }),
    ...(storage !== undefined && { storage }),
    ...(prefix !== undefined && { folders: prefix }),
    ...(region !== undefined && { area: region }),
    ...(affinity !== undefined && { affinity }),
    ...(maxDuration !== undefined && { maxDuration }),
    ...(announce !== undefined && { announce }),
    ...(minutes === undefined && cost === undefined ? {} : { monthly }),
    ...('allowPrivateUrl' in own && own.allowPrivateUrl && { allowPrivateUrl: true }),
    options: optionsOf(mode, own, layouts),
  };
}

/** What a mode has besides the fields that all have. */
type Own<S extends AnyPreset> = Omit<Given<S>, keyof typeof common>;
type Options<M extends ModeName> = Extract<Preset['options'], { mode: M }>;

type AnyOwn = Own<typeof mix> | Own<typeof individual> | Own<typeof web>;

function optionsOf(mode: ModeName, own: AnyOwn, layouts: ReadonlyMap<string, Layout>): Preset['options'] {
  switch (mode) {
    case 'mix':
      return mixOptions(own as Own<typeof mix>, layouts);
    case 'individual':
      return individualOptions(own as Own<typeof individual>);
    case 'web':
      return webOptions(own as Own<typeof web>);
  }
}

function mixOptions(
  { layout: name, subscribe, ...same }: Own<typeof mix>,
  layouts: ReadonlyMap<string, Layout>,
): Options<'mix'> {
  const kind = selectableLayouts.find((kind) => kind === name);
  const layout = kind === undefined ? layouts.get(name ?? '') : { kind };
  return {
    mode: 'mix',
    ...same,
    ...(subscribe !== undefined && { subscription: subscribe }),
    ...(layout !== undefined && { layout }),
  };
}

function individualOptions({ subscribe, ...same }: Own<typeof individual>): Options<'individual'> {
  return { mode: 'individual', ...same, ...(subscribe !== undefined && { subscription: subscribe }) };
}

function webOptions(own: Own<typeof web>): Options<'web'> {
  const { allowPrivateUrl: _, mobile, paused, ...same } = own;
  return { mode: 'web', ...same, ...(mobile === true && { mobile }), ...(paused === true && { paused }) };
}
