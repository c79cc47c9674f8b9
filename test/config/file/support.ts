/** A configuration file as a text, read beside variables that are all right. */
import { type Config, loadConfig } from '../../../src/config/load.ts';

export const hex = '0123456789abcdef0123456789abcdef';

/** Part of every secret. It must not be found in any problem or warning. */
export const planted = 'planted';

export const salt = Buffer.alloc(32, planted).toString('base64');

export const variables: Readonly<Record<string, string>> = {
  SLACK_BOT_TOKEN: `xoxb-${planted}`,
  SLACK_APP_TOKEN: `xapp-${planted}`,
  SCHOOL_ID: `${planted}-id`,
  SCHOOL_SECRET: `${planted}-customer-secret`,
  SCHOOL_CERT: 'f'.repeat(32),
  SCHOOL_NOTIFY: `${planted}-notify`,
  A_KEY: `${planted}-access`,
  A_SECRET: `${planted}-secret`,
  LESSON_KEY: `${planted}-key`,
  LESSON_SALT: salt,
};

/** Enough of projects and storages for the other sections; each stands on one line. */
export const base = `projects: { school: { appId: ${hex}, customerIdEnv: SCHOOL_ID, customerSecretEnv: SCHOOL_SECRET } }
storages: { archive: { vendor: s3, region: us-east-1, bucket: b, accessKeyEnv: A_KEY, secretKeyEnv: A_SECRET } }
`;

type Changes = Readonly<Record<string, string | undefined>>;

export function read(text: string, changes: Changes = {}) {
  return loadConfig({ ...variables, ...changes }, { name: 'clapperbot.yml', text });
}

export function load(text: string, changes: Changes = {}): { config: Config; warnings: readonly string[] } {
  const loaded = read(text, changes);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded;
}

export function problems(text: string, changes: Changes = {}): readonly string[] {
  const loaded = read(text, changes);
  return loaded.ok ? [] : loaded.problems;
}

/** The file begins with two lines of projects and storages. */
export const presets = (fields: string) => `${base}presets:\n  x: { ${fields} }\n`;
export const layouts = (fields: string) => `${base}layouts:\n  x: { ${fields} }\n`;
export const keys = 'accessKeyEnv: A_KEY, secretKeyEnv: A_SECRET';
export const storages = (fields: string) =>
  `# two lines\n# as in base\nstorages:\n  x: { bucket: b, ${fields} }\n${base.split('\n')[0]}\n`;
