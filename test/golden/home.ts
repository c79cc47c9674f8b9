/** The App Home of ana; `text` has no place there. */
import type { HomeView } from '@slack/types';
import { format } from '../../src/messages/format.ts';
import type { Recording } from '../../src/recording/recording.ts';
import { type HomeContents, type HomePosition, homeStart } from '../../src/service/home.ts';
import { notAMember } from '../../src/slack/inbound/admission.ts';
import { type Message, say } from '../../src/slack/surfaces/blocks.ts';
import { renderClosedHome, renderHome } from '../../src/slack/surfaces/home.ts';
import { after, ended, files, lesson, maths, now, running } from './samples.ts';

type Parts = {
  live?: readonly Recording[];
  ended?: readonly Recording[];
  schedules?: HomeContents['schedules']['items'];
  position?: Partial<HomePosition>;
  more?: boolean;
  note?: Message;
};

function view({ live = [], ended: over = [], schedules = [], position, more = false, note }: Parts): Message {
  const at = { ...homeStart, ...position };
  const contents: HomeContents = {
    position: at,
    live: { items: live, offset: at.live, more },
    liveCount: more ? 500 : live.length,
    schedules: { items: schedules, offset: at.scheduled, more },
    ended: { items: over, offset: at.ended, more },
  };
  return messageOf(renderHome(contents, { now, teamUrl: 'https://team.slack.com/', note }));
}

function messageOf({ blocks }: HomeView): Message {
  return { text: 'App Home', blocks: blocks as Message['blocks'] };
}

const silent = maths({ id: 'r8k2m4', cname: 'physics', health: { noMedia: { since: after(2), notified: true } } });
const page = maths({
  id: 'r9k2m4',
  cname: 'art',
  startedBy: 'U2BEN',
  phase: 'stopping',
  ending: { stop: { by: 'U2BEN', at: now } },
});
const finished = ended({ result: 'stopped', files, uploading: 'uploaded' }, { id: 'r2k2m4', cname: 'history' });
const failed = ended(
  { errorCode: 'agora_unauthorized', endedAt: after(1) },
  { id: 'r3k2m4', cname: 'music', phase: 'failed', startedBy: 'U2BEN', recorders: [{ ...running, status: 'ended' }] },
);

export const home = (): Readonly<Record<string, Message>> => ({
  'first use': view({}),
  'first use, the button was pressed': view({
    note: say(...format('home.sent')),
  }),
  'one of each': view({ live: [maths()], schedules: [lesson], ended: [finished] }),
  'trouble, somebody else’s, failed': view({ live: [silent, page], ended: [failed] }),
  'nothing runs': view({ ended: [finished] }),
  'a page of many': view({
    live: [maths()],
    schedules: [lesson],
    ended: [finished],
    more: true,
    position: { live: 15, ended: 10 },
  }),
  'a search': view({ live: [maths()], position: { search: 'math' } }),
  'a search that finds nothing': view({ position: { search: 'chemistry' } }),
  'a note': view({ live: [maths()], note: say(...format('home.sent')) }),
  'a guest': messageOf(renderClosedHome(notAMember('guest'))),
  'of another organization': messageOf(renderClosedHome(notAMember('external'))),
});
