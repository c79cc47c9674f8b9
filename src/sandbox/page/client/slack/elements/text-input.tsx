/** Fields in which something is typed. */
import type { Datepicker, EmailInput, NumberInput, PlainTextInput, Timepicker, URLInput } from '@slack/types';
import { useState } from 'preact/hooks';
import { type ElementProps, type Surface, useSurface } from '../surface.ts';
import { plain } from '../text/text.tsx';
import { controlProps } from './field.ts';

type TypedElement = PlainTextInput | NumberInput | EmailInput | URLInput | Datepicker | Timepicker;

/** What is typed stays while the bot changes the view: it is kept here, and the server gets a copy. */
function useDraft(element: TypedElement, blockId: string, initial: string | undefined, surface: Surface) {
  const actionId = element.action_id ?? '';
  const entered = surface.valueOf(blockId, actionId);
  const known = entered?.['value'] ?? entered?.['selected_date'] ?? entered?.['selected_time'];
  const [draft, setDraft] = useState(typeof known === 'string' ? known : (initial ?? ''));
  const change = (event: Event) => {
    const { value } = event.target as HTMLInputElement;
    setDraft(value);
    void surface.enter(blockId, actionId, value);
  };
  return { actionId, draft, change };
}

export function TextInput({ element, blockId, field }: ElementProps<PlainTextInput>) {
  const surface = useSurface();
  const { actionId, draft, change } = useDraft(element, blockId, element.initial_value, surface);
  const placeholder = plain(element.placeholder);
  const shared = {
    ...controlProps(field, placeholder || 'Text'),
    class: 'input',
    value: draft,
    placeholder,
    maxLength: element.max_length,
    onInput: change,
  };
  if (element.multiline === true) return <textarea {...shared} rows={4} />;
  const keyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || field?.dispatches !== true) return;
    event.preventDefault();
    void surface.dispatch(blockId, actionId, draft);
  };
  return <input {...shared} type="text" autoComplete="off" onKeyDown={keyDown} />;
}

const types = {
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
  datepicker: 'date',
  timepicker: 'time',
} as const;

type PickedElement = Exclude<TypedElement, PlainTextInput>;

function initialOf(element: PickedElement): string | undefined {
  switch (element.type) {
    case 'datepicker':
      return element.initial_date;
    case 'timepicker':
      return element.initial_time;
    default:
      return element.initial_value;
  }
}

export function PickedInput({ element, blockId, field }: ElementProps<PickedElement>) {
  const { draft, change } = useDraft(element, blockId, initialOf(element), useSurface());
  const placeholder = plain(element.placeholder);
  return (
    <input
      {...controlProps(field, placeholder || 'Value')}
      class="input"
      // The types of Preact tell the kinds of inputs apart, which one input for all of them can't.
      type={types[element.type] as 'text'}
      step={element.type === 'number_input' && element.is_decimal_allowed ? 'any' : undefined}
      value={draft}
      placeholder={placeholder}
      autoComplete="off"
      onInput={change}
    />
  );
}
