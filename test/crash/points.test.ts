/** The program, killed at every named point and started again: the recording comes to its end as if nothing had happened. */
import { describe, expect, test } from 'vitest';
import { waitLimit } from './fixture.ts';
import { cname, type Life, live, type Traces } from './usage.ts';

/** Points of `points.ts` at which one bot after the other is killed in the life of one recording. */
type Row = Readonly<{ points: readonly string[]; traces?: Traces; nth?: number }>;

/** Real milliseconds that a life may take in which the bot is killed several times. */
const atMost = waitLimit * 4;

const orders: Row[] = [
  { points: ['before create'], traces: { lost: 'start' } },
  { points: ['after create', 'before card'] },
  { points: ['before asked layout'], traces: { lost: 'layout' } },
  { points: ['before asked stop', 'within asked stop'], traces: { lost: 'stop' } },
];

const requests: Row[] = [
  { points: ['before request acquire', 'after request acquire', 'after answered acquire'] },
  { points: ['within sending start', 'after sending start', 'before request start'] },
  { points: ['after request start', 'after answered start'], traces: { orphans: 1 } },
  { points: ['within answered start'], traces: { orphans: 1 } },
  { points: ['after answered start'] },
  { points: ['before request query', 'after request query', 'after answered query'] },
  {
    points: [
      'after asked layout',
      'before request updateLayout',
      'after request updateLayout',
      'within answered updateLayout',
      'after answered updateLayout',
    ],
  },
  { points: ['after asked stop', 'after sending stop', 'before request stop'], traces: { lines: 'some' } },
  { points: ['after request stop', 'within answered stop', 'after answered stop'], traces: { lines: 'some' } },
];

const posts: Row[] = [
  { points: ['before card', 'after card', 'within cardPosted', 'after cardPosted'], traces: { cards: 2 } },
  { points: ['before line', 'after line', 'within done', 'after done thread'], traces: { lines: 2 } },
  // The second update leaves alone: beside the first one the thread hears that it records.
  { points: ['before update'], nth: 2 },
  { points: ['after update'], nth: 2 },
];

describe.each([
  ['what people order', orders],
  ['requests to Agora', requests],
  ['messages to Slack', posts],
] as const)('%s', (_name, rows) => {
  test.concurrent.each(rows.map((row) => [row.points.join(', '), row] as const))(
    'killed %s',
    async (_points, { points, traces = {}, nth = 1 }) => {
      expect(await live(traces, { strikes: points.map((at) => ({ at, nth })) })).toBe(points.length);
    },
    atMost,
  );
});

describe('on its way', () => {
  test.concurrent(
    'killed each time Agora has acted on a request and has not answered yet',
    async () => {
      const first = ({ system: { agora }, bot, quiet }: Life) => {
        for (const call of ['acquire', 'start', 'query', 'updateLayout', 'stop'] as const) {
          const held = agora.fault({ call, cname, kind: 'actThenHang' });
          void agora
            .waitFor((entry) => entry.call === call && entry.cname === cname)
            .then(quiet)
            .then(() => bot().kill('SIGKILL'))
            .then(() => held.release());
        }
      };
      expect(await live({ orphans: 1 }, { first })).toBe(5);
    },
    atMost,
  );

  test.concurrent(
    'killed when the start is on its way, and Agora names the sid when it is sent again: no second recorder',
    async () => {
      const first = ({ system: { agora } }: Life) => {
        agora.fault({ call: 'start', kind: 'sidInBody', times: 2 });
      };
      expect(await live({}, { first, strikes: [{ at: 'after request start' }] })).toBe(1);
    },
    atMost,
  );

  test.concurrent.each([
    ['card', { cards: 1 }, 0],
    ['line', { lines: 1 }, 1],
  ] as const)(
    'killed when the %s is on its way to Slack, where it arrives when the next bot runs',
    async (_what, traces, before) => {
      const first = ({ system: { slack }, bot }: Life) => {
        if (before > 0) slack.fault({ method: 'chat.postMessage', kind: { slowMs: 0 }, times: before });
        slack.fault({ method: 'chat.postMessage', kind: { slowMs: 1_500 } });
        void slack
          .waitFor(() => slack.calls('chat.postMessage').some(({ fault }) => fault === 'slowMs 1500'), waitLimit)
          .then(() => bot().kill('SIGKILL'));
      };
      expect(await live(traces, { first })).toBe(1);
    },
    atMost,
  );
});

describe('at start-up', () => {
  const points = ['after lock', 'before migration', 'after migration', 'after open', 'after connect', 'before ready'];
  const strikes = points.map((at) => ({ at }));

  test.concurrent(
    `killed ${points.join(', ')}, the first time`,
    async () => {
      expect(await live({}, { strikes })).toBe(points.length);
    },
    atMost,
  );

  test.concurrent(
    `killed ${points.join(', ')}, with a recording to take up`,
    async () => {
      const recording = ({ bot }: Life) => bot().kill('SIGKILL');
      expect(await live({}, { recording, strikesAfter: strikes })).toBe(1 + points.length);
    },
    atMost,
  );
});

describe('at the end', () => {
  test.concurrent.each(['before close', 'after close'])(
    'killed %s, after SIGTERM',
    async (at) => {
      const recording = ({ bot }: Life) => bot().kill('SIGTERM');
      expect(await live({}, { strikes: [{ at }], recording })).toBe(1);
    },
    atMost,
  );

  test.concurrent(
    'killed after SIGTERM, while it waits for the answer to a stop',
    async () => {
      const first = ({ system: { agora }, bot, quiet }: Life) => {
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
      expect(await live({}, { first })).toBe(1);
    },
    atMost,
  );
});
