import { describe } from 'vitest';
import { play } from './play.ts';
import { layout } from './rows/layout.ts';

describe(layout.title, () => play(layout));
