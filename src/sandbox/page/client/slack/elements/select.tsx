/** Menus in which one option is chosen: native ones, which work by keyboard, with screen readers and on phones. */
import type { ChannelsSelect, ConversationsSelect, StaticSelect, UsersSelect } from '@slack/types';
import { usePage } from '../../context.ts';
import { type ElementProps, useSurface } from '../surface.ts';
import { plain } from '../text/text.tsx';
import { useConfirm } from './confirm.tsx';
import { controlProps } from './field.ts';
import { asJson, chosenValue, groupsOf } from './options.ts';

export function StaticSelectMenu({ element, blockId, field }: ElementProps<StaticSelect>) {
  const { press, valueOf } = useSurface();
  const { ask, dialog } = useConfirm(element.confirm);
  const actionId = element.action_id ?? '';
  const groups = groupsOf(element);
  const all = groups.flatMap(({ options }) => options);
  const value = valueOf(blockId, actionId);
  const current = value === undefined ? (element.initial_option?.value ?? '') : chosenValue(value);
  const choose = (event: Event) => {
    const option = all.find((one) => one.value === (event.target as HTMLSelectElement).value);
    if (option !== undefined) ask(() => void press({ blockId, actionId, option: asJson(option) }));
  };
  const placeholder = plain(element.placeholder) || 'Choose an option';
  return (
    <>
      <select class="select" {...controlProps(field, placeholder)} value={current} onChange={choose}>
        {current === '' && <option value="">{placeholder}</option>}
        {groups.map(({ label, options }, index) => {
          const entries = options.map((option) => (
            <option key={option.value} value={option.value}>
              {plain(option.text)}
            </option>
          ));
          return label === undefined ? (
            entries
          ) : (
            <optgroup key={index} label={plain(label)}>
              {entries}
            </optgroup>
          );
        })}
      </select>
      {dialog}
    </>
  );
}

type Entry = Readonly<{ id: string; name: string }>;

type IdSelectProps = ElementProps<ConversationsSelect | ChannelsSelect | UsersSelect> &
  Readonly<{ entries: readonly Entry[]; selected: string | null | undefined }>;

/** Chooses a channel or a person by its id. */
function IdSelect({ element, blockId, field, entries, selected }: IdSelectProps) {
  const { press, enter } = useSurface();
  const actionId = element.action_id ?? '';
  const choose = (event: Event) => {
    const { value } = event.target as HTMLSelectElement;
    void (field === undefined ? press({ blockId, actionId, value }) : enter(blockId, actionId, value));
  };
  const placeholder = plain(element.placeholder) || 'Choose an option';
  return (
    <select class="select" {...controlProps(field, placeholder)} value={selected ?? ''} onChange={choose}>
      <option value="">{placeholder}</option>
      {entries.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

export function ConversationsSelectMenu(props: ElementProps<ConversationsSelect>) {
  const { element, blockId } = props;
  const channels = usePage(({ workspace }) => workspace?.channels) ?? [];
  const value = useSurface().valueOf(blockId, element.action_id ?? '');
  const entries = channels.map(({ id, name, kind }) => ({ id, name: kind === 'direct' ? name : `#${name}` }));
  const selected =
    value === undefined ? element.initial_conversation : (value['selected_conversation'] as string | null);
  return <IdSelect {...props} entries={entries} selected={selected} />;
}

export function ChannelsSelectMenu(props: ElementProps<ChannelsSelect>) {
  const { element, blockId } = props;
  const channels = usePage(({ workspace }) => workspace?.channels) ?? [];
  const value = useSurface().valueOf(blockId, element.action_id ?? '');
  const entries = channels.filter(({ kind }) => kind === 'public').map(({ id, name }) => ({ id, name: `#${name}` }));
  const selected = value === undefined ? element.initial_channel : (value['selected_channel'] as string | null);
  return <IdSelect {...props} entries={entries} selected={selected} />;
}

export function UsersSelectMenu(props: ElementProps<UsersSelect>) {
  const { element, blockId } = props;
  const people = usePage(({ workspace }) => workspace?.people) ?? [];
  const value = useSurface().valueOf(blockId, element.action_id ?? '');
  const selected = value === undefined ? element.initial_user : (value['selected_user'] as string | null);
  return <IdSelect {...props} entries={people} selected={selected} />;
}
