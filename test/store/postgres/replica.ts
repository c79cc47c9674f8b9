/**
 * A replica in a process of its own, which asks Agora at `AGORA_URL` without a pause, as often as the budget in `DATABASE_URL` allows.
 * Says `ready` when it begins.
 */
import { createAgoraClient } from '../../../src/agora/client.ts';
import { realClock } from '../../../src/sandbox/movable-clock.ts';
import { connect } from '../../../src/store/postgres/access.ts';
import { sharedBudgets } from '../../../src/store/postgres/budget.ts';

const { DATABASE_URL = '', AGORA_URL = '' } = process.env;
const asking = 12;

const report = (error: unknown) => process.stderr.write(`${String(error)}\n`);
const access = connect(DATABASE_URL, report);
const project = {
  appId: '0123456789abcdef0123456789abcdef',
  customerId: 'id',
  customerSecret: 'secret',
  channelType: 'communication',
  apiUrls: [AGORA_URL],
} as const;
const client = createAgoraClient({
  projects: new Map([['default', project]]),
  storages: new Map(),
  secrets: new Map(),
  redact: (text) => text,
  clock: realClock,
  sharedBudgets: sharedBudgets(access.query, { onError: report }),
});

process.stdout.write('ready\n');
await Promise.all(
  Array.from({ length: asking }, async () => {
    for (;;) await client.probe(project, new AbortController().signal);
  }),
);
