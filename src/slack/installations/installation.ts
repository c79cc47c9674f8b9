/** One installation of the app, in a workspace or in all workspaces of an organization, with its tokens. */
import { z } from 'zod';
import type { SealedInstallation } from '../../service/installations.ts';
import { InstallationError, type Seal } from './seal.ts';

/** `refreshToken`, `expiresAt` (ms since 1970): where tokens are rotated. */
export type BotToken = Readonly<{ token: string; refreshToken?: string; expiresAt?: number }>;

/** `id`: of the workspace or the organization. `url`: its address, with a slash at its end. */
export type Installation = Readonly<{
  id: string;
  name: string;
  enterpriseId: string;
  isEnterprise: boolean;
  url: string;
  botId: string;
  botUserId: string;
  scopes: readonly string[];
  bot: BotToken;
}>;

const sealedSchema = z.strictObject({
  v: z.literal(1),
  name: z.string(),
  url: z.string(),
  botId: z.string(),
  botUserId: z.string(),
  scopes: z.array(z.string()),
  bot: z.strictObject({
    token: z.string(),
    refreshToken: z.string().exactOptional(),
    expiresAt: z.number().exactOptional(),
  }),
});

export function sealed(installation: Installation, { seal }: Seal): SealedInstallation {
  const { id, enterpriseId, isEnterprise, ...rest } = installation;
  return { id, enterpriseId, isEnterprise, sealed: seal(JSON.stringify({ v: 1, ...rest }), id) };
}

/** Throws an `InstallationError` where it can't be read. */
export function opened({ sealed: text, ...keys }: SealedInstallation, { open }: Seal): Installation {
  const json = open(text, keys.id);
  try {
    const { v: _, ...rest } = sealedSchema.parse(JSON.parse(json));
    return { ...keys, ...rest };
  } catch (error) {
    throw new InstallationError(keys.id, error);
  }
}
