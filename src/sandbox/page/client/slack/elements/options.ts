/** Options of menus and groups. */
import type { Option } from '@slack/types';
import type { Json } from '../../../protocol.ts';

type Group = Readonly<{ label?: Option['text']; options: readonly Option[] }>;

/** All options, in groups; those without a group are in one without a label. */
export function groupsOf(element: Readonly<{ options?: Option[]; option_groups?: Group[] }>): readonly Group[] {
  return element.option_groups ?? [{ options: element.options ?? [] }];
}

/** The value of the option that is chosen in a field. */
export function chosenValue(value: Json | undefined): string {
  return (value?.['selected_option'] as Option | null | undefined)?.value ?? '';
}

export function chosenValues(value: Json | undefined): string[] {
  const options = (value?.['selected_options'] ?? []) as Option[];
  return options.map((option) => option.value ?? '');
}

export function asJson(option: Option): Json {
  return { ...option };
}
