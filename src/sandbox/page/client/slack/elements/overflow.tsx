import type { Overflow as OverflowElement } from '@slack/types';
import { Menu } from '../menu.tsx';
import { type ElementProps, useSurface } from '../surface.ts';
import { plain } from '../text/text.tsx';
import { useConfirm } from './confirm.tsx';
import { asJson } from './options.ts';

export function Overflow({ element, blockId }: ElementProps<OverflowElement>) {
  const { press } = useSurface();
  const { ask, dialog } = useConfirm(element.confirm);
  const items = element.options.map((option, index) => ({
    key: option.value ?? String(index),
    label: plain(option.text),
    ...(option.description === undefined ? {} : { description: plain(option.description) }),
    onChoose: () => ask(() => void press({ blockId, actionId: element.action_id ?? '', option: asJson(option) })),
  }));
  return (
    <>
      <Menu label="More actions" class="button button-icon" items={items}>
        <span aria-hidden="true">⋯</span>
      </Menu>
      {dialog}
    </>
  );
}
