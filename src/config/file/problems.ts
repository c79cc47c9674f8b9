/** What is wrong with a value of the configuration file, as lines that name its path and the fix, and never its value. */
import type { z } from 'zod';
import type { Environment } from '../environment.ts';
import { hint } from '../nearest.ts';
import type { About } from './fields.ts';
import { aboutAt, type Path, schemaAt, shapeOf, variablesIn } from './walk.ts';

export type Reporter = Readonly<{
  env: Environment;
  /** The first one at a path counts. */
  problem: (at: Path, fix: string) => void;
  warning: (at: Path, text: string) => void;
}>;

/** For a field that another one, or another mode, rules out: why it may not be there, by its name. */
export type Refused = Readonly<Record<string, string>>;

/** The value as the schema makes it; undefined where something is wrong, which is reported then. */
export function check<S extends z.ZodType>(
  schema: S,
  value: unknown,
  at: Path,
  report: Reporter,
  refused: Refused = {},
): z.output<S> | undefined {
  const parsed = schema.safeParse(value);
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path as Path;
    if (issue.code === 'unrecognized_keys') {
      const names = Object.keys(shapeOf(schemaAt(schema, path) ?? schema) ?? {});
      for (const key of issue.keys) {
        const reason = path.length === 0 && Object.hasOwn(refused, key) ? refused[key] : undefined;
        report.problem([...at, ...path, key], reason ?? unknownField(key, names));
      }
    } else {
      report.problem([...at, ...path], fixOf(issue, aboutAt(schema, path), isMissing(value, path)));
    }
  }
  for (const { at: path, name, about } of variablesIn(schema, value)) {
    const fix = variableProblem(name, about, report.env);
    if (fix !== undefined) report.problem([...at, ...path], fix);
  }
  return parsed.data;
}

function fixOf(issue: z.core.$ZodIssue, about: About | undefined, isMissing: boolean): string {
  if (issue.code === 'custom' && issue.message !== 'Invalid input') return issue.message;
  if (about === undefined) return 'must be a group of fields';
  const { accepts, example } = about;
  return isMissing ? missingFix(about) : `must be ${accepts}: for example ${example}`;
}

const missingFix = ({ accepts, example }: About): string => `is missing: set it to ${accepts}, for example ${example}`;

/** For a field that is missing beside what the others say. */
export function missing(schema: z.ZodType): string {
  const about = aboutAt(schema, []);
  return about === undefined ? 'is missing' : missingFix(about);
}

function isMissing(value: unknown, path: Path): boolean {
  const found = path.reduce<unknown>(
    (part, key) => (part as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
  return found === undefined;
}

/** What is not known at this place, with the name that was probably meant. */
export function unknownField(key: string, names: readonly string[]): string {
  const [before, after] = key.split(/:(.*)/su);
  if (after !== undefined && names.includes(before ?? '')) return 'needs a space after its colon';
  const letters = (name: string) => name.toLowerCase().replaceAll(/[^a-z\d]/gu, '');
  const named = names.find((name) => name.endsWith('Env') && letters(name) === `${letters(key)}env`);
  if (named !== undefined) return `must not be in the file: name the variable that holds it with ${named}`;
  const same = names.find((name) => letters(name) === letters(key));
  const near = same === undefined ? hint(key, names) : ` (did you mean ${same}?)`;
  return near === ''
    ? `is unknown: it must be ${names.length === 1 ? '' : 'one of '}${names.join(', ')}`
    : `is unknown${near}`;
}

/** The value of the variable, without the space around it; empty where there is none. */
export function valueOf(env: Environment, name: string): string {
  return env[name]?.trim() ?? '';
}

function variableProblem(name: string, { variable, accepts, example }: About, env: Environment): string | undefined {
  const value = valueOf(env, name);
  if (value === '') {
    return looksLikeName(name)
      ? `names ${name}, which is not set: set that variable, in the environment or in .env`
      : `must be ${accepts}: for example ${example}`;
  }
  const parsed = variable?.(value);
  return parsed !== undefined && 'fix' in parsed ? `names ${name}, whose value ${parsed.fix}` : undefined;
}

/** What does not may be a secret that was written in the place of the name. */
function looksLikeName(name: string): boolean {
  return /^[A-Z][A-Z\d]{0,15}(_[A-Z\d]+)*$/u.test(name);
}
