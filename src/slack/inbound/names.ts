/** Names of the configuration that people may type. */
import type { Layout } from '../../recording/layout/layout.ts';

export type ConfiguredNames = Readonly<{
  /** Each with its name in it. */
  layouts: ReadonlyMap<string, Layout>;
  presets: readonly string[];
  projects: readonly string[];
  storages: readonly string[];
}>;

export const noNames: ConfiguredNames = { layouts: new Map(), presets: [], projects: [], storages: [] };
