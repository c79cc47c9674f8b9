import { describe } from 'vitest';
import { play } from './play.ts';
import { watch } from './rows/watch.ts';

describe(watch.title, () => play(watch));
