/** Where the bot may not post, and who may do what. */
import { describe, expect, test } from 'vitest';
import type { Channel } from '../../src/sandbox/slack/types.ts';
import type { World } from '../support/world.ts';
import { acquired, openAcceptance, privateTexts, transports } from './support.ts';

/** Where somebody types, how Slack refuses the card there, and what the answer says. */
const places: readonly Readonly<{
  place: string;
  open: (world: World) => Channel;
  error?: string;
  remedy: string;
}>[] = [
  {
    place: 'a private channel without the bot',
    open: ({ slack }) => slack.addChannel('staff', { private: true, botIsMember: false }),
    remedy: 'Invite me there with /invite @clapperbot',
  },
  {
    place: 'a public channel without the bot',
    open: ({ slack }) => slack.addChannel('open', { botIsMember: false }),
    remedy: 'Invite me there with /invite @clapperbot',
  },
  {
    place: 'a direct message between two people',
    open: ({ slack }) => slack.addChannel('ana-and-ben', { direct: true, botIsMember: false }),
    remedy: 'Use a channel where I am a member',
  },
  {
    place: 'an archived channel',
    open: ({ slack }) => slack.addChannel('old'),
    error: 'is_archived',
    remedy: 'Use a channel where I am a member',
  },
  {
    place: 'a read-only channel',
    open: ({ slack }) => slack.addChannel('news'),
    error: 'restricted_action_read_only_channel',
    remedy: 'doesn’t let me post there',
  },
  {
    place: 'a channel whose threads are locked',
    open: ({ slack }) => slack.addChannel('locked'),
    error: 'restricted_action_thread_locked',
    remedy: 'doesn’t let me post there',
  },
];

describe.each(transports)('over %s', (transport) => {
  test('15. When Slack refuses the card, the person gets a private answer with what to do, and nothing is recorded', async () => {
    const { world } = await openAcceptance(transport);
    const { slack, agora, ana, ben } = world;
    for (const { place, open, error, remedy } of places) {
      const channel = open(world);
      if (error !== undefined) slack.fault({ method: 'chat.postMessage', channel: channel.id, kind: { error } });
      const before = privateTexts(world, ana).length;
      await slack.type(ana, channel, '/record start maths');
      await world.until(() => privateTexts(world, ana).length > before);
      const answer = privateTexts(world, ana).join('\n');
      expect(answer, place).toContain('maths was not started.');
      expect(answer, place).toContain(remedy);
      expect(slack.messages(channel), place).toEqual([]);
    }
    await world.pass(60);
    expect(privateTexts(world, ben)).toEqual([]);
    expect(acquired(world)).toEqual([]);
    expect(agora.recorders).toEqual([]);
  });

  test('17. Permissions are checked when a button is pressed; a refusal is a private answer with the reason; both are in the audit', async () => {
    const file = 'permissions: { stop: { groups: [S0TEACHERS] }, layout: { groups: [S0TEACHERS] } }';
    const scopes = ['commands', 'chat:write', 'usergroups:read'];
    const { world, lines } = await openAcceptance(transport, { file, scopes });
    const { slack, agora, ana, ben, room } = world;
    slack.setUserGroup('S0TEACHERS', [ana, ben]);
    await slack.type(ana, room, '/record start maths');
    const card = await world.card('Recording maths');
    await slack.click(ben, card, 'Vertical');
    await world.line('@ben changed the layout to Vertical.');

    // The card is still the same, and @ben is no teacher any more.
    slack.setUserGroup('S0TEACHERS', [ana]);
    await world.pass(301);
    for (const [button, words] of [
      ['Float', 'Only @group can change layouts.'],
      ['Stop', 'Only @group can stop recordings.'],
    ] as const) {
      await slack.click(ben, card, button);
      await world.ephemeral(ben, words);
    }
    await world.pass(10);
    expect(agora.requests.filter(({ call }) => call === 'stop')).toEqual([]);
    expect(agora.requests.filter(({ call }) => call === 'updateLayout')).toHaveLength(1);
    await slack.click(ana, card, 'Stop');
    await world.card('Finished maths');

    const audit = lines.filter((line) => line['audit'] === true);
    const by = (actor: string) => audit.filter((line) => line['actor'] === actor).map((line) => line['action']);
    expect(by(ben.id)).toEqual(['layout requested', 'layout', 'layout rejected', 'stop rejected']);
    expect(by(ana.id)).toEqual(['start', 'stop']);
  });
});
