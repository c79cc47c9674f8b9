/** Messages of version 0.1 that still wait in jobs. */
import { type FormerLayout, newErrorCode, newLayout, newOutcome, present } from './former-types.ts';

type FormerLine = Readonly<{
  type: string;
  layout?: FormerLayout;
  problem?: string;
  again?: boolean;
  seenAt?: number;
  missing?: true;
  why?: string;
  cause?: string;
  ask?: string;
  notices?: boolean;
}>;

const types: Readonly<Record<string, string>> = {
  layoutRefused: 'layoutFailed',
  stopAsked: 'stopRequested',
  cancelled: 'canceled',
  looking: 'contactLost',
  foundAgain: 'contactRestored',
  nobodyPublishes: 'noMedia',
  trouble: 'problem',
  warned: 'warning',
  orphanOver: 'orphanEnded',
  movedOn: 'failover',
  controlEnds: 'controlExpiring',
  tokenEnds: 'tokenExpiring',
  cardRefused: 'cardRejected',
  layoutAsked: 'layoutRequested',
  notYours: 'notAllowed',
};

export function newMessage(line: FormerLine): object {
  const { type, layout, problem, again, seenAt, missing, why, cause, ask, notices, ...same } = line;
  return {
    ...same,
    type: types[type] ?? type,
    ...present({
      layout: layout && newLayout(layout),
      errorCode: problem === undefined ? undefined : newErrorCode(problem),
      retrying: again,
      statusAt: seenAt,
      notFound: missing,
      outcome: why === undefined ? undefined : newOutcome(why, cause),
      command: ask,
      notifications: notices,
    }),
  };
}
