import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, it } from 'vitest';
import { createTaskQueue } from '../../../src/slack/inbound/task-queue.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('starts a single task in the next turn of the event loop', async () => {
  const taskQueue = createTaskQueue();
  let isStarted = false;
  taskQueue.add(async () => {
    isStarted = true;
  });
  expect(isStarted).toBe(false);
  await turn();
  expect(isStarted).toBe(true);
});

it('defers tasks during a burst, except urgent ones, and resolves when all are done', async () => {
  const taskQueue = createTaskQueue();
  const started: string[] = [];
  const [slow, last] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await taskQueue.idle();
  const add = (name: string, urgent = false, task?: () => Promise<void>) => {
    taskQueue.add(async () => {
      started.push(name);
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
  expect(started).toEqual(['first', 'stop']);
  let isIdle = false;
  const idle = taskQueue.idle().then(() => {
    isIdle = true;
  });
  await last.promise;
  expect(started).toEqual(['first', 'stop', 'second', 'third']);
  expect(isIdle).toBe(false);
  slow.resolve();
  await idle;
  expect(taskQueue.size()).toBe(0);
});

it('runs each task in the asynchronous context in which it was added, also behind others', async () => {
  const taskQueue = createTaskQueue();
  const context = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const add = async () => taskQueue.add(async () => void seen.push(context.getStore()));
  await Promise.all(['one', 'two', 'three'].map((name) => context.run(name, add)));
  await add();
  await taskQueue.idle();
  expect(seen).toHaveLength(4);
  expect(new Set(seen)).toEqual(new Set(['one', 'two', 'three', undefined]));
});
