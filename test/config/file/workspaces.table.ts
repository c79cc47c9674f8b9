/** Rows as those of the other sections; what is in the two fields is tested with the sections of their names. */
export const workspaces: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  [
    'T0SCHOOL.permissions',
    'must be a group of fields as in the section permissions: for example { admin: { users: [U0HEAD] } }',
    ['{}', '{ stop: { users: [U0A] }, guests: true }'],
    ['', 'all', '[]'],
  ],
  [
    'T0SCHOOL.limits',
    'must be a group of fields as in the section limits: for example { minutes: 5000 }',
    ['{}', '{ minutes: 5 }'],
    ['', '5', '[]'],
  ],
];
