import { describe } from 'vitest';
import { play } from './play.ts';
import { reserve } from './rows/reserve.ts';

describe(reserve.title, () => play(reserve));
