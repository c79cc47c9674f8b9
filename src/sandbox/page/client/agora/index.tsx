import type { AgoraState, Conditions } from '../../protocol.ts';
import type { Act } from '../connection.ts';

type Props = Readonly<{ agora: AgoraState | undefined; conditions: Conditions | undefined; act: Act }>;

/** The simulated Agora beside the workspace. */
export function AgoraPane({ agora }: Props) {
  return <p>{agora?.recorders.length ?? 0}</p>;
}
