/** The requests that reach Agora, and how much of its limit they use. */
import { memo } from 'preact/compat';
import type { AgoraState, PageRequest } from '../../protocol.ts';
import { formatTime, outcomeOf } from './format.ts';
import { Section } from './section.tsx';
import { texts } from './texts.ts';

type Props = Readonly<{ requests: readonly PageRequest[]; budget: AgoraState['budget'] }>;

const longest = 100;

export function Requests({ requests, budget }: Props) {
  const newest = requests.toSorted((one, other) => other.number - one.number).slice(0, longest);
  return (
    <Section title={texts.requests.title} beside={<Budget {...budget} />}>
      {newest.length === 0 ? (
        <p class="agora-none">{texts.requests.none}</p>
      ) : (
        // It scrolls, so the keyboard must reach it.
        <div class="requests" role="region" aria-label={texts.requests.list} tabIndex={0}>
          <ol>
            {newest.map((request) => (
              <RequestRow key={request.number} request={request} />
            ))}
          </ol>
        </div>
      )}
    </Section>
  );
}

/** Each state has all requests, and nearly all of them are those of the state before. */
const RequestRow = memo(function RequestRow({ request }: Readonly<{ request: PageRequest }>) {
  const { at, call, cname, ms } = request;
  const { tone, label, words } = outcomeOf(request);
  return (
    <li class="request" data-tone={tone}>
      <time class="request-time">{formatTime(at)}</time>
      <span class="request-call">{call}</span>
      <span class="request-channel">{cname}</span>
      <span class="request-outcome" title={words}>
        {label} <span class="request-words">{words}</span>
      </span>
      <span class="request-ms">{ms === undefined ? '' : texts.requests.ms(ms)}</span>
    </li>
  );
}, isSameRow);

/** A request changes once, when it is answered. */
function isSameRow(one: Readonly<{ request: PageRequest }>, next: Readonly<{ request: PageRequest }>): boolean {
  return one.request.number === next.request.number && one.request.status === next.request.status;
}

function Budget({ used, limit }: AgoraState['budget']) {
  const words = texts.requests.used(used, limit);
  return (
    <div class="budget">
      <div
        class="budget-bar"
        role="meter"
        aria-label={texts.requests.budget}
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={used}
        aria-valuetext={words}
        data-full={used >= limit}
      >
        <div class="budget-used" style={{ width: `${Math.min(1, used / limit) * 100}%` }} />
      </div>
      <span class="budget-words">{words}</span>
    </div>
  );
}
