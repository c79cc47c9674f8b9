// The package is CommonJS without named exports for ES modules.
import agoraToken from 'agora-token';
import type { Uid } from '../recording/recording.ts';

/** An RTC token is valid for 24 hours at most, and Agora has no way to renew the one of a recorder. */
const lifeSeconds = 24 * 60 * 60;

type TokenOptions = Readonly<{ appId: string; certificate: string; cname: string; uid: Uid }>;

/**
 * A token with which the recorder of exactly this uid may join exactly this channel for 24 hours from now. `undefined` when App
 * ID or certificate are not 32 hexadecimal digits: agora-token then returns an empty string, and Agora would accept the start
 * and end the recorder seconds later.
 */
export function recorderToken({ appId, certificate, cname, uid }: TokenOptions): string | undefined {
  const { RtcRole, RtcTokenBuilder } = agoraToken;
  const token = RtcTokenBuilder.buildTokenWithUid(
    appId,
    certificate,
    cname,
    Number(uid),
    RtcRole.PUBLISHER, // The role that Agora recommends.
    lifeSeconds,
    lifeSeconds,
  );
  return token === '' ? undefined : token;
}
