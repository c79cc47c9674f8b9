import { describe } from 'vitest';
import { play } from './play.ts';
import { start } from './rows/start.ts';

describe(start.title, () => play(start));
