/** The configuration file: from the disk to a plain value whose parts know their lines. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLMap,
  type Document as Yaml,
} from 'yaml';
import type { Environment } from '../environment.ts';
import type { Path } from './walk.ts';

/** Its name as it is shown, and its text, or one line about why there is none. */
export type ConfigFile = Readonly<{ name: string; text: string } | { problem: string }>;

const usual = 'clapperbot.yml';

/** The file that `CONFIG_FILE` names, which must be there, or `clapperbot.yml` if there is one. */
export function readConfigFile(cwd: string, env: Environment): ConfigFile | undefined {
  const named = env['CONFIG_FILE']?.trim() ?? '';
  const name = named === '' ? usual : named;
  const subject = named === '' ? `${usual} ` : 'CONFIG_FILE names a file that ';
  try {
    const bytes = readFileSync(resolve(cwd, name));
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { problem: `${subject}is not UTF-8: save it as UTF-8` };
    if (code === 'ENOENT' && named === '') return undefined;
    if (code === 'ENOENT') return { problem: `${subject}does not exist: correct the path, or remove the variable` };
    return { problem: `${subject}can't be read (${code}): make it a file that the user who runs the bot may read` };
  }
}

/** `lineOf`: the line of the value at a path, or of the nearest one around it; from 1. */
export type Document = Readonly<{ value: unknown; lineOf: (path: Path) => number }>;

type SyntaxProblem = Readonly<{ line: number; fix: string }>;

/** YAML 1.2 with anchors, aliases and merge keys. Problems hold no text of the file: it may be a secret in the wrong place. */
export function parseYaml(text: string): Document | { problems: readonly SyntaxProblem[] } {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, stringKeys: true });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const problems = [...yaml.errors, ...yaml.warnings].map(({ code, pos }) => ({
    line: lineAt(pos[0]),
    fix: sentences[code] ?? unclear,
  }));
  visit(yaml, {
    Alias(_key, alias) {
      if (alias.resolve(yaml) !== undefined) return;
      problems.push({
        line: lineAt(alias.range?.[0] ?? 0),
        fix: 'has an alias (*name) without an anchor (&name) before it',
      });
    },
  });
  if (problems.length > 0) return { problems };
  try {
    return { value: yaml.toJS(), lineOf: (path) => lineAt(offsetOf(yaml, path)) };
  } catch {
    return { problems: [{ line: 1, fix: 'has too many aliases (*name): write some of them out' }] };
  }
}

const unclear =
  'is not YAML here: check the spaces at the beginning of the line, the colons, and put quotes around texts';
const unclosed = 'is not YAML here: a bracket, brace or quote is not closed';

/** By the codes of the parser. */
const sentences: Readonly<Record<string, string>> = {
  BAD_INDENT: 'is not YAML here: a bracket is not closed, or the line does not begin where the ones beside it do',
  BAD_SCALAR_START: 'is not YAML here: put quotes around a text that begins with a special character',
  BLOCK_AS_IMPLICIT_KEY: 'is not YAML here: put quotes around a text that has a colon, or begin a new line',
  DUPLICATE_KEY: 'has this key twice: remove one',
  MISSING_CHAR: unclosed,
  MULTILINE_IMPLICIT_KEY: 'is not YAML here: put a space after the colon of each key',
  MULTIPLE_DOCS: 'must be one document: remove the line ---',
  NON_STRING_KEY: 'must have a plain name as a key here',
  TAB_AS_INDENT: 'has a tab at the beginning of this line: use spaces',
  TAG_RESOLVE_FAILED: 'has an unknown tag (!name) here: remove it, or put quotes around the text',
};

/** Where the key of the path, or the place in the list, begins. */
function offsetOf(yaml: Yaml, path: Path): number {
  let node: unknown = yaml.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(yaml);
    const found = isMap(node) ? pairOf(yaml, node, key) : isSeq(node) ? itemOf(node.items, key) : undefined;
    if (found === undefined) return offset;
    ({ node, offset } = found);
  }
  return offset;
}

type Found = Readonly<{ node: unknown; offset: number }>;

function itemOf(items: readonly unknown[], key: string | number): Found | undefined {
  const node = items[Number(key)];
  return isNode(node) && node.range ? { node, offset: node.range[0] } : undefined;
}

/** What a merge key (`<<`) brings counts where the map does not say it itself. */
function pairOf(yaml: Yaml, map: unknown, key: string | number): Found | undefined {
  if (!isMap(map)) return undefined;
  const own = keyed(map, String(key));
  if (own !== undefined) return own;
  const merged = keyed(map, '<<')?.node;
  for (const source of isSeq(merged) ? merged.items : [merged]) {
    const found = pairOf(yaml, isAlias(source) ? source.resolve(yaml) : source, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function keyed({ items }: YAMLMap, name: string): Found | undefined {
  for (const { key, value } of items) {
    if (isScalar(key) && String(key.value) === name) return { node: value, offset: key.range?.[0] ?? 0 };
  }
  return undefined;
}
