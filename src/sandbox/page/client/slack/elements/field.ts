/** What the controls of all fields have in common. */
import type { Field } from '../surface.ts';

/** The label of an input block names its control; elsewhere the placeholder does. */
export function controlProps(field: Field | undefined, name: string) {
  if (field === undefined) return { 'aria-label': name };
  return {
    id: field.id,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.isInvalid,
    'aria-required': field.isRequired,
  };
}
