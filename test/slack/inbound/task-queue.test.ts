import { expect, it } from 'vitest';
import { createTaskQueue } from '../../../src/slack/inbound/task-queue.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('begins a single task in the next turn', async () => {
  const taskQueue = createTaskQueue();
  let isBegun = false;
  taskQueue.add(async () => {
    isBegun = true;
  });
  expect(isBegun).toBe(false);
  await turn();
  expect(isBegun).toBe(true);
});

it('waits in a flood until no more comes, but not with what is urgent, and knows when all is done', async () => {
  const taskQueue = createTaskQueue();
  const begun: string[] = [];
  const [slow, last] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await taskQueue.idle();
  const add = (name: string, urgent = false, task?: () => Promise<void>) => {
    taskQueue.add(async () => {
      begun.push(name);
      await task?.();
    }, urgent);
  };
  add('first', false, () => slow.promise);
  add('second');
  add('third', false, async () => last.resolve());
  add('stop', true);
  expect(taskQueue.size()).toBe(4);
  for (let turns = 0; turns < 5; turns += 1) await turn();
  // The next command is acknowledged before the second and third begin.
  expect(begun).toEqual(['first', 'stop']);
  let isIdle = false;
  const idle = taskQueue.idle().then(() => {
    isIdle = true;
  });
  await last.promise;
  expect(begun).toEqual(['first', 'stop', 'second', 'third']);
  expect(isIdle).toBe(false);
  slow.resolve();
  await idle;
  expect(taskQueue.size()).toBe(0);
});
