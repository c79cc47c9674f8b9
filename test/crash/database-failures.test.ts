/** The real program on a database that fails while it runs: it says so, starts nothing that it can't write, and loses nothing. */
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { limitFiles, lockFile, noFileLimit, noSmallDisk, smallDisk } from '../support/disk.ts';
import { integrityOf } from '../support/integrity.ts';
import { openStage, type Stage } from '../support/stage.ts';

type Failure = {
  missing?: string | undefined;
  /** Before the bot is started. */
  prepare?(stage: Stage): { begin(): void; end(): void };
  begin?(stage: Stage, pid: number): { free(): void };
  says: string;
};

const failures: Record<string, Failure> = {
  'a full disk': {
    missing: noSmallDisk,
    prepare({ database }) {
      const disk = smallDisk(dirname(database), '8m');
      return { begin: disk.fill, end: disk.free };
    },
    says: 'is full',
  },
  'a quota': {
    missing: noFileLimit,
    begin: (_, pid) => limitFiles(pid),
    says: 'fails to read or write',
  },
  'a lock of another program': {
    begin: ({ database }) => lockFile(database),
    says: 'Another program keeps the database',
  },
};

describe('while it runs', () => {
  test.for<[string, Failure]>(Object.entries(failures))(
    '%s: what Agora answered is kept, nothing is started that can’t be written',
    { timeout: 60_000 },
    async ([, failure], { skip }) => {
      skip(failure.missing !== undefined, failure.missing);
      const stage = await openStage();
      const { slack, agora, room, ana, database, card, get } = stage;
      const disk = failure.prepare?.(stage);
      const bot = stage.start();
      const { port } = await bot.logged('ready');
      const held = agora.fault({ call: 'start', kind: 'actThenHang' });
      await slack.type(ana, room, '/record start standup');
      await agora.waitFor((request) => request.call === 'start');

      disk?.begin();
      const lock = failure.begin?.(stage, bot.process.pid ?? 0);
      held.release();
      await bot.logged('a job failed and is retried');
      expect(bot.out.join('\n')).toContain(failure.says);
      const ready = await get(port, '/readyz');
      expect(ready.status).toBe(503);
      expect(ready.text).toContain(failure.says);
      expect(await get(port, '/healthz')).toMatchObject({ status: 200 });
      await slack.type(ana, room, '/record start other');
      const answer = await slack.waitFor(() => slack.ephemerals(ana)[0], 10_000);
      expect(answer.text).toContain('nothing was started');

      disk?.end();
      lock?.free();
      await card('Recording');
      expect(await get(port, '/readyz')).toMatchObject({ status: 200 });
      const [shown] = slack.messages(room);
      if (shown === undefined) throw new Error('no card');
      await slack.click(ana, shown, 'Stop');
      await card('Finished');
      expect(slack.messages(room)).toHaveLength(1);
      expect(agora.recorders).toMatchObject([{ endedBy: 'stop' }]);
      for (const call of ['acquire', 'start', 'stop']) {
        expect(agora.requests.filter((request) => request.call === call)).toHaveLength(1);
      }
      expect(await bot.kill('SIGTERM')).toBe(0);
      expect(integrityOf(database)).toBe('ok');
    },
  );
});
