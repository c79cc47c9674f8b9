/** The program, killed at every named point and started again: the recording reaches its end as without a kill. */
import { describe, expect, test } from 'vitest';
import { cname, type Effects, type Run, runRecording } from './recording-run.ts';
import { waitTimeout } from './system.ts';

/** Points of `points.ts` at which one bot after the other is killed during one recording. */
type Row = Readonly<{ points: readonly string[]; effects?: Effects; first?: (run: Run) => void }>;

/** Real milliseconds that a recording may take during which the bot is killed several times. */
const testTimeout = waitTimeout * 4;

const commands: Row[] = [
  { points: ['before create'], effects: { lost: 'start' } },
  { points: ['after create', 'before card'] },
  { points: ['before command layout'], effects: { lost: 'layout' } },
  { points: ['before command stop', 'within command stop'], effects: { lost: 'stop' } },
];

const requests: Row[] = [
  { points: ['before request acquire', 'after request acquire', 'after response acquire'] },
  { points: ['within sending start', 'after sending start', 'before request start'] },
  { points: ['after request start', 'after response start'], effects: { orphans: 1 } },
  { points: ['within response start'], effects: { orphans: 1 } },
  { points: ['after response start'] },
  { points: ['before request query', 'after request query', 'after response query'] },
  {
    points: [
      'after command layout',
      'before request updateLayout',
      'after request updateLayout',
      'within response updateLayout',
      'after response updateLayout',
    ],
  },
  { points: ['after command stop', 'after sending stop', 'before request stop'], effects: { messages: 'some' } },
  { points: ['after request stop', 'within response stop', 'after response stop'], effects: { messages: 'some' } },
];

/** The update that says that the layout is being changed is sent without a message beside it until Agora responds. */
function delayLayout({ system: { agora } }: Run): void {
  agora.fault({ call: 'updateLayout', cname, kind: 'delay', ms: 500, by: 'real' });
}

/** No start is in flight while the card is posted: a kill would leave an orphan. */
function delayAcquire({ system: { agora } }: Run): void {
  agora.fault({ call: 'acquire', cname, kind: 'delay', ms: 1_500, by: 'real', times: 4 });
}

const posts: Row[] = [
  {
    points: ['before card', 'after card', 'within cardPosted', 'after cardPosted'],
    effects: { cards: 2 },
    first: delayAcquire,
  },
  {
    points: ['before message', 'after message', 'within completed', 'after completed thread'],
    effects: { messages: 2 },
  },
  { points: ['before layout update'], first: delayLayout },
  { points: ['after layout update'], first: delayLayout },
];

describe.each([
  ['commands of people', commands],
  ['requests to Agora', requests],
  ['messages to Slack', posts],
] as const)('%s', (_name, rows) => {
  test.concurrent.each(rows.map((row) => [row.points.join(', '), row] as const))(
    'killed %s',
    async (_points, { points, effects = {}, first }) => {
      expect(await runRecording(effects, { killPoints: points, ...(first && { first }) })).toBe(points.length);
    },
    testTimeout,
  );
});

describe('in flight', () => {
  test.concurrent(
    'killed each time Agora has acted on a request and has not responded yet',
    async () => {
      const first = ({ system: { agora }, bot, quiet }: Run) => {
        for (const call of ['acquire', 'start', 'query', 'updateLayout', 'stop'] as const) {
          const held = agora.fault({ call, cname, kind: 'actThenHang' });
          void agora
            .waitFor((entry) => entry.call === call && entry.cname === cname)
            .then(quiet)
            .then(() => bot().kill('SIGKILL'))
            .then(() => held.release());
        }
      };
      expect(await runRecording({ orphans: 1 }, { first })).toBe(5);
    },
    testTimeout,
  );

  test.concurrent(
    'killed while the start is in flight, and Agora names the sid when it is sent again: no second recorder',
    async () => {
      const first = ({ system: { agora } }: Run) => {
        agora.fault({ call: 'start', kind: 'sidInBody', times: 2 });
      };
      expect(await runRecording({}, { first, killPoints: ['after request start'] })).toBe(1);
    },
    testTimeout,
  );

  test.concurrent.each([
    ['card', { cards: 1 }, 0],
    ['message', { messages: 1 }, 1],
  ] as const)(
    'killed while the %s is in flight; it arrives in Slack when the next bot runs',
    async (_kind, effects, before) => {
      const first = ({ system: { slack }, bot }: Run) => {
        if (before > 0) slack.fault({ method: 'chat.postMessage', kind: { slowMs: 0 }, times: before });
        slack.fault({ method: 'chat.postMessage', kind: { slowMs: 1_500 } });
        void slack
          .waitFor(() => slack.calls('chat.postMessage').some(({ fault }) => fault === 'slowMs 1500'), waitTimeout)
          .then(() => bot().kill('SIGKILL'));
      };
      expect(await runRecording(effects, { first })).toBe(1);
    },
    testTimeout,
  );
});

describe('at start-up', () => {
  const points = ['after lock', 'before migration', 'after migration', 'after open', 'after connect', 'before ready'];

  test.concurrent(
    `killed ${points.join(', ')}, the first time`,
    async () => {
      expect(await runRecording({}, { killPoints: points })).toBe(points.length);
    },
    testTimeout,
  );

  test.concurrent(
    `killed ${points.join(', ')}, with a live recording`,
    async () => {
      const recording = ({ bot }: Run) => bot().kill('SIGKILL');
      expect(await runRecording({}, { recording, killPointsAfter: points })).toBe(1 + points.length);
    },
    testTimeout,
  );
});

describe('at shutdown', () => {
  test.concurrent.each(['before close', 'after close'])(
    'killed %s, after SIGTERM',
    async (at) => {
      const recording = ({ bot }: Run) => bot().kill('SIGTERM');
      expect(await runRecording({}, { killPoints: [at], recording })).toBe(1);
    },
    testTimeout,
  );

  test.concurrent(
    'killed after SIGTERM, while it waits for the response to a stop',
    async () => {
      const first = ({ system: { agora }, bot, quiet }: Run) => {
        const held = agora.fault({ call: 'stop', kind: 'actThenHang' });
        void agora
          .waitFor((entry) => entry.call === 'stop')
          .then(quiet)
          .then(async () => {
            bot().process.kill('SIGTERM');
            await bot().logged('stopping; recordings at Agora go on');
            await bot().kill('SIGKILL');
            held.release();
          });
      };
      expect(await runRecording({}, { first })).toBe(1);
    },
    testTimeout,
  );
});
