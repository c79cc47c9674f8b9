/** A section of named entries, such as `projects` and `presets`. */
import type { z } from 'zod';
import { check, type Refused, type Reporter } from './problems.ts';
import { isGroup, type Partly, type Path, partly } from './walk.ts';

/** `entry` as it stands in the file: what is wrong by itself is not missing. */
export type Together = Readonly<{ entry: Readonly<Record<string, unknown>>; at: Path; report: Reporter }>;

/** How the entries of a section are read. */
export type EntryReader<S extends z.ZodObject, T> = Readonly<{
  /** By what the entry holds; `refused` are fields that it may not have, each with the reason. */
  schema: (entry: Readonly<Record<string, unknown>>) => Readonly<{ schema: S; refused?: Refused }>;
  /** What the schema can't see: fields that go together. It sees those that are right by themselves. */
  checkTogether: (given: Partly<z.output<S>>, more: Together) => void;
  /** Of an entry with nothing wrong in its fields. */
  build: (name: string, given: z.output<S>) => T;
}>;

/** The names of the entries of a section, right or not. */
export function entryNames(section: unknown): string[] {
  return isGroup(section) ? Object.keys(section) : [];
}

export function readEntries<S extends z.ZodObject, T>(
  section: Readonly<{ name: string; value: unknown }>,
  report: Reporter,
  reader: EntryReader<S, T>,
): ReadonlyMap<string, T> {
  const entries = new Map<string, T>();
  const at = [section.name];
  // A section whose entries are all commented out.
  if (section.value === undefined || section.value === null) return entries;
  if (!isGroup(section.value)) report.problem(at, 'must be a group of entries, each with a name of its own');
  const names = entryNames(section.value);
  for (const name of names) {
    const path = [section.name, name];
    const entry = (section.value as Readonly<Record<string, unknown>>)[name];
    const same = names.find((other) => other !== name && other.toLowerCase() === name.toLowerCase());
    if (same !== undefined) report.problem(path, 'has the name of another entry but for capitals: give it another one');
    if (!/^[a-z\d][\w-]{0,39}$/iu.test(name)) {
      report.problem(
        path,
        'must have a name of at most 40 letters, digits, - and _, which begins with a letter or digit',
      );
    }
    if (!isGroup(entry)) {
      report.problem(path, 'must be a group of fields');
      continue;
    }
    const { schema, refused } = reader.schema(entry);
    const given = check(schema, entry, path, report, refused);
    reader.checkTogether((partly(schema, entry) ?? {}) as Partly<z.output<S>>, { entry, at: path, report });
    if (given !== undefined) entries.set(name, reader.build(name, given));
  }
  return entries;
}
