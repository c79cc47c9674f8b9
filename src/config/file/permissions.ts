/** `permissions`: who may do what. */
import { z } from 'zod';
import type { Action, Permissions } from '../../recording/permissions/rules.ts';
import { channelNameProblem } from '../../recording/validate.ts';
import { field, flag } from './fields.ts';

const meanings: Readonly<Record<Exclude<Action, 'admin'>, string>> = {
  view: 'see recordings, and get links and status. What others may not see does not exist for them; what is private stays so',
  start: 'start recordings',
  stop: 'stop recordings',
  layout: 'change the layout',
  subscribe: 'choose whose media are recorded (`subscribe`, `unsubscribe`)',
  pause: 'pause and resume recordings of web pages',
  extend: 'extend the time limit',
  schedule: 'schedule recordings, and cancel what is scheduled; as `start` where nothing is said',
  files: 'get links to the files',
  usage: 'see minutes and cost',
};

const listOf = (item: z.ZodType<string>, accepts: string, says: { meaning: string; example: string }) =>
  field(z.array(item).min(1).max(1000), { ...says, accepts }).exactOptional();

const ids = (pattern: RegExp) => z.string().regex(pattern);

const people = () => ({
  users: listOf(ids(/^[UW][A-Z\d]{2,20}$/u), 'a list of Slack member ids', {
    meaning: 'people by their member ids',
    example: '[U0ADMIN]',
  }),
  groups: listOf(ids(/^S[A-Z\d]{2,20}$/u), 'a list of Slack user group ids', {
    meaning: 'user groups by their ids; needs the scope `usergroups:read`',
    example: '[S0TEACHERS]',
  }),
});

const places = () => ({
  channels: listOf(ids(/^[CGD][A-Z\d]{2,20}$/u), 'a list of Slack channel ids', {
    meaning: 'only in these Slack channels, where the card is or will be',
    example: '[C0CLASSES]',
  }),
  recordings: listOf(z.string().refine(isPattern), 'a list of Agora channel names, where * stands for any characters', {
    meaning: 'only for these Agora channels',
    example: "['maths*']",
  }),
});

const hasSome = (rule: object) => Object.values(rule).some((list) => list !== undefined);

const rule = (what: string) =>
  field(z.strictObject({ ...people(), ...places() }).refine(hasSome), {
    meaning: `who may ${what}`,
    accepts: 'a group of users, groups, channels or recordings',
    example: '{ groups: [S0TEACHERS], users: [U0ADMIN] }',
  }).exactOptional();

export const permissions = z.strictObject({
  view: rule(meanings.view),
  start: rule(meanings.start),
  stop: rule(meanings.stop),
  layout: rule(meanings.layout),
  subscribe: rule(meanings.subscribe),
  pause: rule(meanings.pause),
  extend: rule(meanings.extend),
  schedule: rule(meanings.schedule),
  files: rule(meanings.files),
  usage: rule(meanings.usage),
  admin: field(z.strictObject(people()).refine(hasSome), {
    meaning: 'who may see the audit, run the checks (`doctor`), and do everything else too',
    accepts: 'a group of users, groups or both',
    example: '{ groups: [S0TEACHERS], users: [U0ADMIN] }',
  }).exactOptional(),
  workflows: field(z.strictObject(places()).refine(hasSome), {
    meaning:
      'where steps of workflows may start and stop recordings, also where other rules name people. Without it, what rules keep for some is refused to steps',
    accepts: 'a group of channels, recordings or both',
    example: '{ channels: [C0CLASSES] }',
  }).exactOptional(),
  externalUsers: flag({
    meaning: 'people of other organizations (Slack Connect) may do what everyone may',
    default: 'false',
  }).exactOptional(),
  guests: flag({ meaning: 'guests of this workspace may do what everyone may', default: 'false' }).exactOptional(),
});

/** Who belongs to another organization, or is a guest, may do nothing unless it is said. */
export function withDefaults(given: z.output<typeof permissions>): Permissions {
  return { externalUsers: false, guests: false, ...given };
}

/** A name that Agora allows, once something stands for the `*`. */
function isPattern(pattern: string): boolean {
  return channelNameProblem(pattern.replaceAll('*', '')) === undefined || /^\*+$/u.test(pattern);
}
