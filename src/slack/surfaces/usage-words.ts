/** Minutes, cost and limits in words. */
import { format, label, money, smallestAmount } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { isLive, type Ms, type Recording, type UserId } from '../../recording/recording.ts';
import type { ThreadMessageOf } from '../../recording/thread-message.ts';
import type { LimitUse } from '../../recording/usage/limit-use.ts';
import { type Cost, costOf, minutesOf, type Prices, sumOf, type UsageSum } from '../../recording/usage/sums.ts';
import { usageOf } from '../../recording/usage/usage.ts';
import type { LimitReached } from '../../service/usage.ts';
import { type Message, say } from './blocks.ts';
import { joined, listed } from './words.ts';

/** `18 min, about $0.11` */
export function usageWords(sum: UsageSum, prices: Prices | undefined): Part[] {
  const minutes = format(sum.estimated ? 'usage.minutes.about' : 'usage.minutes', { minutes: minutesOf(sum) });
  return prices === undefined ? minutes : format('usage.withCost', { minutes, cost: costWords(costOf(sum, prices)) });
}

function costWords({ amount, currency, atLeast }: Cost): Part[] {
  const smallest = smallestAmount(currency);
  if (amount > 0 && amount < smallest) return format('usage.smallest', { amount: [money(smallest, currency)] });
  return format(atLeast ? 'usage.atLeast' : 'usage.about', { amount: [money(amount, currency)] });
}

/**
 * Of one recording, as of the moment at which the card is drawn: nothing, where no recorder has run. While it is live the minutes
 * grow in the steps of the headline, so that a card that is drawn again for another reason rarely differs in this alone. `isTold`: the
 * headline has the same time already; then only the cost, or a time of several recorders, adds to it.
 */
export function cardUsage(r: Recording, now: Ms, prices: Prices | undefined, isTold: boolean): Part[] {
  const usage = usageOf(r, now);
  if (usage.seconds === 0 || (isTold && prices === undefined && !usage.estimated)) return [];
  const seconds = isLive(r) ? coarse(usage.seconds) : usage.seconds;
  if (seconds === 0) return [];
  const sum = sumOf({ ...usage, seconds });
  const words = usageWords(sum, prices);
  const told = isLive(r) ? format('usage.card.soFar', { usage: words }) : words;
  return prices === undefined
    ? told
    : format('usage.card.in', { usage: told, class: label(`usage.class.${usage.class}`) });
}

const minute = 60;
const step = 5 * minute;

/** Down, as the headline does: what is billed is rounded up at the end. */
function coarse(seconds: number): number {
  const whole = seconds < 3_600 ? minute : step;
  return Math.floor(seconds / whole) * whole;
}

function limitName({ preset }: LimitUse): Part[] {
  if (preset === undefined) return format('usage.limit.ofWorkspace');
  return format('usage.limit.ofPreset', { preset: { code: preset } });
}

function amountWords({ unit, currency = '' }: LimitUse, amount: number): Part[] {
  return unit === 'minutes' ? format('usage.limit.minutes', { minutes: amount }) : [money(amount, currency)];
}

/** So many admins are named. */
const adminsNamed = 3;

/** Why nothing is started, and who can change that. */
export function limitReached(reached: LimitReached): Message {
  return say(...limitReachedWords(reached));
}

/** `id`: the sentence, which may follow another one. */
export function limitReachedWords(
  { use, admins }: LimitReached,
  id: 'limit.reached' | 'schedule.limitReached' = 'limit.reached',
): Part[] {
  const about = { limit: limitName(use), used: amountWords(use, use.used), most: amountWords(use, use.limit) };
  return joined(format(id, { ...about, until: { at: use.until } }), whoCan(admins));
}

function whoCan(admins: readonly UserId[]): Part[] {
  if (admins.length === 0) return format('limit.reached.nobody');
  const named = listed(admins.slice(0, adminsNamed).map((user) => ({ user })));
  return format('limit.reached.who', { admins: named });
}

/** For the starter of the recording with which most of a limit is used. */
export function usageLimitNear(_r: Recording, { use }: ThreadMessageOf<'usageLimitNear'>): Message {
  const words = format('person.usageLimitNear', {
    used: amountWords(use, use.used),
    most: amountWords(use, use.limit),
    percent: use.limit === 0 ? 100 : Math.floor((use.used / use.limit) * 100),
    limit: limitName(use),
    next: format('person.usageLimitNear.next', { until: { at: use.until } }),
  });
  return say({ emoji: 'warning' }, ' ', ...words);
}
