import { expect, test } from 'vitest';
import { permissionsOf, usageRulesOf } from '../../src/config/workspace-rules.ts';
import { base, load } from './file/support.ts';

const { config } = load(`${base}
permissions: { stop: { users: [U0A] }, admin: { users: [U0ADMIN] }, guests: true }
limits: { minutes: 100 }
presets: { lesson: { monthlyMinutes: 10 } }
workspaces:
  T0SCHOOL: { permissions: { admin: { users: [U0HEAD] } }, limits: { minutes: 5 } }
  T0CLUB: { limits: {} }
`);

test('an entry replaces the general permissions as a whole, where it has any', () => {
  const general = { stop: { users: ['U0A'] }, admin: { users: ['U0ADMIN'] }, guests: true, externalUsers: false };
  expect(permissionsOf(config, 'T0SCHOOL')).toEqual({
    admin: { users: ['U0HEAD'] },
    guests: false,
    externalUsers: false,
  });
  expect(permissionsOf(config, 'T0CLUB')).toEqual(general);
  expect(permissionsOf(config, 'T0OTHER')).toEqual(general);
});

test('the same for limits; those of presets hold in every workspace', () => {
  const presets = new Map([['lesson', { minutes: 10 }]]);
  const rules = (teamId: string) => usageRulesOf(config, teamId);
  expect(rules('T0SCHOOL')).toMatchObject({ limits: { workspace: { minutes: 5 }, presets }, admins: ['U0HEAD'] });
  expect(rules('T0CLUB')).toMatchObject({ limits: { workspace: {}, presets }, admins: ['U0ADMIN'] });
  expect(rules('T0OTHER')).toMatchObject({ limits: { workspace: { minutes: 100 }, presets }, admins: ['U0ADMIN'] });
});
