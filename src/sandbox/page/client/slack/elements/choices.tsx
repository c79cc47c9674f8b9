/** Options that are all shown: checkboxes, radio buttons, and menus in which several are chosen. */
import type {
  Checkboxes as CheckboxesElement,
  MultiStaticSelect,
  Option,
  RadioButtons as RadioElement,
} from '@slack/types';
import { useId } from 'preact/hooks';
import { type ElementProps, useSurface } from '../surface.ts';
import { plain, Text } from '../text/text.tsx';
import { useConfirm } from './confirm.tsx';
import { asJson, chosenValue, chosenValues, groupsOf } from './options.ts';

type Props = ElementProps<CheckboxesElement | MultiStaticSelect | RadioElement> &
  Readonly<{ type: 'checkbox' | 'radio'; options: readonly Option[]; chosen: readonly string[] }>;

function Choices({ element, blockId, field, type, options, chosen }: Props) {
  const { press } = useSurface();
  const { ask, dialog } = useConfirm(element.confirm);
  const name = useId();
  const choose = (option: Option) => {
    ask(() => void press({ blockId, actionId: element.action_id ?? '', option: asJson(option) }));
  };
  // The fieldset of the input block is the group; elsewhere the options name themselves.
  return (
    <div class="choices">
      {options.map((option) => (
        <label key={option.value} class="choice">
          <input
            type={type}
            name={name}
            checked={chosen.includes(option.value ?? '')}
            aria-describedby={field?.describedBy}
            onChange={() => choose(option)}
          />
          <span>
            <Text text={option.text} />
            {option.description !== undefined && <span class="hint">{plain(option.description)}</span>}
          </span>
        </label>
      ))}
      {dialog}
    </div>
  );
}

export function Checkboxes(props: ElementProps<CheckboxesElement>) {
  const { element, blockId } = props;
  const value = useSurface().valueOf(blockId, element.action_id ?? '');
  const chosen = chosenValues(value ?? { selected_options: element.initial_options });
  return <Choices {...props} type="checkbox" options={element.options} chosen={chosen} />;
}

export function MultiStaticSelectMenu(props: ElementProps<MultiStaticSelect>) {
  const { element, blockId } = props;
  const value = useSurface().valueOf(blockId, element.action_id ?? '');
  const chosen = chosenValues(value ?? { selected_options: element.initial_options });
  const options = groupsOf(element).flatMap((group) => group.options);
  return <Choices {...props} type="checkbox" options={options} chosen={chosen} />;
}

export function RadioButtons(props: ElementProps<RadioElement>) {
  const { element, blockId } = props;
  const value = useSurface().valueOf(blockId, element.action_id ?? '');
  const chosen = chosenValue(value ?? { selected_option: element.initial_option });
  return <Choices {...props} type="radio" options={element.options} chosen={[chosen]} />;
}
