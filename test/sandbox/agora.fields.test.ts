/** Every field of the requests, with values that Agora accepts and values that it refuses. */
import { describe, expect, it } from 'vitest';
import { failedToFind, goodStart, type Reply, startFixture, withPage } from './agora.support.ts';
import { type FieldValues, fieldValues, type Json, type Mode } from './field-values.ts';

const modes = ['mix', 'individual', 'web'] as const;
const starts: Record<Mode, Json> = {
  mix: { ...goodStart, recordingConfig: { channelType: 0 } },
  individual: { ...goodStart, recordingConfig: { channelType: 0, subscribeUidGroup: 0 } },
  web: withPage(),
};
const cdn = {
  serviceName: 'rtmp_publish_service',
  serviceParam: { outputs: [{ rtmpUrl: 'rtmp://cdn.example.com/a' }] },
};

/** The object with a value at a path; what lies on the way to it is made. */
function withValue(object: Json, path: string, value: unknown): Json {
  const copy = structuredClone(object);
  const keys = path.split('.');
  let at = copy;
  for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Json;
  at[keys.at(-1) as string] = value;
  return copy;
}

const bodyOf = (base: Json, { path, beside = {} }: FieldValues, value: unknown): Json =>
  withValue(
    Object.entries(beside).reduce((body, [key, item]) => withValue(body, key, item), base),
    path,
    value,
  );

const shown = (value: unknown, answer: unknown) => `${JSON.stringify(value)} ${String(answer)}`;
const answerOf = ({ status, body }: Reply) => (status === 200 ? 'accepted' : `${status} code ${String(body['code'])}`);

/** Sends every value: the answers, and those that Agora documents. */
async function compare(row: FieldValues, base: Json, send: (body: Json) => Promise<Reply>) {
  const { good, bad, late = [] } = row;
  const expected = [
    ...[...good, ...late].map((value) => ({ value, answer: 'accepted' })),
    ...bad.map((value) => ({ value, answer: '400 code 2' })),
  ];
  const answers: string[] = [];
  for (const { value } of expected) answers.push(shown(value, answerOf(await send(bodyOf(base, row, value)))));
  expect(answers).toEqual(expected.map(({ value, answer }) => shown(value, answer)));
}

const named = (rows: readonly FieldValues[]) =>
  rows.map((row) => {
    const { path, beside } = row;
    return [beside === undefined ? path : `${path} with ${JSON.stringify(beside)}`, row] as const;
  });

/** A simulator that keeps no recording from being started. */
async function open() {
  const fixture = await startFixture({ maxRunning: 1_000, maxPages: 1_000 });
  // Ten requests a second are allowed.
  const next = () => fixture.clock.advance(250);
  return { ...fixture, next };
}

it.each(named(fieldValues.acquire))('acquire: %s', async (_, row) => {
  const { acquire, next } = await open();
  await compare(row, {}, (body) => {
    next();
    return acquire('room', '1', body);
  });
});

describe.each(modes)('%s', (mode) => {
  it.each(named(fieldValues.start[mode]))('start: %s', async (_, row) => {
    const { acquire, start, next, clock, agora } = await open();
    let count = 0;
    let resourceId = '';
    await compare(row, starts[mode], async (body) => {
      next();
      if (resourceId === '') {
        count += 1;
        resourceId = String(
          (await acquire(`room${count}`, '1', mode === 'web' ? { scene: 1 } : {})).body['resourceId'],
        );
      }
      const reply = await start(`room${count}`, '1', resourceId, body, mode);
      // One that is refused does not use up the resource.
      if (reply.status === 200) resourceId = '';
      return reply;
    });
    clock.advance(5_000);
    const ended = agora.recorders.filter(({ endedAt }) => endedAt !== undefined).map(({ cname }) => cname);
    expect(ended).toEqual((row.late ?? []).map((_, index) => `room${row.good.length + index + 1}`));
  });

  it.each(named(fieldValues.update[mode]))('update: %s', async (_, row) => {
    const { run, next } = await open();
    const { extensionServiceConfig: page } = starts.web as { extensionServiceConfig: { extensionServices: Json[] } };
    const extensionServices = [...page.extensionServices, cdn];
    const start = mode === 'web' ? { ...starts.web, extensionServiceConfig: { extensionServices } } : starts[mode];
    const { update } = await run('room', '1', { mode, start });
    await compare(row, {}, (body) => {
      next();
      return update(body);
    });
  });

  it.each(named(fieldValues.stop))('stop: %s', async (_, row) => {
    const { run, next, clock } = await open();
    const stopBodies = { ...row, good: row.good.filter((value) => value === true) };
    const { stop } = await run('room', '1', { mode, start: starts[mode] });
    clock.advance(10_000);
    // Those that are refused come first: one that is accepted ends the recorder.
    for (const part of [
      { ...stopBodies, good: [] },
      { ...stopBodies, bad: [] },
    ])
      await compare(part, {}, (body) => {
        next();
        return stop(body);
      });
    clock.advance(10_000);
    expect(await stop()).toEqual(failedToFind);
  });
});

it.each(named(fieldValues.updateLayout))('updateLayout: %s', async (_, row) => {
  const { run, next } = await open();
  const { updateLayout } = await run('room', '1', { start: starts.mix });
  await compare(row, {}, (body) => {
    next();
    return updateLayout(body);
  });
});

describe.each(['mix', 'individual'] as const)('%s: update of a list of', (mode) => {
  it.each([
    ['audio', 0, 'accepted'],
    ['audio', 1, '400 code 2'],
    ['audio', 2, 'accepted'],
    ['video', 0, '400 code 2'],
    ['video', 1, 'accepted'],
    ['video', 2, 'accepted'],
  ] as const)('%s with streamTypes %d: %s', async (medium, streamTypes, answer) => {
    const { run } = await open();
    const start = withValue(starts[mode], 'recordingConfig.streamTypes', streamTypes);
    const { update } = await run('room', '1', { mode, start });
    const list = { [medium === 'audio' ? 'subscribeAudioUids' : 'unSubscribeVideoUids']: ['7'] };
    expect(answerOf(await update({ streamSubscribe: { [`${medium}UidList`]: list } }))).toBe(answer);
  });
});
