/** docs/acceptance.md: the acceptance points of a Slack bot, each with the tests that carry its number. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../', import.meta.url));

export type AcceptanceTest = Readonly<{ point: number; name: string; over: string; file: string }>;

/** What a test does not ask as strictly as its point is usually put, and why. */
const remarks: Readonly<Record<number, string>> = {
  1: 'Tests ask for the order of events. Figures in milliseconds are in [performance.md](performance.md).',
  5: 'At its end the card has **Files** and **Record Again** or **Try Again**, and nothing that controls a recording.',
  8: '**Not met as it is usually put** (no second card). Without a scope that reads messages nobody can find out whether a post arrived, and a card that is missing is worse than two.',
  13: 'The limit is 1 MiB rather than 4: Slack sends no more than 250 kB.',
  19: 'As with point 1.',
  24: 'Links to files are signed on purpose, for the person who asks: in the private answer, and for a press in the App Home in a direct message. `test/docs/manifest.test.ts` checks the bounds of Slack’s JSON Schema of manifests, which is not a part of this repository.',
  25: 'Node 20 is not supported, because better-sqlite3 does not run on it: the program says so and ends.',
};

/** In the order of their points. */
export function acceptanceTests(): AcceptanceTest[] {
  return globSync('test/acceptance/*.test.ts', { cwd: top })
    .toSorted()
    .flatMap((file) => testsIn(readFileSync(join(top, file), 'utf8'), file))
    .toSorted((a, b) => a.point - b.point);
}

/** A test inside of `describe` is played over both transports; the name of another one says which it is about. */
function testsIn(text: string, file: string): AcceptanceTest[] {
  const found = text.matchAll(/^( *)test(?:\.each\([^)]*\))?\(\s*'(\d+)[a-z]?\. ([^']+)',/gmu);
  return [...found].map(([, indent = '', point = '', name = '']) => {
    const [, own = '–'] = /^(Socket Mode|HTTP mode|Both transports): /u.exec(name) ?? [];
    const over = indent === '' && own !== 'Both transports' ? own : 'both';
    return { point: Number(point), name: name.replace(' (%s)', ''), over, file };
  });
}

export function acceptanceDocument(): string {
  const rows = acceptanceTests().map(
    ({ point, name, over, file }) => `| ${point} | ${name} | ${over} | [${basename(file, '.test.ts')}](../${file}) |`,
  );
  const notes = Object.entries(remarks).map(([point, remark]) => `- Point ${point}. ${remark}`);
  return `# Acceptance

What a Slack bot that people rely on must do, in 25 points, each with the tests that begin with its number. \`both\`: the test is played
over Socket Mode and over HTTP. Written by \`npm run docs\`.

| point | what the test asks | over | file |
| --- | --- | --- | --- |
${rows.join('\n')}

## Remarks

${notes.join('\n')}
`;
}
