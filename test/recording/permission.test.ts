import { expect, test } from 'vitest';
import { canManage, canView } from '../../src/recording/permission.ts';
import { runningRecording } from '../support/recordings.ts';

/** Columns: may manage; may see it where its card is public, and where it is private. */
test.each([
  ['the starter in the channel of the card', 'U0ANA', 'C1', true, true, true],
  ['the starter elsewhere', 'U0ANA', 'C2', true, true, true],
  ['somebody else in the channel of the card', 'U0BEN', 'C1', true, true, true],
  ['somebody else elsewhere', 'U0BEN', 'C2', false, true, false],
])('%s', (_who, userId, channelId, manages, seesPublic, seesPrivate) => {
  const actor = { teamId: 'T1', userId, channelId };
  const r = runningRecording();
  const isPrivate = runningRecording({ card: { ...r.card, isPrivate: true } });
  expect([canManage(r, actor), canManage(isPrivate, actor)]).toEqual([manages, manages]);
  expect([canView(r, actor), canView(isPrivate, actor)]).toEqual([seesPublic, seesPrivate]);
});
