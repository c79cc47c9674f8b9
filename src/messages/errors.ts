/** What people read of an error code: what happened, and what to do. */
import type { ErrorCode } from '../recording/error-codes.ts';
import { controlPeriod, startTimeout, tokenLifetime, uploadUsuallyWithin } from '../recording/policy.ts';
import { en } from './en/index.ts';
import { formatAny, type MessageId } from './format.ts';
import type { Part } from './rich-text.ts';

/** `trying`: the bot still tries. `givenUp`: it does not, so somebody else has to. */
export type When = 'trying' | 'givenUp';

export type Explanation = Readonly<{ summary: readonly Part[]; remedy: readonly Part[] }>;

/** A code without texts does not compile. */
type Texts = Readonly<Record<`errors.${ErrorCode}.${'summary' | 'remedy'}`, string>>;
en satisfies Texts;

const minutes = (ms: number) => ms / 60_000;
const hours = (ms: number) => ms / 3_600_000;

/** For any number that an error contains. */
const values: Readonly<Partial<Record<ErrorCode, Readonly<Record<string, number>>>>> = {
  control_expired: { hours: hours(controlPeriod) },
  token_expired: { hours: hours(tokenLifetime) },
  too_late: { startMinutes: minutes(startTimeout) },
  upload_slow: { uploadMinutes: minutes(uploadUsuallyWithin) },
};

/** Rows of another version may hold a code that this one has no texts for. `isPage`: said of the recording of a page. */
export function explain(code: ErrorCode, when: When, isPage = false): Explanation {
  const known = isId(`errors.${code}.summary`) ? code : 'unknown';
  const first = (...ids: readonly (string | false)[]) => ids.find((id) => id !== false && isId(id)) as MessageId;
  const summary = first(isPage && `errors.${known}.pageSummary`, `errors.${known}.summary`);
  const remedy = first(
    isPage && `errors.${known}.pageRemedy`,
    when === 'givenUp' && `errors.${known}.finalRemedy`,
    `errors.${known}.remedy`,
  );
  return { summary: formatAny(summary, values[code]), remedy: formatAny(remedy, values[code]) };
}

function isId(id: string): id is MessageId {
  return Object.hasOwn(en, id);
}
