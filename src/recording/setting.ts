/** What of a running recording can be changed, the same protocol for all of it: what people requested, and what Agora has accepted. */
import { type Layout, sameLayout } from './layout/layout.ts';
import type { ModeState } from './recording.ts';
import type { Subscription, UidList } from './spec.ts';
import { settled, type Wanted } from './wanted.ts';

/** A value, whole. */
export type Setting = Readonly<
  | { type: 'layout'; layout: Layout }
  | { type: 'subscription'; subscription: Subscription }
  /** A web page recording is paused, or continues. */
  | { type: 'hold'; paused: boolean }
>;

/** A setting as the state of the mode keeps it; undefined where the mode does not have it. */
export function wantedOf(mode: ModeState, type: Setting['type']): Wanted<Setting> | undefined {
  switch (type) {
    case 'layout':
      return mode.kind === 'mix' ? mapped(mode.layout, (layout) => ({ type, layout })) : undefined;
    case 'subscription':
      return mode.kind === 'web' ? undefined : mapped(mode.subscription, (subscription) => ({ type, subscription }));
    case 'hold':
      return mode.kind === 'web' ? mapped(mode.hold, (paused) => ({ type, paused })) : undefined;
  }
}

/** The state of the mode with a setting in it; the same where the mode does not have it. */
export function withWanted(mode: ModeState, wanted: Wanted<Setting>): ModeState {
  const { desired, current, ...rest } = wanted;
  if (mode.kind === 'mix' && desired.type === 'layout' && current.type === 'layout')
    return { ...mode, layout: { desired: desired.layout, current: current.layout, ...rest } };
  if (mode.kind !== 'web' && desired.type === 'subscription' && current.type === 'subscription')
    return { ...mode, subscription: { desired: desired.subscription, current: current.subscription, ...rest } };
  if (mode.kind === 'web' && desired.type === 'hold' && current.type === 'hold')
    return { ...mode, hold: { desired: desired.paused, current: current.paused, ...rest } };
  return mode;
}

function mapped<T>({ desired, current, ...rest }: Wanted<T>, make: (value: T) => Setting): Wanted<Setting> {
  return { desired: make(desired), current: make(current), ...rest };
}

export function sameSetting(a: Setting, b: Setting): boolean {
  if (a.type === 'layout' && b.type === 'layout') return sameLayout(a.layout, b.layout);
  if (a.type === 'subscription' && b.type === 'subscription') return sameSubscription(a.subscription, b.subscription);
  return a.type === 'hold' && b.type === 'hold' && a.paused === b.paused;
}

export function sameSubscription(a: Subscription, b: Subscription): boolean {
  return uidText(a.audio) === uidText(b.audio) && uidText(a.video) === uidText(b.video);
}

/** The same text for lists with the same uids, whatever their order. */
function uidText(list: UidList): string {
  if (list === 'all') return list;
  return 'only' in list ? `only ${[...list.only].sort().join()}` : `except ${[...list.except].sort().join()}`;
}

/** The desired values, taken as in force: a start sends them. */
export function settledMode(mode: ModeState): ModeState {
  switch (mode.kind) {
    case 'mix':
      return { ...mode, layout: settled(mode.layout.desired), subscription: settled(mode.subscription.desired) };
    case 'individual':
      return { ...mode, subscription: settled(mode.subscription.desired) };
    case 'web':
      return { ...mode, hold: settled(mode.hold.desired) };
  }
}
