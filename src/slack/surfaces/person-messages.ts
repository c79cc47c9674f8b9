/** What the recording core has for one person. */
import { format, formatAny } from '../../messages/format.ts';
import { say } from './blocks.ts';
import type { Renderers } from './renderers.ts';
import { endsByItself, named, settingWords, theCard } from './words.ts';

type PersonMessage =
  | 'alreadyStopping'
  | 'alreadyOver'
  | 'notReady'
  | 'stopsOrphan'
  | 'sameSetting'
  | 'settingRequested'
  | 'settingOvertaken'
  | 'settingDropped'
  | 'notInMode'
  | 'notRecorded'
  | 'noLimit'
  | 'extendedTooFar'
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
    return say(
      ...format(notifications ? 'person.stopsOrphanLater' : 'person.stopsOrphanNever', { name, ends: endsByItself(r) }),
    );
  },
  sameSetting: (r, { setting }) =>
    say(...format(`person.same.${setting.type}`, { name: named(r), value: settingWords(setting) })),
  settingRequested: (r, { setting }, link) =>
    say(
      ...formatAny(`person.requested.${setting.type}`, {
        name: named(r),
        value: settingWords(setting),
        card: theCard(link, 'reply.TheCard'),
      }),
    ),
  settingOvertaken: (r, { setting, by, instead }) =>
    say(
      ...format(`person.overtaken.${setting.type}`, {
        by: { user: by },
        instead: settingWords(instead),
        name: named(r),
        value: settingWords(setting),
      }),
    ),
  settingDropped: (r, { setting, by }) => {
    const about = { name: named(r), value: settingWords(setting) };
    if (by === undefined) return say(...format(`person.ended.${setting.type}`, about));
    return say(...format(`person.dropped.${setting.type}`, { ...about, by: { user: by } }));
  },
  notInMode: (r, { setting }) => say(...format(`person.notInMode.${setting}`, { name: named(r) })),
  notRecorded: (r, { medium }) => say(...format(`person.notRecorded.${medium}`, { name: named(r) })),
  noLimit: (r) => say(...format('person.noLimit', { name: named(r) })),
  extendedTooFar: (r, { until }) => say(...format('person.extendedTooFar', { name: named(r), until: { at: until } })),
  notAllowed: (r, _, link) =>
    say(...format('person.notAllowed', { card: theCard(link), starter: { user: r.startedBy }, name: named(r) })),
};
