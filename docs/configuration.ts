/** docs/configuration.md: every field of the configuration file, from the schemas that check it. */
import type { z } from 'zod';
import type { About } from '../src/config/file/fields.ts';
import { sections } from '../src/config/file/load.ts';
import { type Field, fieldsOf } from '../src/config/file/walk.ts';

const head = `# The configuration file

\`clapperbot.yml\` in the working directory, or the file that \`CONFIG_FILE\` names, is read when the bot starts. It is YAML 1.2, with
anchors and merge keys (\`<<\`). Everything in it is optional. When something is wrong, the bot prints one line for each problem, with
the number of the line and the fix, and exits.

Secrets are never in it: a field that ends in \`Env\` names the variable that holds the value, in the environment or in \`.env\`.
\`clapperbot.example.yml\` shows every field.

A span is written as \`90s\`, \`5m\`, \`2h\`, \`1h30m\`, \`1:30\` (hours and minutes) or \`30d\`. Names of entries are letters, digits, \`-\`
and \`_\`, at most 40 of them. In the tables \`[]\` stands for a place in a list.
`;

/** The text of docs/configuration.md. */
export function configurationDocument(): string {
  const described = new Set<About>();
  const parts = Object.entries(sections).map(([name, { schemas, entries, meaning }]) => {
    const of = entries ? `\`${name}.<name>\`` : `\`${name}\``;
    return `## ${name}\n\n${meaning}. Fields of ${of}:\n\n${tableOf(schemas, described)}`;
  });
  return `${[head.trimEnd(), ...parts].join('\n\n')}\n`;
}

/** By mode, where there are several. A field that several have stands there once. `described`: those of the sections before, to which it adds. */
function tableOf(schemas: Readonly<Record<string, z.ZodObject>>, described: Set<About>): string {
  const found = new Map<About, { field: Field; modes: string[] }>();
  for (const [mode, schema] of Object.entries(schemas)) {
    for (const field of fieldsOf(schema)) {
      if (described.has(field.about)) continue;
      const known = found.get(field.about);
      if (known === undefined) found.set(field.about, { field, modes: [mode] });
      else known.modes.push(mode);
    }
  }
  for (const about of found.keys()) described.add(about);
  const all = Object.keys(schemas).length;
  const modesOf = (modes: readonly string[]) => (modes.length === all ? 'all' : modes.join(', '));
  const columns =
    all === 1 ? ['field', 'takes', 'default', 'meaning'] : ['field', 'modes', 'takes', 'default', 'meaning'];
  const rows = [...found.values()].map(({ field, modes }) => {
    const [path, ...rest] = cellsOf(field);
    return all === 1 ? [path, ...rest] : [path, modesOf(modes), ...rest];
  });
  const line = (cells: readonly (string | undefined)[]) =>
    `| ${cells.map((cell = '') => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [columns, columns.map(() => '---'), ...rows].map(line).join('\n');
}

function cellsOf({ path, about, optional }: Field): string[] {
  const { accepts, example, meaning, default: usual } = about;
  const takes = /^(one of|true or false)/u.test(accepts) ? accepts : `${accepts}, such as \`${example}\``;
  return [`\`${path.join('.').replaceAll('.[]', '[]')}\``, takes, optional ? (usual ?? '–') : 'required', meaning];
}
