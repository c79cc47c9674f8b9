import type { InputBlock } from '@slack/types';
import { BlockElement } from '../elements/element.tsx';
import { useSurface } from '../surface.ts';
import { plain } from '../text/text.tsx';
import type { BlockProps } from './props.ts';

/** Several controls are a group with a legend; one has a label. */
const groups = new Set(['checkboxes', 'radio_buttons', 'multi_static_select']);

export function Input({ block, blockId }: BlockProps<InputBlock>) {
  const surface = useSurface();
  const error = surface.errorOf(blockId);
  const id = `${surface.id}-${blockId}`;
  const hintId = block.hint === undefined ? undefined : `${id}-hint`;
  const errorId = error === undefined ? undefined : `${id}-error`;
  const describedBy = [errorId, hintId].filter((one) => one !== undefined).join(' ') || undefined;
  const field = {
    id,
    describedBy,
    isInvalid: error !== undefined,
    isRequired: block.optional !== true,
    dispatches: block.dispatch_action === true,
  };
  const label = (
    <>
      {plain(block.label)} {block.optional === true && <span class="optional">(optional)</span>}
    </>
  );
  const rest = (
    <>
      <BlockElement element={block.element} blockId={blockId} field={field} />
      {error !== undefined && (
        <p id={errorId} class="field-error" role="alert">
          {error}
        </p>
      )}
      {block.hint !== undefined && (
        <p id={hintId} class="hint">
          {plain(block.hint)}
        </p>
      )}
    </>
  );
  if (groups.has(block.element.type)) {
    return (
      <fieldset class="block-input" id={id} tabIndex={-1}>
        <legend>{label}</legend>
        {rest}
      </fieldset>
    );
  }
  return (
    <div class="block-input">
      <label for={id}>{label}</label>
      {rest}
    </div>
  );
}
