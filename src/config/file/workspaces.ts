/** `workspaces`: what is different in one Slack workspace, where one bot serves several. */
import { z } from 'zod';
import type { Permissions } from '../../recording/permissions/rules.ts';
import type { UsageLimits } from '../../recording/usage/limit-use.ts';
import type { EntryReader } from './entries.ts';
import { field } from './fields.ts';
import { limits, needsPrices } from './limits.ts';
import { permissions, withDefaults } from './permissions.ts';

/** What is there replaces the general section as a whole. */
export type WorkspaceRules = Readonly<{ permissions?: Permissions; limits?: UsageLimits }>;

export const workspace = z.strictObject({
  permissions: field(z.strictObject(permissions.shape), {
    meaning: 'all that holds there of who may do what, instead of the section `permissions`',
    accepts: 'a group of fields as in the section permissions',
    example: '{ admin: { users: [U0HEAD] } }',
    default: 'the section `permissions`',
  }).exactOptional(),
  limits: field(z.strictObject(limits.shape), {
    meaning: 'what the recordings of a month may use together there, instead of the section `limits`',
    accepts: 'a group of fields as in the section limits',
    example: '{ minutes: 5000 }',
    default: 'the section `limits`, for each workspace by itself',
  }).exactOptional(),
});

/** `hasPrices`: without them nobody knows what anything costs. */
export const workspaceReader = (hasPrices: boolean): EntryReader<typeof workspace, WorkspaceRules> => ({
  schema: () => ({ schema: workspace }),
  checkTogether(given, { at, report }) {
    if (!/^T[A-Z\d]{2,20}$/u.test(String(at.at(-1)))) {
      report.problem(at, 'must be the id of a Slack workspace, as in its address: for example T0SCHOOL');
    }
    if (given.limits?.cost !== undefined && !hasPrices) report.problem([...at, 'limits', 'cost'], needsPrices);
  },
  build: (_name, { permissions: own, limits: monthly }) => ({
    ...(own !== undefined && { permissions: withDefaults(own) }),
    ...(monthly !== undefined && { limits: monthly }),
  }),
});
