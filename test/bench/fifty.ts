/** Fifty recordings at once, with people at work, in ten minutes of a clock that the bench moves. */
import { mostWithin, playLoad } from '../support/load.ts';
import { createWorld } from '../support/world.ts';
import { percentile, table, verdict } from './figures.ts';

const limits = { perSecond: 10, updates: 50, effect: 3 };

export async function fifty(): Promise<string> {
  const world = await createWorld();
  const { slack, agora } = world;
  const load = await playLoad(world);
  await world.close();

  const refusedBySlack = slack.requestLog.filter((entry) => 'status' in entry && entry.status === 429).length;
  const refusedByAgora = agora.requests.filter(({ status }) => status === 429).length;
  const perSecond = mostWithin(
    agora.requests.map(({ at }) => at),
    1_000,
  );
  const updates = mostWithin(
    slack.calls('chat.update').map(({ at }) => at),
    60_000,
  );
  const effects = load.effects.map(({ seconds = Number.POSITIVE_INFINITY }) => seconds);
  const slowest = Math.max(...effects);
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  return table(
    [
      `${load.running} to 50 recordings, ${effects.length} clicks, ${load.commands.length} commands`,
      'figure',
      'limit',
      '',
    ],
    [
      ['429 from Slack', String(refusedBySlack), '0', verdict(refusedBySlack === 0)],
      ['429 from Agora', String(refusedByAgora), '0', verdict(refusedByAgora === 0)],
      [
        'most requests to Agora in a sliding second',
        `${perSecond}`,
        `${limits.perSecond}`,
        verdict(perSecond <= limits.perSecond),
      ],
      ['most card updates in a sliding minute', `${updates}`, `${limits.updates}`, verdict(updates <= limits.updates)],
      ['from a click to its effect on the card, median', seconds(percentile(effects, 0.5)), '', ''],
      ['the same, slowest', seconds(slowest), seconds(limits.effect), verdict(slowest < limits.effect)],
    ],
  );
}
