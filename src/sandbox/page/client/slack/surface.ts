/** Where blocks are shown, and what their elements do there. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Json, Press } from '../../protocol.ts';

export type Surface = Readonly<{
  /** Prefix of the ids of its elements. */
  id: string;
  /** Presses a button, or chooses an option. */
  press(this: void, press: Press): Promise<unknown>;
  /** Enters a value in a field. */
  enter(this: void, blockId: string, actionId: string, value: string): Promise<unknown>;
  /** Enter was pressed in a field that acts at once. */
  dispatch(this: void, blockId: string, actionId: string, value: string): Promise<unknown>;
  /** What is entered in a field. */
  valueOf(this: void, blockId: string, actionId: string): Json | undefined;
  /** What is wrong with the field of a block. */
  errorOf(this: void, blockId: string): string | undefined;
}>;

export const SurfaceContext = createContext<Surface | undefined>(undefined);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === undefined) throw new Error('The block is outside of SurfaceContext');
  return surface;
}

/** What an input block gives its element. */
export type Field = Readonly<{
  id: string;
  /** Ids of the hint and of the error. */
  describedBy: string | undefined;
  isInvalid: boolean;
  isRequired: boolean;
  /** Whether the element acts at once. */
  dispatches: boolean;
}>;

export type ElementProps<E> = Readonly<{
  element: E;
  blockId: string;
  /** Only in input blocks. */
  field?: Field;
}>;
