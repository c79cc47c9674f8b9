/** People with permissions, for tests of what they may see. */
import type { Actor } from '../../src/recording/events.ts';
import { accessOf } from '../../src/recording/permissions/access.ts';
import type { Permissions } from '../../src/recording/permissions/rules.ts';

/** No user group can be read. */
export function withRule(actor: Actor, rules: Partial<Permissions>): Actor {
  const access = accessOf({ externalUsers: false, guests: false, ...rules }, actor.userId, new Map());
  return { ...actor, access };
}

/** The person with every kind of rule for what may be seen. */
export function withRules(actor: Actor): Actor[] {
  const rules: Partial<Permissions>[] = [
    { view: { users: [actor.userId] } },
    { view: { users: ['UELSE'] } },
    { view: { groups: ['S0LOST'] } },
    { view: { channels: ['CROOM'] } },
    { view: { channels: ['CELSE'] } },
    { view: { recordings: ['maths*', 'x'] } },
    { view: { recordings: ['[a]?*'] } },
    { view: { users: [actor.userId], channels: ['CROOM', 'CELSE'], recordings: ['*hs*'] } },
    { view: { users: ['UELSE'] }, admin: { users: [actor.userId] } },
  ];
  return [actor, ...rules.map((rule) => withRule(actor, rule))];
}
