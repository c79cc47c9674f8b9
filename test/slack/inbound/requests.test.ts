import { expect, it } from 'vitest';
import { isExternal, isPrivateConversation } from '../../../src/slack/inbound/requests.ts';

it.each([
  ['C1', 'general', false],
  ['C1', 'privategroup', true],
  ['D1', 'directmessage', true],
  ['G1', 'old-private', true],
  ['C1', 'mpdm-ana--bo-1', true],
])('%s #%s is private: %s', (id, name, isPrivate) => {
  expect(isPrivateConversation(id, name)).toBe(isPrivate);
});

it.each([
  ['T1', false],
  ['T2', true],
  ['E1', false],
  [undefined, false],
])('a user of %s is external: %s', (teamId, expected) => {
  expect(isExternal(teamId, { id: 'T1' })).toBe(expected);
});
