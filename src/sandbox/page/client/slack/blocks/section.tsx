import type { SectionBlock } from '@slack/types';
import { BlockElement } from '../elements/element.tsx';
import { Text } from '../text/text.tsx';
import type { BlockProps } from './props.ts';

export function Section({ block, blockId }: BlockProps<SectionBlock>) {
  const { text, fields = [], accessory } = block;
  return (
    <div class="block-section">
      <div class="block-section-texts">
        {text !== undefined && <Text text={text} />}
        {fields.length > 0 && (
          <div class="block-fields">
            {fields.map((field, index) => (
              <Text key={index} text={field} />
            ))}
          </div>
        )}
      </div>
      {accessory !== undefined && (
        <div class="block-accessory">
          <BlockElement element={accessory} blockId={blockId} />
        </div>
      )}
    </div>
  );
}
