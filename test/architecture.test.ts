/** The house: which room may know which, and how large a file may be. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const sources = globSync('src/**/*.{ts,js}', { cwd: root });
const tests = globSync('test/**/*.ts', { cwd: root });

/** What each room may import besides itself: other rooms, and packages. */
const rooms: Record<string, { rooms: string[]; packages: RegExp }> = {
  'src/recording': { rooms: [], packages: /^$/ },
  'src/service': { rooms: ['src/recording'], packages: /^$/ },
  'src/agora': { rooms: ['src/recording', 'src/service'], packages: /^(got|zod|agora-token|node:\w+)$/ },
  'src/slack': { rooms: ['src/recording', 'src/service'], packages: /^(@slack\/[\w-]+|node:[\w/]+)$/ },
  'src/store': { rooms: ['src/recording', 'src/service'], packages: /^(better-sqlite3|node:[\w/]+)$/ },
  'src/ops': { rooms: ['src/recording', 'src/service'], packages: /^(pino|prom-client|node-cron|node:[\w/]+)$/ },
  'src/sandbox': { rooms: [], packages: /^(ws|zod|node:[\w/]+)$/ },
};

const imports = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /^(?:import|export)\s[^;]*?from\s+'([^']+)'|import\('([^']+)'\)/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? '');

describe('rooms', () => {
  test.each(Object.entries(rooms))('%s imports only what it may', (room, allowed) => {
    const own = sources.filter((file) => file.startsWith(`${room}/`));
    expect(own.length).toBeGreaterThan(0);
    const strangers = own.flatMap((file) =>
      imports(file)
        .map((name) => (name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name))
        .filter((name) =>
          name.startsWith('src/')
            ? ![room, ...allowed.rooms].some((known) => name.startsWith(`${known}/`))
            : !allowed.packages.test(name),
        )
        .map((name) => `${file} imports ${name}`),
    );
    expect(strangers).toEqual([]);
  });
});

describe('files', () => {
  test('none is over 400 lines', () => {
    const long = [...sources, ...tests].filter(
      (file) => readFileSync(join(root, file), 'utf8').split('\n').length > 401,
    );
    expect(long).toEqual([]);
  });
});

test('signatures are compared in constant time, which no test of the outcome can see', () => {
  const text = readFileSync(join(root, 'src/agora/signature.ts'), 'utf8');
  expect(text).toContain('return timingSafeEqual(expected, ');
  expect(text).not.toMatch(/(?:===|!==) expected(?!\.length)|expected (?:===|!==)|(?:equals|compare)\(/);
});
