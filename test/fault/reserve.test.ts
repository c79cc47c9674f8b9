import { describe } from 'vitest';
import { reserve } from './rows/reserve.ts';
import { play } from './run.ts';

describe(reserve.title, () => play(reserve));
