/** One component per element of Block Kit. */
import type {
  ActionsBlockElement,
  ContextActionsBlockElement,
  InputBlockElement,
  SectionBlockAccessory,
} from '@slack/types';
import type { ComponentType } from 'preact';
import type { ElementProps, Field } from '../surface.ts';
import { Button, WorkflowButton } from './button.tsx';
import { Checkboxes, MultiStaticSelectMenu, RadioButtons } from './choices.tsx';
import { UnsupportedElement } from './fallback.tsx';
import { ImageAccessory } from './image.tsx';
import { Overflow } from './overflow.tsx';
import { ChannelsSelectMenu, ConversationsSelectMenu, StaticSelectMenu, UsersSelectMenu } from './select.tsx';
import { PickedInput, TextInput } from './text-input.tsx';

export type KnownElement = ActionsBlockElement | SectionBlockAccessory | InputBlockElement | ContextActionsBlockElement;

type Components = { [T in KnownElement['type']]: ComponentType<ElementProps<Extract<KnownElement, { type: T }>>> };

const components = {
  button: Button,
  channels_select: ChannelsSelectMenu,
  checkboxes: Checkboxes,
  conversations_select: ConversationsSelectMenu,
  datepicker: PickedInput,
  datetimepicker: UnsupportedElement,
  email_text_input: PickedInput,
  external_select: UnsupportedElement,
  feedback_buttons: UnsupportedElement,
  file_input: UnsupportedElement,
  icon_button: UnsupportedElement,
  image: ImageAccessory,
  multi_channels_select: UnsupportedElement,
  multi_conversations_select: UnsupportedElement,
  multi_external_select: UnsupportedElement,
  multi_static_select: MultiStaticSelectMenu,
  multi_users_select: UnsupportedElement,
  number_input: PickedInput,
  overflow: Overflow,
  plain_text_input: TextInput,
  radio_buttons: RadioButtons,
  rich_text_input: UnsupportedElement,
  static_select: StaticSelectMenu,
  timepicker: PickedInput,
  url_text_input: PickedInput,
  users_select: UsersSelectMenu,
  workflow_button: WorkflowButton,
} satisfies Components;

type Props = Readonly<{ element: KnownElement; blockId: string; field?: Field }>;

export function BlockElement({ element, ...others }: Props) {
  // The component of a type takes the elements of that type, which TypeScript can't follow.
  const Component = (components[element.type] ?? UnsupportedElement) as ComponentType<ElementProps<KnownElement>>;
  return <Component element={element} {...others} />;
}
