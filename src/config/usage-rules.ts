/** What the configuration says of usage: the limits, and who is above them. */
import type { UserId } from '../recording/recording.ts';
import type { AllLimits } from '../recording/usage/limits.ts';
import type { Config } from './config.ts';

export function usageRulesOf({ limits, presets, prices, permissions }: Config): {
  limits: AllLimits;
  admins: readonly UserId[];
} {
  const ofPresets = [...presets].map(([name, { monthly = {} }]) => [name, monthly] as const);
  return {
    limits: { workspace: limits, presets: new Map(ofPresets), prices },
    admins: permissions.admin?.users ?? [],
  };
}
