/** `permissions`: who may do what. */
import { z } from 'zod';
import { field, flag } from './fields.ts';

/** Actions that can be kept for some; the others follow from them or are open to all who see the recording. */
const actions = {
  start: 'start recordings',
  stop: 'stop recordings',
  layout: 'change the layout',
  subscribe: 'choose whose media are recorded (`subscribe`, `unsubscribe`)',
  pause: 'pause and resume recordings of web pages',
  extend: 'extend the time limit',
  schedule: 'schedule recordings, and cancel what is scheduled',
  files: 'get links to the files',
  usage: 'see minutes and cost',
  admin: 'see the audit, run the checks (`doctor`), and do everything else too',
} as const;

export type PermissionAction = keyof typeof actions;

/** Slack's ids of people and of user groups. One list is enough. */
export type People = Readonly<{ users?: readonly string[]; groups?: readonly string[] }>;

/** For an action that is not there, nothing is said. */
export type Permissions = Readonly<{ [A in PermissionAction]?: People } & { externalUsers: boolean }>;

const ids = (pattern: RegExp, accepts: string, says: { meaning: string; example: string }) =>
  field(z.array(z.string().regex(pattern)).min(1).max(1000), { ...says, accepts });

const people = (what: string) =>
  field(
    z
      .strictObject({
        users: ids(/^[UW][A-Z\d]{2,20}$/u, 'a list of Slack member ids', {
          meaning: 'people by their member ids',
          example: '[U0ADMIN]',
        }).exactOptional(),
        groups: ids(/^S[A-Z\d]{2,20}$/u, 'a list of Slack user group ids', {
          meaning: 'user groups by their ids',
          example: '[S0TEACHERS]',
        }).exactOptional(),
      })
      .refine(({ users, groups }) => users !== undefined || groups !== undefined),
    {
      meaning: `who may ${what}`,
      accepts: 'a group of users, groups or both',
      example: '{ groups: [S0TEACHERS], users: [U0ADMIN] }',
    },
  ).exactOptional();

export const permissions = z.strictObject({
  start: people(actions.start),
  stop: people(actions.stop),
  layout: people(actions.layout),
  subscribe: people(actions.subscribe),
  pause: people(actions.pause),
  extend: people(actions.extend),
  schedule: people(actions.schedule),
  files: people(actions.files),
  usage: people(actions.usage),
  admin: people(actions.admin),
  externalUsers: flag({
    meaning: 'people of other organizations (Slack Connect) may do what everyone may',
    default: 'false',
  }).exactOptional(),
});
