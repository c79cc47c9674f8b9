import { describe } from 'vitest';
import { stop } from './rows/stop.ts';
import { play } from './run.ts';

describe(stop.title, () => play(stop));
