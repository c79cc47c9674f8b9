import { describe } from 'vitest';
import { start } from './rows/start.ts';
import { play } from './run.ts';

describe(start.title, () => play(start));
