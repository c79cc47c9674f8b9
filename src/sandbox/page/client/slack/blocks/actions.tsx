import type { ActionsBlock, ContextActionsBlock } from '@slack/types';
import { BlockElement } from '../elements/element.tsx';
import type { BlockProps } from './props.ts';

export function Actions({ block, blockId }: BlockProps<ActionsBlock | ContextActionsBlock>) {
  return (
    <div class="block-actions">
      {block.elements.map((element, index) => (
        <BlockElement key={element.action_id ?? index} element={element} blockId={blockId} />
      ))}
    </div>
  );
}
