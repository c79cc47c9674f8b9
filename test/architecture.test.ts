/** The architecture: which room may know which, and how large a file may be. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const sources = globSync('src/**/*.{ts,tsx,js}', { cwd: root });
const tests = globSync('test/**/*.ts', { cwd: root });

const core = ['src/recording', 'src/service'];

/** What each room may import besides itself: other rooms, and packages. */
const rooms: Record<string, { rooms: string[]; packages: RegExp }> = {
  // A calendar, which does no I/O either.
  'src/recording': { rooms: [], packages: /^croner$/ },
  'src/service': { rooms: ['src/recording'], packages: /^$/ },
  // The language of the moment follows a handler through what it awaits.
  'src/messages': { rooms: core, packages: /^(intl-messageformat|node:async_hooks)$/ },
  'src/agora': { rooms: core, packages: /^(got|zod|agora-token|node:[\w/]+)$/ },
  'src/slack': {
    rooms: [...core, 'src/messages'],
    packages: /^(@slack\/[\w-]+|@resvg\/resvg-js|fastest-levenshtein|zod|node:[\w/]+)$/,
  },
  'src/store': { rooms: core, packages: /^(better-sqlite3|pg|pg-boss|zod|node:[\w/]+)$/ },
  'src/storage': { rooms: core, packages: /^(aws4fetch|node:[\w/]+)$/ },
  'src/ops': { rooms: core, packages: /^(pino|prom-client|node-cron|@opentelemetry\/[\w-]+|node:[\w/]+)$/ },
  // The steps of the app are in its manifest; the page of the demo has its packages.
  'src/sandbox': {
    rooms: [],
    packages: /^(aws4fetch|ws|yaml|zod|vite|hls\.js|preact(\/\w+)?|@slack\/types|node:[\w/]+)$/,
  },
};

/** The modules that a file imports, type-only imports included: relative ones as paths from the root. */
function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/^(?:import|export)\s[^;]*?from\s+'([^']+)'|import\('([^']+)'\)/gm);
  return [...found]
    .map((match) => match[1] ?? match[2] ?? '')
    .map((name) => (name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name));
}

describe('rooms', () => {
  test.each(Object.entries(rooms))('%s imports only what it may', (room, allowed) => {
    const own = sources.filter((file) => file.startsWith(`${room}/`));
    expect(own.length).toBeGreaterThan(0);
    const isAllowed = (name: string) =>
      name.startsWith('src/')
        ? [room, ...allowed.rooms].some((known) => name.startsWith(`${known}/`))
        : allowed.packages.test(name);
    const forbidden = own.flatMap((file) =>
      imports(file)
        .filter((name) => !isAllowed(name))
        .map((name) => `${file} imports ${name}`),
    );
    expect(forbidden).toEqual([]);
  });

  test('only the programs and the composition root import more than one adapter', () => {
    const adapters = ['src/agora/', 'src/slack/', 'src/storage/', 'src/store/'];
    const knowing = sources.filter(
      (file) => adapters.filter((adapter) => imports(file).some((name) => name.startsWith(adapter))).length > 1,
    );
    expect(
      knowing.filter((file) => file !== 'src/main.ts' && file !== 'src/assembly.ts' && !file.startsWith('src/cli/')),
    ).toEqual([]);
  });
});

/** The imports that lead back to where they began, as `a → b → a`. */
function cycles(files: readonly string[]): string[] {
  const graph = new Map(files.map((file) => [file, imports(file).filter((name) => files.includes(name))]));
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  return found;
}

test('nothing imports in a circle, types included', () => {
  expect(cycles(sources)).toEqual([]);
  expect(cycles(tests)).toEqual([]);
});

describe('files', () => {
  test('none is over 400 lines', () => {
    const long = [...sources, ...tests].filter(
      (file) => readFileSync(join(root, file), 'utf8').split('\n').length > 401,
    );
    expect(long).toEqual([]);
  });

  test('tests mirror the folders of the code', () => {
    const mirrored = new Set([
      'recording',
      'service',
      'messages',
      'agora',
      'slack',
      'storage',
      'store',
      'ops',
      'config',
    ]);
    const folders = new Set(sources.flatMap((file) => [dirname(file), dirname(dirname(file))]));
    const misplaced = tests
      .filter((file) => file.endsWith('.test.ts') && mirrored.has(file.split('/')[1] ?? ''))
      .filter((file) => !folders.has(dirname(file).replace(/^test/, 'src')));
    expect(misplaced).toEqual([]);
  });
});

test('signatures are compared in constant time, which a test of the result can’t prove', () => {
  const text = readFileSync(join(root, 'src/agora/signature.ts'), 'utf8');
  expect(text).toContain('return timingSafeEqual(expected, ');
  expect(text).not.toMatch(/(?:===|!==) expected(?!\.length)|expected (?:===|!==)|(?:equals|compare)\(/);
});
