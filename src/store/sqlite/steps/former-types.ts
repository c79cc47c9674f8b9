/** Values of version 0.1, and what they are called now. */

export type FormerLayout = Readonly<{ name: string; uid?: string; background?: string }>;

export type FormerEnding = Readonly<{
  stopping?: { by?: string; because?: string; at: number; onItsWay?: true; maybeSent?: true };
  over?: string;
  cause?: string;
  problem?: string;
  files?: object;
  uploading?: string;
  upload?: { share?: number; fate?: string; names?: readonly string[] };
}>;

export type FormerState = FormerEnding &
  Readonly<{
    tokens?: true;
    begun: boolean;
    layout: { wanted: FormerLayout; applied: FormerLayout; uncertain?: true };
    confirm?: { by: number; heardAt: number; unwatched?: true };
    seen?: { at: number; status: number; files: readonly string[] };
    quiet?: { since: number; told: boolean };
    missing?: { since: number; heardAt: number; told: boolean };
    refreshAsked?: true;
    reportDue: boolean;
    troubleTold: boolean;
    noticed?: number;
    exited?: number;
    suspected?: { cause: string; at: number };
    warned?: readonly string[];
    card: { reposted?: true; refused?: true };
  }>;

/** The fields that are there. */
export function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export function newLayout({ name, uid, background }: FormerLayout): object {
  return { kind: name, ...present({ largeUid: name === 'vertical' ? uid : undefined, background }) };
}

export function newErrorCode(code: string): string {
  if (code === 'cancelled') return 'canceled';
  return code === 'card_refused' ? 'card_rejected' : code;
}

export function newResult(over: string): string {
  return over === 'endedByItself' ? 'endedEarly' : over;
}

/** How a recording ended, as messages say it. */
export function newOutcome(why: string, cause: string | undefined): object {
  if (why === 'endedByItself')
    return { kind: 'endedEarly', ...present({ errorCode: cause === undefined ? undefined : newErrorCode(cause) }) };
  return why === 'nothingRecorded' ? { kind: 'nothingRecorded', stoppedAtOnce: false } : { kind: 'finished' };
}
