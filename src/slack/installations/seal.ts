/** Tokens at rest: AES-256-GCM, bound to the installation that they belong to. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export type Seal = Readonly<{
  seal(text: string, id: string): string;
  /** Throws an `InstallationError` where it was sealed with another key or for another installation, or was damaged. */
  open(sealed: string, id: string): string;
}>;

/** What is stored of an installation can't be read. `message` says what to do. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError';
  readonly code = 'installation_unreadable';

  constructor(id: string, cause: unknown) {
    super(
      `The installation of ${id} can’t be decrypted. Set SLACK_ENCRYPTION_KEY to the key that it was stored with, or install the app there again.`,
      { cause },
    );
  }
}

const algorithm = 'aes-256-gcm';
/** The first byte, so that another algorithm can be recognized later. */
const version = 1;
const nonceLength = 12;
const tagLength = 16;

/** `key`: 32 bytes in base64. */
export function createSeal(key: string): Seal {
  const secret = Buffer.from(key, 'base64');
  return {
    seal(text, id) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv(algorithm, secret, nonce, { authTagLength: tagLength }).setAAD(boundTo(id));
      const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), encrypted]).toString('base64');
    },
    open(sealed, id) {
      try {
        const bytes = Buffer.from(sealed, 'base64');
        if (bytes[0] !== version) throw new Error(`unknown version ${bytes[0]}`);
        const encryptedAt = 1 + nonceLength + tagLength;
        const nonce = bytes.subarray(1, 1 + nonceLength);
        const decipher = createDecipheriv(algorithm, secret, nonce, { authTagLength: tagLength })
          .setAAD(boundTo(id))
          .setAuthTag(bytes.subarray(1 + nonceLength, encryptedAt));
        return Buffer.concat([decipher.update(bytes.subarray(encryptedAt)), decipher.final()]).toString('utf8');
      } catch (error) {
        throw new InstallationError(id, error);
      }
    },
  };
}

/** The version too: it is not encrypted. */
function boundTo(id: string): Buffer {
  return Buffer.from(`${version} ${id}`);
}
