/** The real process for concurrent tests, with checks on what it leaves. */
import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { integrityOf } from '../support/integrity.ts';
import { createStage } from '../support/stage.ts';

export async function openProcess() {
  const stage = await createStage();
  const { agora, database, settings, killAll } = stage;
  return {
    ...stage,
    start: (change: Record<string, string> = {}) => stage.start({ env: settings(change) }),
    calls: (call: string) => agora.requests.filter((request) => request.call === call),
    async [Symbol.asyncDispose]() {
      await killAll();
      // However the processes ended.
      const isSound = !existsSync(database) || integrityOf(database) === 'ok';
      await stage[Symbol.asyncDispose]();
      expect(isSound, 'integrity of the database').toBe(true);
    },
  };
}
