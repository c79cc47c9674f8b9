/** The variables as documents: a table for the README, and an example file. */
import { entry, type Name, names, type Variable } from './variables.ts';

/** A Markdown table: variable, default, meaning. */
export function variableTable(): string {
  const rows = names.map((name) => {
    const variable = entry(name);
    return `| \`${name}\` | ${defaultOf(variable)} | ${variable.meaning.replaceAll('|', '\\|')} |`;
  });
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

function defaultOf(variable: Variable<unknown>): string {
  const { required, unless } = variable;
  if (unless !== undefined) return `required, unless the file has ${unless}`;
  if (required !== undefined) return required === true ? 'required' : `required ${required}`;
  return variable.default === undefined ? '–' : `\`${variable.default}\``;
}

/** The text of `.env.example`: what must be set is there with no value, the rest is commented out. */
export function envExample(): string {
  const blocks = names.map(block);
  const head = '# Copy this file to .env and fill it in. Variables of the real environment win over it.';
  return `${[head, ...blocks].join('\n\n')}\n`;
}

function block(name: Name): string {
  const { meaning, source, required, default: fallback } = entry(name);
  const about = source ?? meaning;
  const plain = about.replaceAll('`', '');
  // What begins with a literal keeps its first letter.
  const sentence = about.startsWith('`') ? plain : plain.charAt(0).toUpperCase() + plain.slice(1);
  const when = typeof required === 'string' ? ` (required ${required.replaceAll('`', '')})` : '';
  return `# ${sentence}${when}\n${required === true ? `${name}=` : `# ${name}=${fallback ?? ''}`}`;
}
