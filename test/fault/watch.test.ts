import { describe } from 'vitest';
import { watch } from './rows/watch.ts';
import { play } from './run.ts';

describe(watch.title, () => play(watch));
