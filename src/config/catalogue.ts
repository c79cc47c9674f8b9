/** What the configuration offers to those who start recordings. */
import type { Catalogue } from '../recording/resolve.ts';
import type { Config } from './config.ts';

export function catalogueOf({ presets, projects, storages, defaults }: Config): Catalogue {
  return {
    presets,
    projects: new Map(
      [...projects].map(([name, { appId, certificate, channelType }]) => [
        name,
        { appId, usesTokens: certificate !== undefined, channelType },
      ]),
    ),
    storages: new Map(
      [...storages].map(([name, { prefix, sts }]) => [
        name,
        { renews: sts !== undefined, ...(prefix !== undefined && { prefix }) },
      ]),
    ),
    defaults,
  };
}
