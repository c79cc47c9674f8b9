/** What the recording core has for one person. */
import { format } from '../../messages/format.ts';
import { maxIdleTime } from '../../recording/policy.ts';
import { say } from './blocks.ts';
import type { Renderers } from './renderers.ts';
import { layoutWords, named, theCard } from './words.ts';

const minutes = maxIdleTime / 60_000;

type PersonMessage =
  | 'alreadyStopping'
  | 'alreadyOver'
  | 'notReady'
  | 'stopsOrphan'
  | 'sameLayout'
  | 'layoutRequested'
  | 'layoutOvertaken'
  | 'layoutDropped'
  | 'notAllowed';

export const personMessages: Renderers<PersonMessage> = {
  alreadyStopping: (r, _, link) => say(...format('person.alreadyStopping', { name: named(r), card: theCard(link) })),
  alreadyOver: (r, _, link) =>
    say(
      ...format(r.phase === 'lost' ? 'person.alreadyLost' : 'person.alreadyOver', {
        name: named(r),
        card: theCard(link),
      }),
    ),
  notReady: (r, _, link) => say(...format('person.notReady', { name: named(r), card: theCard(link) })),
  stopsOrphan(r, { known, notifications }, link) {
    const name = named(r);
    if (known) return say(...format('person.stopsOrphan', { name, card: theCard(link) }));
    return say(...format(notifications ? 'person.stopsOrphanLater' : 'person.stopsOrphanNever', { name, minutes }));
  },
  sameLayout: (r, { layout }) => say(...format('person.sameLayout', { name: named(r), layout: layoutWords(layout) })),
  layoutRequested: (r, { layout }, link) =>
    say(
      ...format('person.layoutRequested', {
        name: named(r),
        layout: layoutWords(layout),
        card: theCard(link, 'reply.TheCard'),
      }),
    ),
  layoutOvertaken: (r, { layout, by, instead }) =>
    say(
      ...format('person.layoutOvertaken', {
        by: { user: by },
        instead: layoutWords(instead),
        name: named(r),
        layout: layoutWords(layout),
      }),
    ),
  layoutDropped: (r, { layout, by }) =>
    say(
      ...(by === undefined
        ? format('person.layoutDropped.ended', { name: named(r), layout: layoutWords(layout) })
        : format('person.layoutDropped', { by: { user: by }, name: named(r), layout: layoutWords(layout) })),
    ),
  notAllowed: (r, _, link) =>
    say(...format('person.notAllowed', { card: theCard(link), starter: { user: r.startedBy }, name: named(r) })),
};
