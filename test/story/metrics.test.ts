/** What a scrape of the bot says after a story. */
import { expect, test } from 'vitest';
import { openWorld, type World } from '../support/world.ts';

/** The value of a series, by its name and labels as Prometheus writes them. */
async function scrape(world: World): Promise<(series: string) => number | undefined> {
  const response = await fetch(`http://127.0.0.1:${world.bot.port}/metrics`);
  const lines = (await response.text()).split('\n').map((line) => line.split(' '));
  const values = new Map(lines.map(([series, value]) => [series, Number(value)]));
  return (series) => values.get(series);
}

const press = (world: World, button: string) =>
  world.slack.click(world.ana, world.cards()[0] ?? expect.fail('no card'), button);

const ended = (outcome: string, reason = '') =>
  `clapperbot_recordings_ended_total{outcome="${outcome}",reason="${reason}"}`;

test('a recording that finishes: its start, its end and its upload are measured', async () => {
  const world = await openWorld({ notifications: true, agora: { uploadMs: 90_000 } });
  await world.slack.type(world.ana, world.room, '/record start standup');
  await world.card('Recording');
  const before = await scrape(world);
  expect(before('clapperbot_start_seconds_count')).toBe(1);
  expect(before('clapperbot_start_seconds_sum')).toBeGreaterThan(4);
  expect(before('clapperbot_start_seconds_sum')).toBeLessThan(20);
  expect(before('clapperbot_agora_budget_wait_seconds_count{method="start"}')).toBe(1);
  expect(before(ended('finished'))).toBe(0);
  expect(before('clapperbot_oldest_due_job_seconds')).toBeLessThan(2);

  world.agora.fault({ call: 'stop', kind: 'stopResult', uploadingStatus: 'unknown' });
  await world.pass(30);
  await press(world, 'Stop');
  await world.card('Uploading', 200);
  await world.pass(30);
  expect((await scrape(world))('clapperbot_oldest_upload_seconds')).toBeGreaterThanOrEqual(25);
  await world.card('Finished', 300);
  const after = await scrape(world);
  expect(after(ended('finished'))).toBe(1);
  expect(after('clapperbot_upload_seconds_count{status="uploaded"}')).toBe(1);
  expect(after('clapperbot_upload_seconds_sum{status="uploaded"}')).toBeGreaterThan(30);
  expect(after('clapperbot_oldest_upload_seconds')).toBe(0);
});

test('a recording that fails is counted by its cause, and so is what Agora answered', async () => {
  const world = await openWorld();
  const body = { message: 'Invalid authentication credentials' };
  world.agora.fault({ call: 'acquire', kind: 'respond', status: 401, body, times: Number.POSITIVE_INFINITY });
  await world.slack.type(world.ana, world.room, '/record start standup');
  await world.card('Failed', 1_200);
  const value = await scrape(world);
  expect(value(ended('failed', 'agora_unauthorized'))).toBe(1);
  expect(value(ended('failed', 'agora_quota'))).toBe(0);
  expect(value('clapperbot_agora_errors_total{code="agora_unauthorized"}')).toBeGreaterThanOrEqual(1);
  expect(value('clapperbot_start_seconds_count')).toBe(0);
});

test('an orphan and a recording that can’t be stopped are shown as long as they last', async () => {
  const world = await openWorld();
  world.agora.fault({ call: 'start', kind: 'actThenDestroy' });
  await world.slack.type(world.ana, world.room, '/record start standup');
  await world.card('Recording');
  const body = { message: 'Invalid authentication credentials' };
  const fault = world.agora.fault({
    call: 'stop',
    kind: 'respond',
    status: 401,
    body,
    times: Number.POSITIVE_INFINITY,
  });
  expect((await scrape(world))('clapperbot_recordings_not_stopping')).toBe(0);
  await press(world, 'Stop');
  await world.line('is not stopped yet');
  const during = await scrape(world);
  expect(during('clapperbot_orphans')).toBe(1);
  expect(during('clapperbot_recordings_not_stopping')).toBe(1);
  fault.release();
  await world.card('Finished', 200);
  expect((await scrape(world))('clapperbot_recordings_not_stopping')).toBe(0);
});

test('a recording that is lost is counted', async () => {
  const world = await openWorld();
  world.agora.fault({ call: 'start', kind: 'actThenDestroy', times: Number.POSITIVE_INFINITY });
  await world.slack.type(world.ana, world.room, '/record start standup');
  await world.card('Lost', 1_200);
  expect((await scrape(world))(ended('lost', 'start_exhausted'))).toBe(1);
});

test('a bot token that Slack rejects is shown', async () => {
  const world = await openWorld();
  await world.slack.type(world.ana, world.room, '/record start standup');
  await world.card('Recording');
  expect((await scrape(world))('clapperbot_slack_tokens_rejected')).toBe(0);
  expect((await scrape(world))('clapperbot_slack_sockets_connected')).toBe(2);
  world.slack.revoke('bot');
  await press(world, 'Vertical');
  await world.pass(10);
  expect((await scrape(world))('clapperbot_slack_tokens_rejected')).toBe(1);
});
