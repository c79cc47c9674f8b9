/** Plays rows of the fault table with the real bot, and asks everything that docs/faults.md says. */
import { expect, onTestFinished, test } from 'vitest';
import type { User } from '../../src/sandbox/slack/types.ts';
import { openWorld, type World } from '../support/world.ts';
import { type Call, calls, type Mode, modes, type Row, type Stage, type StateWord, type Subject } from './case.ts';
import { createGate, type Gate } from './gate.ts';

/** How long, on the clock, the outcome may take, and for how long afterwards nothing may change. */
const outcomeWithin = 600;
const quietFor = 60;

/** How a recording of a mode is started, after the Agora channel. */
const startOptions: Readonly<Record<Mode, string>> = {
  mix: '',
  individual: ' mode=individual',
  web: ' mode=web url=https://example.com/class',
};

export function play({ rows }: Subject): void {
  const cases = rows.flatMap((row) => (row.modes ?? modes).map((mode) => [row.fault, mode, row] as const));
  test.each(cases)('%s (%s)', async (_name, mode, row) => {
    const gate = await createGate();
    onTestFinished(() => gate.end());
    const world = await openWorld({
      tickEvery: (row.statusEvery ?? 24 * 3_600) * 1_000,
      env: { ...row.env, ...(row.addresses === undefined ? {} : { AGORA_API_URL: row.addresses(gate.url) }) },
      ...(row.notifications === undefined ? {} : { notifications: row.notifications }),
      ...(row.service === undefined ? {} : { agora: row.service }),
    });
    gate.leadsTo(world.agora.url);
    const { stage, unstruck } = setUp(world, gate, mode);
    for (const fault of row.agora ?? []) stage.injectFault(fault);
    for (const plan of row.slack?.(world) ?? []) stage.jam(plan);
    await row.before?.(stage);
    if (row.starts !== false) await stage.type('/record start standup');
    await row.act?.(stage);
    await outcome(stage, row);
    expect(unstruck(), 'faults that did not strike as often as they should').toEqual([]);
  });
}

async function outcome(stage: Stage, row: Row): Promise<void> {
  const seen = async (piece: string, look: () => boolean, seconds = outcomeWithin) => {
    await stage.until(look, seconds).catch((error: unknown) => {
      throw new Error(`“${piece}” is missing`, { cause: error });
    });
  };
  await seen(row.state, () => stateOf(stage) === row.state);
  for (const piece of row.sees.thread ?? []) await seen(piece, () => says(stage, stage.thread(), piece));
  for (const piece of row.sees.card ?? []) await seen(`card: ${piece}`, () => says(stage, [cardText(stage)], piece));
  for (const who of ['ana', 'ben'] as const) {
    for (const piece of row.sees[who] ?? [])
      await seen(`${who}: ${piece}`, () => says(stage, privately(stage, stage[who]), piece), 60);
  }
  await stage.pass(quietFor);

  // Nothing may have changed since.
  expect(stateOf(stage)).toBe(row.state);
  expectInOrder(stage, row.sees.thread ?? []);
  for (const piece of row.sees.card ?? []) expect(says(stage, [cardText(stage)], piece), piece).toBe(true);
  for (const piece of row.sees.never ?? []) expect(says(stage, everything(stage), piece), piece).toBe(false);
  expect(
    stage.agora.recorders.map(({ endedBy }) => endedBy ?? 'running'),
    'what became of the recorders',
  ).toEqual(row.recorders);
  for (const call of calls) {
    const wanted = row.calls[call] ?? (call === 'query' ? undefined : 0);
    const count = stage.count(call);
    if (wanted === 'repeatedly') expect(count, `${call} calls that reached Agora`).toBeGreaterThan(1);
    else if (wanted !== undefined) expect(count, `${call} calls that reached Agora`).toBe(wanted);
  }
  for (const { words, holds } of row.also ?? []) expect(await holds(stage), words).toBe(true);
  expectHonest(stage, row);
}

/** What is true in every row. */
function expectHonest(stage: Stage, row: Row): void {
  const over = ['Finished', 'Failed', 'Lost', 'Canceled'].includes(row.state);
  const cards = stage.cards().filter((card) => !card.deleted);
  expect(cards, 'cards').toHaveLength(row.cards ?? (row.state === 'none' ? 0 : 1));
  const labels = stage.slack.buttons(stage.room).filter(({ message }) => message.ts === cards.at(-1)?.ts);
  const canStop = labels.some(({ control }) => control.text === 'Stop');
  if (row.state !== 'Stopping') expect(canStop, 'Stop on the card').toBe(['Starting', 'Recording'].includes(row.state));
  const { slack, agora } = stage;
  const limited = slack.calls().filter(({ error, fault }) => error === 'ratelimited' && fault === undefined);
  expect(limited, 'calls too many for Slack').toEqual([]);
  // A query beside a stop takes the file list from the stop’s response, and after it Agora knows nothing any more.
  for (const { sid } of agora.recorders) {
    const sent = agora.requests.filter((request) => request.sid === sid).map(({ call }) => call);
    if (sent.includes('stop'))
      expect(sent.slice(sent.indexOf('stop')), 'calls from the first stop on').not.toContain('query');
  }
  // A recorder that bills and that nobody controls is never kept from people.
  const running = stage.agora.recorders.filter(({ endedAt }) => endedAt === undefined).length;
  const controlled = over ? 0 : 1;
  if (running > controlled)
    expect(stage.thread().join('\n')).toMatch(/recorder may be running|may still be recording/u);
}

function setUp(world: World, gate: Gate, mode: Mode): { stage: Stage; unstruck: () => string[] } {
  const armed: { name: string; least: number; most: number; hits: () => number }[] = [];
  const arm = (name: string, times: number | undefined, handle: { readonly hits: number }) => {
    const endless = times === Number.POSITIVE_INFINITY;
    armed.push({ name, least: endless ? 1 : (times ?? 1), most: times ?? 1, hits: () => handle.hits });
  };
  const stage: Stage = Object.assign(Object.create(world) as World, {
    gate,
    mode,
    injectFault(fault: Parameters<Stage['injectFault']>[0]) {
      const handle = world.agora.fault(fault);
      arm(`${fault.call} ${fault.kind}`, fault.times, handle);
      return handle;
    },
    faultNotifications(fault: Parameters<Stage['faultNotifications']>[0]) {
      const handle = world.agora.faultNotification(fault);
      arm(`notification ${fault.eventType ?? ''} ${fault.kind}`, fault.times, handle);
      return handle;
    },
    sid() {
      const [recorder] = world.agora.recorders;
      if (recorder === undefined) throw new Error('no recorder has run');
      return recorder.sid;
    },
    jam(plan: Parameters<Stage['jam']>[0]) {
      const handle = world.slack.fault(plan);
      arm(plan.method, plan.times, handle);
      return handle;
    },
    async type(line: string) {
      const whole = line.startsWith('/record start standup') ? line + startOptions[mode] : line;
      expect(await world.slack.type(world.ana, world.room, whole)).toMatchObject({ ok: true });
    },
    async recording() {
      await world.card('Recording', 120);
      await world.line('Recording standup.', 120);
    },
    async firstFile() {
      await world.until(() => says(stage, [cardText(stage)], 'Sound and video arrive'), 120);
    },
    async click(button: string, by = world.ana) {
      expect(await world.slack.click(by, stage.latest(), button)).toMatchObject({ ok: true });
    },
    async told(user: User, words: string) {
      await world.until(() => privately(stage, user).some((text) => text.includes(words)), 120);
    },
    latest() {
      const card = world.cards().at(-1);
      if (card === undefined) throw new Error('there is no card');
      return card;
    },
    count: (call: Call) => world.agora.requests.filter((request) => request.call === call && !isProbe(request)).length,
  });
  const unstruck = () =>
    armed
      .filter(({ least, most, hits }) => hits() < least || hits() > most)
      .map(({ name, least, hits }) => `${name}: ${hits()} of ${least}`);
  return { stage, unstruck };
}

/** The question by which the bot finds out whether Agora accepts its credentials. */
function isProbe({ path }: { path: string }): boolean {
  return path.includes('/resourceid/none/');
}

const stateWords: readonly StateWord[] = [
  'Starting',
  'Recording',
  'Stopping',
  'Uploading',
  'Finished',
  'Failed',
  'Lost',
  'Canceled',
];

function stateOf(stage: Stage): StateWord {
  const card = stage.cards().at(-1);
  const [word] = /^\w+/u.exec(card?.text ?? '') ?? [];
  return stateWords.find((state) => state === word) ?? 'none';
}

function cardText(stage: Stage): string {
  const card = stage.cards().at(-1);
  return card === undefined ? '' : stage.slack.renderText({ ...card, replies: [] });
}

function privately({ slack }: World, user: User): string[] {
  return [...slack.ephemerals(user), ...slack.dms(user)].map((message) => slack.renderText(message));
}

function everything(stage: Stage): string[] {
  return [stage.slack.renderText(stage.room), ...privately(stage, stage.ana), ...privately(stage, stage.ben)];
}

/** What the rows quote for a mixed recording, as another mode has it. */
const wordsInMode: Readonly<Record<Mode, readonly (readonly [mix: string, other: string])[]>> = {
  mix: [],
  individual: [
    // The names continue with the participant and the kind of media.
    ['{sid}_standup.m3u8.', '{sid}_standup__uid_s_'],
    ['{sid}_standup.m3u8', '{sid}_standup__uid_s_'],
    ['1 file:', '2 files:'],
  ],
  web: [
    ['Sound and video arrive', 'The page is being recorded'],
    ['It stops 5 minutes after everyone has left.', 'It stops by itself'],
    ['It stops 5 minutes after everyone has left', 'It stops by itself'],
  ],
};

/** A piece as it may occur in a text: for the mode, its placeholders filled in. */
function forms(stage: Stage, quoted: string): string[] {
  const piece = wordsInMode[stage.mode].reduce((text, [mix, other]) => text.replaceAll(mix, other), quoted);
  const [, id = ''] = /`(r\w{5})`/u.exec(cardText(stage)) ?? [];
  if (!/\{(?:sid|uid)\}/u.test(piece)) return [piece.replaceAll('{id}', id)];
  return stage.agora.recorders.map(({ sid, uid }) =>
    piece.replaceAll('{sid}', sid).replaceAll('{uid}', uid).replaceAll('{id}', id),
  );
}

function says(stage: Stage, texts: readonly string[], piece: string): boolean {
  return forms(stage, piece).some((form) => texts.some((text) => text.includes(form)));
}

function expectInOrder(stage: Stage, pieces: readonly string[]): void {
  const whole = stage.thread().join('\n');
  let from = 0;
  for (const piece of pieces) {
    const places = forms(stage, piece)
      .map((form) => ({ form, at: whole.indexOf(form, from) }))
      .filter(({ at }) => at >= 0);
    expect(places.length, `“${piece}” in its place in the thread:\n${whole}`).toBeGreaterThan(0);
    from = Math.min(...places.map(({ at, form }) => at + form.length));
  }
}
