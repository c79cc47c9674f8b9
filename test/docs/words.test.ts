/** Words that are not used, each with the standard term that replaces it: see docs/glossary.md. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Rule = Readonly<{
  /** Whole words in lower case, also as parts of identifiers, or a phrase. */
  words: readonly string[];
  use: string;
  /** Uses that are right, each for the reason beside it. */
  except?: readonly RegExp[];
  /** Files that may use them, by the beginning of their path. */
  in?: readonly string[];
}>;

/** The names that version 0.1 wrote into its rows. */
const former = ['src/store/sqlite/steps/', 'test/store/sqlite/steps/'];

const rules: readonly Rule[] = [
  { words: ['desk'], use: 'recording service' },
  { words: ['errand', 'errands'], use: 'outbound message' },
  { words: ['canary', 'canaries', 'aviary'], use: 'planted secret' },
  { words: ['twin', 'twins'], use: 'duplicate, stale card' },
  { words: ['spoil', 'spoils', 'spoiled'], use: 'inject a fault' },
  { words: ['ledger'], use: 'recorder history' },
  { words: ['mend', 'mends', 'mended'], use: 'fix' },
  { words: ['urgency'], use: 'priority' },
  { words: ['sendings'], use: 'send count' },
  { words: ['occasion'], use: 'request context' },
  { words: ['asker'], use: 'actor' },
  // "set aside" is plain English, and the code of an error.
  { words: ['aside', 'asides'], use: 'deferred task', except: [/\bset(s|ting)? ?aside\b/giu] },
  // A label of a published metric keeps its name.
  {
    words: ['lane', 'lanes'],
    use: 'queue',
    in: [
      ...former,
      'src/ops/gauges.ts',
      'docs/metrics.md',
      'docs/operations.md',
      'test/ops/metrics.test.ts',
      'test/crash/process-end.test.ts',
      'test/acceptance/operations.test.ts',
    ],
  },
  { words: ['begun'], use: 'started', in: former },
  { words: ['noticed'], use: 'detected', in: former },
  { words: ['onitsway', 'maybesent', 'troubletold'], use: 'in flight, outcome unknown, notified', in: former },
  { words: ['sidlate', 'cardlate', 'uploadlate', 'controlends'], use: 'timeout', in: former },
  { words: ['whoever'], use: 'the person who' },
  { words: ['steer', 'steers', 'steered', 'maysteer'], use: 'control, manage' },
  { words: ['handicap', 'handicaps'], use: 'degraded reason' },
  { words: ['startafresh'], use: 'restart required' },
  { words: ['freshuid', 'drawuid'], use: 'generate uid' },
  { words: ['holdprocess'], use: 'run process' },
  { words: ['reportdue'], use: 'status post pending', in: former },
  { words: ['fate', 'fates'], use: 'status, result', in: [...former, 'test/store/fixture-0.1.ts'] },
  { words: ['whisper', 'whispers'], use: 'ephemeral message' },
  { words: ['robs', 'anew', 'vanish', 'vanishes'], use: 'take from, again, disappear' },
  { words: ['in hand'], use: 'in flight' },
  { words: ['give way', 'gives way'], use: 'preempt' },
  { words: ['out of control'], use: 'orphan' },
  { words: ['called off'], use: 'canceled' },
  // "comes about ten seconds before": an approximate time.
  { words: ['come about', 'comes about'], use: 'fail, occur', except: [/\bcomes about ten\b/giu] },
];

/** Words of comments and test names only: some are right in messages for people, and in identifiers. */
const proseRules: readonly Rule[] = [
  { words: ['told'], use: 'notified, reported, sent' },
  { words: ['hear', 'hears', 'heard'], use: 'receive, handle' },
  { words: ['wants'], use: 'expects, requires, requests' },
  { words: ['for good'], use: 'permanently' },
  { words: ['all the same'], use: 'anyway, still' },
  { words: ['goes on', 'went on'], use: 'continues' },
  { words: ['in vain', 'without a word', 'no word'], use: 'without effect, without a message' },
  { words: ['stranger', 'strangers', 'deaf', 'mischief'], use: 'unauthenticated sender, unresponsive' },
  { words: ['lets nobody', 'left alone', 'in the way'], use: 'rejects, unchanged, blocks' },
  { words: ['on record'], use: 'audited, committed' },
];

const generated = /^(docs\/faults\.md|test\/golden\/.*\.(json|txt)|.*\.db)$/u;
const self = 'test/docs/words.test.ts';

/** The text as lower-case words: identifiers are split, line breaks and the marks of comments are spaces. */
function wordsOf(text: string): string {
  return text
    .replaceAll(/\n\s*(?:\*|\/\/)?\s*/gu, ' ')
    .replaceAll(/([a-z])([A-Z])/gu, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}

const comments = /(?:^ *(?:\/\*\*|\*|\/\/).*\n)+/gmu;
const names = /(?:\b(?:describe|test|it)\b[^'"`\n]*\(|\]\)\(|^ *(?:fault|words): )\s*(['"`])(.*?)\1/gmu;

/** The comments of a file without code, and the names of its tests and fault rows. */
function proseOf(text: string): string {
  const commented = text.match(comments)?.map((comment) => comment.replaceAll(/`[^`\n]*`/gu, '')) ?? [];
  return [...commented, ...[...text.matchAll(names)].map(([, , name]) => name)].join(' | ');
}

function found(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [
    ...violations(path, text, rules),
    ...(path.endsWith('.ts') ? violations(path, proseOf(text), proseRules) : []),
  ];
}

function violations(path: string, text: string, checked: readonly Rule[]): string[] {
  const split = wordsOf(text);
  return checked.flatMap(({ words, use, except = [], in: allowed = [] }) => {
    if (allowed.some((start) => path.startsWith(start))) return [];
    const [searched, whole] = [split, text.toLowerCase()].map((all) =>
      except.reduce((rest, exception) => rest.replaceAll(exception, ''), all),
    );
    return words
      .filter((word) => [searched, whole].some((all) => new RegExp(`\\b${word}\\b`, 'u').test(all ?? '')))
      .map((word) => `${path}: “${word}” (use: ${use})`);
  });
}

test('no file uses a word that has a standard term', () => {
  const roots = ['src', 'test', 'docs', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...roots], {
    encoding: 'utf8',
  });
  const files = listed.split('\n').filter((path) => path !== '' && path !== self && !generated.test(path));
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap(found)).toEqual([]);
});
