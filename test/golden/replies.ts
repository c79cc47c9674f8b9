/** Private replies to commands and clicks. */
import { exampleFindings } from '../../docs/doctor-example.ts';
import type { Recording } from '../../src/recording/recording.ts';
import { periodOf } from '../../src/recording/usage/month.ts';
import type { UsageReport } from '../../src/recording/usage/report.ts';
import { sumOf } from '../../src/recording/usage/sums.ts';
import { verbList } from '../../src/slack/inbound/verbs/index.ts';
import type { Message } from '../../src/slack/surfaces/blocks.ts';
import { checking, doctorReply, notAdmin } from '../../src/slack/surfaces/doctor-reply.ts';
import { formNotOpened } from '../../src/slack/surfaces/form-not-opened.ts';
import * as surfaces from '../../src/slack/surfaces/replies.ts';
import { usageCsv } from '../../src/slack/surfaces/usage-csv.ts';
import { csvAnnouncement, csvMessages, noUsageReply, usageReply } from '../../src/slack/surfaces/usage-reply.ts';
import { limitReached } from '../../src/slack/surfaces/usage-words.ts';
import { link } from '../slack/surfaces/support.ts';
import { permissions } from './permissions.ts';
import { after, ended, files, maths, now, prices, running } from './samples.ts';

const team = 'https://team.slack.com/';
const orphan = { uid: '3000000007', status: 'orphan', sendCount: 1 } as const;
const page = (...recordings: Recording[]) => ({ recordings, total: recordings.length });
const empty = page();
const seen = { lastStatus: { at: now, status: 5, files: files.names } };
const maybeRunning: Recording = ended(
  { errorCode: 'start_unknown' },
  { phase: 'lost', id: 'r44444', recorders: [orphan] },
);
const finished = ended({ result: 'stopped', files, uploading: 'uploaded' }, { id: 'r55555', cname: 'retro' });
const early = ended({ result: 'endedEarly', files, uploading: 'uploaded' }, { id: 'r66666', cname: 'team sync' });
const physics = maths({ id: 'r33333', cname: 'physics', phase: 'starting' });

const sum = (minutes: number, estimated = false) => sumOf({ class: 'hd', seconds: minutes * 60, estimated });
const november: UsageReport = {
  month: '2026-11',
  period: periodOf('2026-11'),
  total: { recordings: 14, seconds: { hd: 72_000, audio: 3_600 }, estimated: true },
  channel: [
    { key: 'maths', sum: sum(900, true) },
    ...Array.from({ length: 12 }, (_, n) => ({ key: `physics ${n + 1}`, sum: sum(30 - n) })),
  ],
  person: [
    { key: 'U1ANA', sum: sum(1_000) },
    { key: 'U2BEN', sum: sumOf({ class: 'audio', seconds: 3_600, estimated: false }) },
  ],
  preset: [
    { key: 'lesson', sum: sum(900, true) },
    { key: '', sum: sum(300) },
  ],
};

export const replies = (): Readonly<Record<string, Message>> => ({
  help: surfaces.help(verbList),
  list: surfaces.listReply(
    { live: page(maths(), physics), orphans: page(maybeRunning), ended: page(finished, early) },
    team,
  ),
  'list: a second recorder': surfaces.listReply(
    { live: page(maths({ recorders: [orphan, running] })), orphans: empty, ended: empty },
    team,
  ),
  'list: more than are shown': surfaces.listReply(
    { live: { recordings: [maths()], total: 41 }, orphans: empty, ended: empty },
    team,
  ),
  'form not opened': formNotOpened('/record start for=30m', '3fa2c1'),
  'list: nothing': surfaces.listReply({ live: empty, orphans: empty, ended: empty }, team),
  status: surfaces.statusReply(maths({ health: seen }), now, false, link),
  'status: Agora is silent': surfaces.statusReply(maths({ health: seen }), now, true, link),
  'status: no contact': surfaces.statusReply(
    maths({ health: { ...seen, notFound: { since: after(17), lastResponseAt: now, notified: true } } }),
    now,
    false,
    link,
  ),
  'status: before the first response': surfaces.statusReply(physics, now, false, link),
  'status: stopping': surfaces.statusReply(maths({ phase: 'stopping', health: seen }), now, false, link),
  'status: finished': surfaces.statusReply(finished, now, false, link),
  'status: finished early': surfaces.statusReply(early, now, false, link),
  'status: failed': surfaces.statusReply(ended({ errorCode: 'agora_quota' }, { phase: 'failed' }), now, false, link),
  'status: lost': surfaces.statusReply(maybeRunning, now, false, link),
  'start: already running': surfaces.alreadyRunning(maths(), link),
  'start: already running, card on its way': surfaces.alreadyRunning(maths()),
  'start: running where this person may not look': surfaces.cannotRecordHere('maths'),
  'stop: accepted': surfaces.accepted(maths(), { type: 'stop' }, link),
  'stop: canceled': surfaces.accepted(ended({}, { phase: 'canceled' }), { type: 'stop' }, link),
  'refresh: accepted': surfaces.accepted(maths(), { type: 'refresh' }, link),
  'layout: accepted': surfaces.accepted(maths(), { type: 'layout', layout: { kind: 'grid' } }, link),
  'not found': surfaces.notFound('math', []),
  'not found: suggestions': surfaces.notFound('math', ['/record stop maths', '/record stop r33333']),
  'which one': surfaces.whichOne('stop', [maths(), physics]),
  'none here: stop': surfaces.noneHere('stop'),
  'none here: status': surfaces.noneHere('status'),
  'doctor: at once': checking(),
  'doctor: the checks': doctorReply(exampleFindings)[0] ?? checking(),
  'doctor: not an admin': notAdmin({ users: ['U0ADMIN', 'U0BOSS'] }),
  'doctor: only groups are admins': notAdmin({ groups: ['S0ADMINS'] }),
  ...permissions(),
  'our fault: start': surfaces.wentWrong('start', 'a1b2'),
  'our fault: other': surfaces.wentWrong('other', 'a1b2'),
  usage: usageReply(november, prices, 'sent'),
  'usage: without prices, without the scope': usageReply(november, undefined, 'here'),
  'usage: Slack takes no file': usageReply(november, prices, 'failed'),
  'usage: nothing': noUsageReply(november),
  'usage: the CSV as text': csvMessages(usageCsv(november, prices))[0] ?? noUsageReply(november),
  'usage: above the file': csvAnnouncement(november),
  'start: a limit is used up': limitReached({
    use: { unit: 'minutes', limit: 10_000, used: 10_012, until: november.period.until },
    admins: ['U2BEN'],
  }),
  'start: the limit of a preset is used up, and nobody is named': limitReached({
    use: { unit: 'cost', preset: 'lesson', limit: 50, used: 50.3, currency: 'USD', until: november.period.until },
    admins: [],
  }),
});
