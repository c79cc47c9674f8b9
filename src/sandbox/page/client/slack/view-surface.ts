import { useMemo } from 'preact/hooks';
import type { Action, PageView } from '../../protocol.ts';
import { useApp } from '../context.ts';
import type { Surface } from './surface.ts';

/** The surface of a modal or of an App Home. */
export function useViewSurface(view: PageView, kind: 'modal' | 'home'): Surface {
  const { act } = useApp();
  return useMemo((): Surface => {
    const press: Surface['press'] = async (press) =>
      act({ type: kind === 'modal' ? 'pressInModal' : 'pressInHome', press });
    const enter = async (blockId: string, actionId: string, value: string) => {
      const action: Action =
        kind === 'modal' ? { type: 'enter', blockId, actionId, value } : { type: 'enterInHome', actionId, value };
      return act(action);
    };
    return {
      id: view.id,
      press,
      // A field of an App Home acts when Enter is pressed.
      enter: kind === 'modal' ? enter : async () => undefined,
      dispatch: enter,
      valueOf: (blockId, actionId) => view.values[blockId]?.[actionId],
      errorOf: (blockId) => view.errors[blockId],
    };
  }, [view, kind]);
}
