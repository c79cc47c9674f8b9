/** What the visitor can break and repair, and the clock of the demo. */
import type { Conditions as State } from '../../protocol.ts';
import type { Act } from '../connection.ts';
import { formatTime } from './format.ts';
import { Section } from './section.tsx';
import { texts } from './texts.ts';

type Props = Readonly<{ conditions: State; now: number; act: Act }>;

export function Conditions({ conditions, now, act }: Props) {
  const { title, agora, slack, storage } = texts.conditions;
  return (
    <Section title={title}>
      <Clock conditions={conditions} now={now} act={act} />
      <Bot state={conditions.bot} act={act} />
      <Condition
        {...agora}
        good="up"
        bad="down"
        state={conditions.agora}
        onChoose={(state) => void act({ type: 'network', of: 'agora', state })}
      />
      <Condition
        {...slack}
        good="up"
        bad="down"
        state={conditions.slack}
        onChoose={(state) => void act({ type: 'network', of: 'slack', state })}
      />
      <Condition
        {...storage}
        good="up"
        bad="failing"
        state={conditions.storage}
        onChoose={(state) => void act({ type: 'storage', state })}
      />
    </Section>
  );
}

function Clock({ conditions: { movingUntil }, now, act }: Props) {
  const { clock, moving, pass } = texts.conditions;
  return (
    <div class="clock">
      <time class="clock-time" aria-label={clock}>
        {formatTime(now)}
      </time>
      <span class="buttons">
        {pass.map(({ label, name, ms }) => (
          <button
            key={label}
            type="button"
            class="button button-small"
            aria-label={name}
            disabled={movingUntil !== undefined}
            onClick={() => void act({ type: 'pass', ms })}
          >
            {label}
          </button>
        ))}
      </span>
      {movingUntil !== undefined && (
        <p class="condition-effect" role="status">
          {moving(formatTime(movingUntil, false))}
        </p>
      )}
    </div>
  );
}

function Bot({ state, act }: Readonly<{ state: State['bot']; act: Act }>) {
  const { name, states, effect, kill, start } = texts.conditions.bot;
  const isStopped = state === 'stopped';
  return (
    <div class="condition" role="group" aria-label={name} data-broken={isStopped}>
      <span class="condition-name">{name}</span>
      <span class="condition-state" role="status">
        {states[state]}
      </span>
      <button
        type="button"
        class={isStopped ? 'button button-small button-primary' : 'button button-small button-danger'}
        disabled={state === 'starting'}
        onClick={() => void act({ type: 'bot', do: isStopped ? 'start' : 'kill' })}
      >
        {isStopped ? start : kill}
      </button>
      <p class="condition-effect">{effect[state]}</p>
    </div>
  );
}

type ConditionProps<State extends string> = Readonly<{
  name: string;
  good: State;
  bad: State;
  state: State;
  states: Readonly<Record<State, string>>;
  /** What the bot does in that state, or would do in the other. */
  effect: Readonly<Record<State, string>>;
  onChoose: (state: State) => void;
}>;

/** Two states, of which the present one is pressed. */
function Condition<State extends string>(props: ConditionProps<State>) {
  const { name, good, bad, state, states, effect, onChoose } = props;
  return (
    <div class="condition" role="group" aria-label={name} data-broken={state === bad}>
      <span class="condition-name">{name}</span>
      <span class="states">
        {[good, bad].map((one) => (
          <button key={one} type="button" aria-pressed={one === state} onClick={() => onChoose(one)}>
            {states[one]}
          </button>
        ))}
      </span>
      <p class="condition-effect">{effect[state]}</p>
    </div>
  );
}
