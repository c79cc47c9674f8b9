import { describe } from 'vitest';
import { layout } from './rows/layout.ts';
import { play } from './run.ts';

describe(layout.title, () => play(layout));
