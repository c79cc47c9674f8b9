/** The configuration file as typed values, or everything that is wrong with it. */
import type { z } from 'zod';
import type { Layout } from '../../recording/layout/layout.ts';
import type { Permissions } from '../../recording/permissions/rules.ts';
import type { Preset } from '../../recording/spec.ts';
import type { UsageLimits } from '../../recording/usage/limit-use.ts';
import type { Prices } from '../../recording/usage/sums.ts';
import type { Environment } from '../environment.ts';
import { entryNames, readEntries } from './entries.ts';
import { layout, layoutReader } from './layouts.ts';
import { limits, needsPrices } from './limits.ts';
import { permissions, withDefaults } from './permissions.ts';
import { presetSchemas } from './preset-fields.ts';
import { presetReader } from './presets.ts';
import { prices } from './prices.ts';
import { check, type Reporter, unknownField, valueOf } from './problems.ts';
import { type AgoraProject, project, projectReader } from './projects.ts';
import { type ConfigFile, type Document, parseYaml } from './read.ts';
import { type NamedStorage, storage, storageReader } from './storages.ts';
import { isGroup, type Path } from './walk.ts';
import { type WorkspaceRules, workspace, workspaceReader } from './workspaces.ts';

/** Every section with the schemas of what it holds, by mode where there are several. `entries`: each has a name of its own. */
export const sections = {
  projects: {
    schemas: { project },
    entries: true,
    meaning: 'Agora projects; the `AGORA_*` variables are the project `default`',
  },
  storages: {
    schemas: { storage },
    entries: true,
    meaning: 'Buckets; the `STORAGE_*` variables are the storage `default`',
  },
  layouts: { schemas: { layout }, entries: true, meaning: 'Named layouts of mixed recordings' },
  presets: {
    schemas: presetSchemas,
    entries: true,
    meaning: 'What a recording is started with, by one name',
  },
  permissions: {
    schemas: { permissions },
    entries: false,
    meaning: 'Who may do what; nothing said means everyone in the card’s Slack channel',
  },
  prices: { schemas: { prices }, entries: false, meaning: 'What a thousand minutes cost, for estimates' },
  limits: { schemas: { limits }, entries: false, meaning: 'What the recordings of a month (UTC) may use together' },
  workspaces: {
    schemas: { workspace },
    entries: true,
    meaning: 'Slack workspaces by their ids, where one bot serves several: what is different there',
  },
} as const satisfies Record<
  string,
  { schemas: Readonly<Record<string, z.ZodObject>>; entries: boolean; meaning: string }
>;

const sectionNames = Object.keys(sections);

/** What the variables say, as far as the file depends on it. */
export type FromVariables = Readonly<{
  env: Environment;
  /** The variables name a project, or a storage: `default`. */
  uses: Readonly<Record<'projects' | 'storages', boolean>>;
}>;

export type FileConfig = Readonly<{
  projects: ReadonlyMap<string, AgoraProject>;
  storages: ReadonlyMap<string, NamedStorage>;
  layouts: ReadonlyMap<string, Layout>;
  presets: ReadonlyMap<string, Preset>;
  /** For the encryption of channels: values of variables, by their names. */
  secrets: ReadonlyMap<string, string>;
  permissions: Permissions;
  prices?: Prices;
  limits: UsageLimits;
  /** By their team ids: what is said there instead of the general `permissions` and `limits`. */
  workspaces: ReadonlyMap<string, WorkspaceRules>;
}>;

/** The file before its fields are looked at. `names`: of the entries; undefined where the file can't be understood. */
export type OpenedFile = Readonly<{
  name: string;
  document?: Document;
  names?: Readonly<{ projects: readonly string[]; storages: readonly string[]; layouts: readonly string[] }>;
  /** The variables that its fields name. */
  variables: readonly string[];
  problems: readonly string[];
}>;

export function openFile(file: ConfigFile | undefined): OpenedFile {
  const none = { projects: [], storages: [], layouts: [] };
  if (file === undefined) return { name: '', names: none, variables: [], problems: [] };
  if ('problem' in file) return { name: '', variables: [], problems: [file.problem] };
  const { name, text } = file;
  const document = parseYaml(text);
  if ('problems' in document) {
    const problems = document.problems.map(({ line, fix }) => `${name}:${line} ${fix}`);
    return { name, variables: [], problems };
  }
  const value = document.value ?? {};
  if (!isGroup(value)) {
    return { name, variables: [], problems: [`${name}:1 must hold sections: ${sectionNames.join(', ')}`] };
  }
  const names = {
    projects: entryNames(value['projects']),
    storages: entryNames(value['storages']),
    layouts: entryNames(value['layouts']),
  };
  return { name, document: { ...document, value }, names, variables: namedVariables(value), problems: [] };
}

function namedVariables(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namedVariables);
  if (!isGroup(value)) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    typeof part === 'string' && key.endsWith('Env') ? [part] : namedVariables(part),
  );
}

/** The values are not to be used where there is a problem. Lines begin with the file's name and the number of the line. */
export function readFileConfig(
  { name, document = { value: {}, lineOf: () => 1 }, names }: OpenedFile,
  variables: FromVariables,
): { config: FileConfig; problems: string[]; warnings: string[] } {
  const problems = new Map<string, { line: number; text: string }>();
  const warnings: string[] = [];
  const sayAt = (at: Path, text: string) => `${name}:${document.lineOf(at)} ${pathText(at)} ${text}`;
  const report: Reporter = {
    env: variables.env,
    problem(at, fix) {
      const key = JSON.stringify(at);
      if (!problems.has(key)) problems.set(key, { line: document.lineOf(at), text: sayAt(at, fix) });
    },
    warning: (at, text) => warnings.push(sayAt(at, text)),
  };
  const value = document.value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(value)) {
    if (!sectionNames.includes(key)) report.problem([key], unknownField(key, sectionNames));
  }
  const config = readSections(value, names, variables, report);
  const lines = [...problems.values()].sort((a, b) => a.line - b.line).map(({ text }) => text);
  return { config, problems: lines, warnings };
}

function readSections(
  value: Readonly<Record<string, unknown>>,
  names: OpenedFile['names'],
  { env, uses }: FromVariables,
  report: Reporter,
): FileConfig {
  const section = (name: keyof typeof sections) => ({ name, value: value[name] });
  const layouts = readEntries(section('layouts'), report, layoutReader);
  const all = {
    projects: [...(uses.projects ? ['default'] : []), ...(names?.projects ?? [])],
    storages: [...(uses.storages ? ['default'] : []), ...(names?.storages ?? [])],
    layouts: names?.layouts ?? [],
  };
  const twice = (section: 'projects' | 'storages', variables: string): void => {
    if (all[section].indexOf('default') < all[section].lastIndexOf('default')) {
      report.problem(
        [section, 'default'],
        `is what the ${variables} variables say: give it another name, or remove them`,
      );
    }
  };
  twice('projects', 'AGORA_*');
  twice('storages', 'STORAGE_*');
  const presets = readEntries(section('presets'), report, presetReader(all, layouts));
  const given = value['prices'] ?? undefined;
  const read = given === undefined ? undefined : check(prices, given, ['prices'], report);
  const monthly = check(limits, value['limits'] ?? {}, ['limits'], report) ?? {};
  if (given === undefined) checkCosts(monthly, presets, report);
  return {
    projects: readEntries(section('projects'), report, projectReader(env)),
    storages: readEntries(section('storages'), report, storageReader(env)),
    layouts,
    presets,
    secrets: encryptionSecrets(presets, env),
    permissions: withDefaults(check(permissions, value['permissions'] ?? {}, ['permissions'], report) ?? {}),
    ...(read !== undefined && { prices: read }),
    limits: monthly,
    workspaces: readEntries(section('workspaces'), report, workspaceReader(given !== undefined)),
  };
}

/** Without prices no cost is known. */
function checkCosts(limits: UsageLimits, presets: ReadonlyMap<string, Preset>, report: Reporter): void {
  if (limits.cost !== undefined) report.problem(['limits', 'cost'], needsPrices);
  for (const { name, monthly } of presets.values()) {
    if (monthly?.cost !== undefined) report.problem(['presets', name, 'monthlyCost'], needsPrices);
  }
}

function encryptionSecrets(presets: ReadonlyMap<string, Preset>, env: Environment): ReadonlyMap<string, string> {
  const names = [...presets.values()].flatMap(({ options }) => {
    if (options.mode === 'web' || options.encryption === undefined) return [];
    const { secretEnv, saltEnv } = options.encryption;
    return saltEnv === undefined ? [secretEnv] : [secretEnv, saltEnv];
  });
  return new Map(names.map((name) => [name, valueOf(env, name)]));
}

/** `presets.lesson.regions[2].uid`. A key that is no plain name is not shown: it may hold what does not belong there. */
function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const shown = /^[\w-]{1,40}$/u.test(key) ? key : (/^([\w-]{1,40}):/u.exec(key)?.[1] ?? '(a key)');
    return text === '' ? shown : `${text}.${shown}`;
  }, '');
}
