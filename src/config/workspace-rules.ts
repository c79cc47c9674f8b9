/** What the configuration says of a workspace: who may do what there, the monthly limits, and who is above them. */
import type { Permissions } from '../recording/permissions/rules.ts';
import type { UserId } from '../recording/recording.ts';
import type { AllLimits } from '../recording/usage/limits.ts';
import type { Config } from './config.ts';

export function permissionsOf({ permissions, workspaces }: Config, teamId: string): Permissions {
  return workspaces.get(teamId)?.permissions ?? permissions;
}

/** The limits of presets are for each workspace by itself. */
export function usageRulesOf(config: Config, teamId: string): { limits: AllLimits; admins: readonly UserId[] } {
  const { limits, presets, prices, workspaces } = config;
  const ofPresets = [...presets].map(([name, { monthly = {} }]) => [name, monthly] as const);
  return {
    limits: { workspace: workspaces.get(teamId)?.limits ?? limits, presets: new Map(ofPresets), prices },
    admins: permissionsOf(config, teamId).admin?.users ?? [],
  };
}
