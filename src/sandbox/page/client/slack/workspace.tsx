import { usePage } from '../context.ts';

export function Workspace() {
  const team = usePage((state) => state.workspace?.team);
  return <main>{team}</main>;
}
