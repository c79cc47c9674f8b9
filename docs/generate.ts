/** Writes the tables and the pictures of the README, `.env.example`, docs/acceptance.md, docs/configuration.md, docs/faults.md, docs/logging.md and docs/metrics.md from the code: `npm run docs`. A test fails when they are stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { envExample, variableTable } from '../src/config/load.ts';
import { faultDocument } from '../test/fault/document.ts';
import { table } from '../test/fault/table.ts';
import { acceptanceDocument } from './acceptance.ts';
import { commandTable } from './command-table.ts';
import { configurationDocument } from './configuration.ts';
import { doctorExample } from './doctor-example.ts';
import { examplePicture, layoutExample } from './layout-example.ts';
import { loggingDocument } from './logging.ts';
import { metricsDocument } from './metrics.ts';
import { drawMessages, embedded, messagePictures } from './readme-pictures.ts';

const at = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const tables: Readonly<Record<string, () => string>> = {
  commands: commandTable,
  doctor: doctorExample,
  layout: layoutExample,
  variables: variableTable,
};

/** The preview in the README, by its path from the top of the repository. */
export const picture = 'docs/images/custom-layout.png';

/** The generated files as they should be, by their path from the top of the repository. */
export function generate(): Record<string, string> {
  const readme = readFileSync(at('README.md'), 'utf8');
  const filled = Object.entries(tables).reduce((text, [name, table]) => {
    const marked = new RegExp(`(<!-- ${name}: written by npm run docs -->\\n)[^]*?(<!-- end of ${name} -->)`, 'u');
    if (!marked.test(text)) throw new Error(`README.md has no place for the table "${name}"`);
    return text.replace(marked, (_all, open: string, close: string) => `${open}\n${table().trim()}\n\n${close}`);
  }, readme);
  return {
    'README.md': messagePictures.reduce(withPicture, filled),
    '.env.example': envExample(),
    'docs/acceptance.md': acceptanceDocument(),
    'docs/configuration.md': configurationDocument(),
    'docs/faults.md': faultDocument(table),
    'docs/logging.md': loggingDocument(),
    'docs/metrics.md': metricsDocument(),
  };
}

/** Its alternative text is written, too. */
function withPicture(text: string, name: string): string {
  const place = new RegExp(`!\\[[^\\]]*\\]\\(${name.replaceAll('.', '\\.')}\\)`, 'u');
  if (!place.test(text)) throw new Error(`README.md has no place for ${name}`);
  return text.replace(place, () => embedded(name));
}

/** The file as it is. */
export function existing(name: string): string {
  return existingBytes(name).toString('utf8');
}

export function existingBytes(name: string): Buffer {
  return readFileSync(at(name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(generate())) writeFileSync(at(name), text);
  writeFileSync(at(picture), await examplePicture());
  for (const name of messagePictures) writeFileSync(at(name), await drawMessages(name));
}
